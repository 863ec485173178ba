package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.spi.CompanionFile;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.crypto.ManifestJson;
import nz.co.medimage.crypto.envelope.BadManifestException;
import nz.co.medimage.receiver.internal.state.FollowUpEntry;
import nz.co.medimage.receiver.internal.state.FollowUpEntry.Reassigned;
import nz.co.medimage.receiver.internal.state.LedgerFile.Place;

/**
 * A photo in the folder that keeps it for follow-up sinks: its files, under names that filters do
 * not choose, and the entry that tells all else.
 */
final class KeptPhoto {
  private KeptPhoto() {}

  /**
   * Moves the files of a staged photo into a fresh folder, durably but for the folder itself. What
   * else filters left beside them stays behind: it may hold what they took away.
   *
   * @return what its entry is to say
   */
  static FollowUpEntry move(StagedPhoto photo, List<String> sinks, boolean isReleased, Path folder)
      throws IOException {
    String manifest = new String(ManifestJson.write(photo.manifest()), StandardCharsets.UTF_8);
    DurableFiles.deleteTree(folder);
    DurableFiles.createPrivateFolder(folder);
    String file = move(photo.file(), folder, "photo");
    List<FollowUpEntry.Companion> companions = new ArrayList<>();
    for (CompanionFile companion : photo.companions()) {
      String name = move(companion.file(), folder, "companion-" + (companions.size() + 1));
      companions.add(new FollowUpEntry.Companion(companion.label(), companion.extension(), name));
    }
    List<Place> references =
        photo.references().stream().map(r -> new Place(r.sink(), r.reference())).toList();
    return new FollowUpEntry(
        photo.from(),
        manifest,
        file,
        sinks,
        companions,
        references,
        photo.patient().orElse(null),
        isReleased,
        null);
  }

  private static String move(Path file, Path folder, String name) throws IOException {
    DurableFiles.force(file);
    Files.move(file, folder.resolve(name));
    return name;
  }

  /**
   * The photo, as it was delivered.
   *
   * @throws BadManifestException if the entry is damaged
   */
  static StagedPhoto photo(PhotoId id, FollowUpEntry entry, Path folder)
      throws BadManifestException {
    Manifest manifest = ManifestJson.read(entry.manifest().getBytes(StandardCharsets.UTF_8));
    List<CompanionFile> companions =
        Objects.requireNonNullElse(entry.companions(), List.<FollowUpEntry.Companion>of()).stream()
            .map(c -> new CompanionFile(c.label(), c.extension(), folder.resolve(c.file())))
            .toList();
    List<SinkReference> references =
        Objects.requireNonNullElse(entry.references(), List.<Place>of()).stream()
            .map(place -> new SinkReference(place.sink(), place.reference()))
            .toList();
    StagedPhoto photo =
        StagedPhoto.of(id, entry.from(), manifest, folder.resolve(entry.file()))
            .withCompanions(companions)
            .withReferences(references);
    return Optional.ofNullable(entry.patient()).map(photo::withPatient).orElse(photo);
  }

  /**
   * The photo, for a sink: under the tag that a person gave it last, if the sink had rejected it.
   *
   * @throws BadManifestException if the entry is damaged
   */
  static StagedPhoto photo(PhotoId id, FollowUpEntry entry, Path folder, String sink)
      throws BadManifestException {
    List<Reassigned> given = entry.reassignedAt(sink);
    if (given.isEmpty()) {
      return photo(id, entry, folder);
    }
    Reassigned last = given.get(given.size() - 1);
    StagedPhoto photo = photo(id, entry, folder, PatientTag.parse(last.tag()));
    return Optional.ofNullable(last.patient()).map(photo::withPatient).orElse(photo);
  }

  /**
   * The photo under another tag, of a patient who is not looked up yet.
   *
   * @throws BadManifestException if the entry is damaged
   */
  static StagedPhoto photo(PhotoId id, FollowUpEntry entry, Path folder, PatientTag tag)
      throws BadManifestException {
    StagedPhoto photo = photo(id, entry, folder);
    return StagedPhoto.of(
            id, photo.from(), photo.manifest().toBuilder().tag(tag).build(), photo.file())
        .withCompanions(photo.companions())
        .withReferences(photo.references());
  }
}
