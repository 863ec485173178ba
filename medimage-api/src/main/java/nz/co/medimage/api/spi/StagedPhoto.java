package nz.co.medimage.api.spi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.file.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * A photo that came out of its envelope whole and authentic, on its way through filters and sinks.
 * Immutable: each {@code with...} method returns a changed copy, for a filter to return.
 *
 * <p>The files and their folder belong to the receiver, which deletes them afterwards: copy them,
 * never move or change them. A filter may make new files beside {@link #file()}.
 */
public final class StagedPhoto {
  private final PhotoId id;
  private final String from;
  private final Manifest manifest;
  private final Path file;
  private final List<CompanionFile> companions;
  private final @Nullable String patient;
  private final List<SinkReference> references;

  private StagedPhoto(
      PhotoId id,
      String from,
      Manifest manifest,
      Path file,
      List<CompanionFile> companions,
      @Nullable String patient,
      List<SinkReference> references) {
    this.id = id;
    this.from = from;
    this.manifest = manifest;
    this.file = file;
    this.companions = companions;
    this.patient = patient;
    this.references = references;
  }

  /**
   * A photo as it comes out of its envelope. For receivers and tests.
   *
   * @param id the envelope and the pairing together
   * @param from the name of the paired device that sent it, as the receiver lists it
   * @param manifest what is known about it; length and SHA-256 are those of {@code file}
   * @param file the content
   */
  public static StagedPhoto of(PhotoId id, String from, Manifest manifest, Path file) {
    return new StagedPhoto(
        Objects.requireNonNull(id, "id"),
        Objects.requireNonNull(from, "from"),
        Objects.requireNonNull(manifest, "manifest"),
        Objects.requireNonNull(file, "file"),
        List.of(),
        null,
        List.of());
  }

  /** The id by which sinks recognise a photo that they have stored before. */
  public PhotoId id() {
    return id;
  }

  /** The name of the paired device that sent it, as the receiver lists it. */
  public String from() {
    return from;
  }

  /** What is known about it: tag, file name, time of capture, length and SHA-256. */
  public Manifest manifest() {
    return manifest;
  }

  /** The content. */
  public Path file() {
    return file;
  }

  /**
   * Files that filters made from it and that are filed beside it, in the order in which they were
   * added. A sink that can file them gives them names like the photo's; one that cannot ignores
   * them.
   */
  public List<CompanionFile> companions() {
    return companions;
  }

  /** The practice's own id of the patient, if a {@link PatientCheck} found one. */
  public Optional<String> patient() {
    return Optional.ofNullable(patient);
  }

  /** Where the required sinks put it; empty except for a follow-up sink. */
  public List<SinkReference> references() {
    return references;
  }

  /** The same photo with another manifest, for example with another file name or tag. */
  public StagedPhoto withManifest(Manifest manifest) {
    Objects.requireNonNull(manifest, "manifest");
    return new StagedPhoto(id, from, manifest, file, companions, patient, references);
  }

  /**
   * The same photo with other content, whose length and SHA-256 are computed here.
   *
   * @param rewritten a file in the folder of {@link #file()}
   * @throws IOException if it cannot be read
   */
  public StagedPhoto withContent(Path rewritten) throws IOException {
    Manifest changed =
        manifest.toBuilder().content(Files.size(rewritten), Sha256.of(rewritten)).build();
    return new StagedPhoto(id, from, changed, rewritten, companions, patient, references);
  }

  /** The same photo with one more companion. */
  public StagedPhoto withCompanion(CompanionFile companion) {
    List<CompanionFile> more = new ArrayList<>(companions);
    more.add(Objects.requireNonNull(companion, "companion"));
    return withCompanions(more);
  }

  /** The same photo with these companions and no others. */
  public StagedPhoto withCompanions(List<CompanionFile> companions) {
    return new StagedPhoto(id, from, manifest, file, List.copyOf(companions), patient, references);
  }

  /**
   * The same photo with the patient that a check found. For receivers and tests.
   *
   * @param patient the practice's own id
   */
  public StagedPhoto withPatient(String patient) {
    Objects.requireNonNull(patient, "patient");
    return new StagedPhoto(id, from, manifest, file, companions, patient, references);
  }

  /** The same photo with the places where sinks have filed it. For receivers and tests. */
  public StagedPhoto withReferences(List<SinkReference> references) {
    return new StagedPhoto(id, from, manifest, file, companions, patient, List.copyOf(references));
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, manifest, file);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof StagedPhoto that
        && id.equals(that.id)
        && from.equals(that.from)
        && manifest.equals(that.manifest)
        && file.equals(that.file)
        && companions.equals(that.companions)
        && Objects.equals(patient, that.patient)
        && references.equals(that.references);
  }

  /** Names the photo's id alone: the rest is about a patient. */
  @Override
  public String toString() {
    return "StagedPhoto[" + id + "]";
  }
}
