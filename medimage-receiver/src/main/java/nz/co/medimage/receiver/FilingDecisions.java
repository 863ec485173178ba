package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.file.Folders;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.receiver.ReplayRequests.Assigned;
import nz.co.medimage.receiver.internal.state.FilingDecision;
import nz.co.medimage.receiver.internal.state.JsonFile;

/**
 * Under which tag and for which patient sinks file photos, a file for each, from the moment at
 * which the first sink may have it. From then on it stands, whatever a check would say later and
 * whatever a person asks for: otherwise one sink could have a photo that another one files for
 * another patient.
 *
 * <p>A photo that no check was asked about, and that nobody can assign as it comes straight from
 * its device, needs none.
 */
final class FilingDecisions {
  private final JsonFile<FilingDecision> decisions = new JsonFile<>(FilingDecision.class);
  private final Path folder;
  private final ReplayRequests requests;

  FilingDecisions(Path folder, ReplayRequests requests) {
    this.folder = folder;
    this.requests = requests;
  }

  /**
   * What was decided on a photo.
   *
   * @throws IOException with one sentence, if that is damaged
   */
  Optional<FilingDecision> find(PhotoId id) throws IOException {
    return decisions.read(file(id));
  }

  /** The photos on which something was decided. */
  Set<PhotoId> ids() throws IOException {
    Set<PhotoId> ids = new HashSet<>();
    for (Path decision : Folders.list(folder)) {
      String name = decision.getFileName().toString();
      try {
        ids.add(PhotoId.parse(name.replaceFirst("\\.json$", "")));
      } catch (IllegalArgumentException e) {
        // half written, or not ours
      }
    }
    return ids;
  }

  /**
   * Gives a staged photo what was decided on it.
   *
   * @return the photo, under the tag and with the patient that were decided; nothing if nothing
   *     was, or if a person has assigned another tag since
   */
  static Optional<StagedPhoto> recall(PhotoProgress progress, StagedPhoto photo) {
    Optional<FilingDecision> found = progress.recalled();
    if (found.isEmpty()) {
      return Optional.empty();
    }
    FilingDecision decision = found.get();
    boolean isOfThatTag = decision.tag().equals(photo.manifest().tag().toString());
    if (!isOfThatTag && progress.assigned().isPresent()) {
      return Optional.empty(); // by a person who knows that sinks may have it
    }
    if (decision.assignedAt() != null && decision.assignedBy() != null) {
      progress.assignedBefore(
          new Assigned(
              Instant.parse(decision.assignedAt()),
              decision.assignedBy(),
              PatientTag.parse(decision.tag())));
    }
    progress.echo(decision.echo());
    return Optional.of(as(decision, photo));
  }

  private static StagedPhoto as(FilingDecision decision, StagedPhoto photo) {
    PatientTag tag = PatientTag.parse(decision.tag());
    StagedPhoto tagged = photo.withManifest(photo.manifest().toBuilder().tag(tag).build());
    return decision.patient() == null ? tagged : tagged.withPatient(decision.patient());
  }

  /**
   * Decides: when this returns true, it survives a power cut, and nobody assigns another tag.
   *
   * @param sinks the ids of those that get it
   * @return false if a person has assigned another tag meanwhile
   */
  boolean decide(PhotoProgress progress, StagedPhoto photo, List<String> sinks) throws IOException {
    return requests.locked(
        () -> {
          if (progress.isReplayed() && !requests.assigned(photo.id()).equals(progress.assigned())) {
            return false;
          }
          FilingDecision decision = decision(progress, photo, sinks);
          if (!progress.recalled().equals(Optional.of(decision))) {
            decisions.write(file(photo.id()), decision);
          }
          return true;
        });
  }

  /** Keeps of a photo that was rejected which of the sinks may have it; nothing if none does. */
  void narrow(PhotoProgress progress, PhotoId id, List<String> sinks) throws IOException {
    Optional<FilingDecision> before = find(id);
    List<String> left = sinks.stream().filter(sink -> mayBeAt(sink, progress, before)).toList();
    if (left.isEmpty()) {
      forget(id);
    } else if (before.isPresent()) {
      decisions.write(file(id), before.get().at(left));
    } else if (progress.staged().isPresent()) {
      decisions.write(file(id), decision(progress, progress.staged().get(), left));
    }
  }

  /** Whether a sink may have a photo: one that rejected it has not. */
  private static boolean mayBeAt(
      String sink, PhotoProgress progress, Optional<FilingDecision> decided) {
    boolean wasDecidedBefore =
        progress.recalled().isPresent()
            && decided.filter(made -> made.sinks().contains(sink)).isPresent();
    return !progress.wasRejectedBy(sink) && (progress.wasAsked(sink) || wasDecidedBefore);
  }

  private static FilingDecision decision(
      PhotoProgress progress, StagedPhoto photo, List<String> sinks) {
    return new FilingDecision(
        photo.manifest().tag().toString(),
        photo.patient().orElse(null),
        progress.echo().orElse(null),
        sinks,
        progress.filedAs().map(to -> to.at().toString()).orElse(null),
        progress.filedAs().map(Assigned::by).orElse(null));
  }

  /** No sink has the photo, or all have. */
  void forget(PhotoId id) throws IOException {
    Files.deleteIfExists(file(id));
  }

  private Path file(PhotoId id) {
    return folder.resolve(id + ".json");
  }
}
