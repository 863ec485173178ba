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
 * A photo that was opened, complete and authentic, on its way through filters and sinks. Immutable:
 * each {@code with...} method returns a changed copy, for a filter to return.
 *
 * <p>The files and their folder belong to the receiver, which deletes them once the filters and
 * sinks have returned: copy them, never move or change them; what is in them may be filed already,
 * as the same file by another name. A filter may make new files beside {@link #file()}, which the
 * receiver deletes too.
 */
public final class StagedPhoto {
  private final PhotoId id;
  private final String from;
  private final Manifest manifest;
  private final Path file;
  private final List<CompanionFile> companions;
  private final @Nullable String patient;
  private final List<SinkReference> references;
  private final boolean isLinkable;

  private StagedPhoto(
      PhotoId id,
      String from,
      Manifest manifest,
      Path file,
      List<CompanionFile> companions,
      @Nullable String patient,
      List<SinkReference> references,
      boolean isLinkable) {
    this.id = id;
    this.from = from;
    this.manifest = manifest;
    this.file = file;
    this.companions = companions;
    this.patient = patient;
    this.references = references;
    this.isLinkable = isLinkable;
  }

  /**
   * Makes a photo that was just opened. For receivers and tests.
   *
   * @param id the id of the envelope and that of the pairing
   * @param from the name of the paired device that sent it, as the receiver lists it
   * @param manifest what is known about it; its length and SHA-256 are those of {@code file}
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
        List.of(),
        false);
  }

  /** The id by which a sink recognises a photo that it has stored before. */
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

  /**
   * The file with the content, in a folder for this photo. Its name says nothing about the photo:
   * see {@link Manifest#fileName()}.
   */
  public Path file() {
    return file;
  }

  /**
   * The files that filters made from the photo, to be filed beside it, in the order in which they
   * were added. A sink that can file them gives them names like the photo's; a sink that cannot
   * ignores them.
   */
  public List<CompanionFile> companions() {
    return companions;
  }

  /** The practice's own id of the patient, if a {@link PatientCheck} found one. */
  public Optional<String> patient() {
    return Optional.ofNullable(patient);
  }

  /** Where the required sinks put the photo; empty unless a follow-up sink gets it. */
  public List<SinkReference> references() {
    return references;
  }

  /**
   * Whether a sink may file a hard link of {@link #file()} in place of a copy, see {@link
   * nz.co.medimage.api.file.FilePlacement.Plan#mayLink}. A receiver says so to the one sink that
   * gets this file: nobody else reads it, now or later, and if the sink fails when it is linked
   * already, the photo is opened anew. Not so of companions, and not after a {@code with...}
   * method.
   */
  public boolean isLinkable() {
    return isLinkable;
  }

  /** Makes it {@linkplain #isLinkable() linkable}. For receivers and tests. */
  public StagedPhoto linkable() {
    return new StagedPhoto(id, from, manifest, file, companions, patient, references, true);
  }

  /** Replaces the manifest, for example to change the file name or the tag. */
  public StagedPhoto withManifest(Manifest manifest) {
    Objects.requireNonNull(manifest, "manifest");
    return new StagedPhoto(id, from, manifest, file, companions, patient, references, false);
  }

  /**
   * Replaces the content. This reads the file to compute its length and SHA-256.
   *
   * @param rewritten a file in the folder of {@link #file()}
   * @throws IOException if it cannot be read
   */
  public StagedPhoto withContent(Path rewritten) throws IOException {
    Manifest changed =
        manifest.toBuilder().content(Files.size(rewritten), Sha256.of(rewritten)).build();
    return new StagedPhoto(id, from, changed, rewritten, companions, patient, references, false);
  }

  /** Adds a companion. */
  public StagedPhoto withCompanion(CompanionFile companion) {
    List<CompanionFile> more = new ArrayList<>(companions);
    more.add(Objects.requireNonNull(companion, "companion"));
    return withCompanions(more);
  }

  /** Replaces all companions. */
  public StagedPhoto withCompanions(List<CompanionFile> companions) {
    return new StagedPhoto(
        id, from, manifest, file, List.copyOf(companions), patient, references, false);
  }

  /**
   * Adds the patient that a check found. For receivers and tests.
   *
   * @param patient the practice's own id
   */
  public StagedPhoto withPatient(String patient) {
    Objects.requireNonNull(patient, "patient");
    return new StagedPhoto(id, from, manifest, file, companions, patient, references, false);
  }

  /** Adds where required sinks have filed the photo. For receivers and tests. */
  public StagedPhoto withReferences(List<SinkReference> references) {
    return new StagedPhoto(
        id, from, manifest, file, companions, patient, List.copyOf(references), false);
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, manifest, file);
  }

  /** Compares all but whether it is linkable. */
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

  /** Shows the id only: the rest is about a patient. */
  @Override
  public String toString() {
    return "StagedPhoto[" + id + "]";
  }
}
