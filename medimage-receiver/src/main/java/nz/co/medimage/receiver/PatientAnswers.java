package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.file.Folders;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.receiver.internal.state.JsonFile;
import nz.co.medimage.receiver.internal.state.PatientAnswer;

/**
 * What the patient check said of photos that sinks may have since, a file for each: from then on it
 * stands, whatever the check would say later. Otherwise one sink could have a photo that another
 * one files for another patient, or that ends as held.
 */
final class PatientAnswers {
  private final JsonFile<PatientAnswer> answers = new JsonFile<>(PatientAnswer.class);
  private final Path folder;

  PatientAnswers(Path folder) {
    this.folder = folder;
  }

  /**
   * Gives a staged photo what was said of it.
   *
   * @return the photo, which knows its patient now; nothing if nothing was said of it under its tag
   * @throws IOException with one sentence, if the answer is damaged
   */
  Optional<StagedPhoto> recall(PhotoProgress progress, StagedPhoto photo) throws IOException {
    Optional<PatientAnswer> answer =
        answers.read(file(photo.id())).filter(said -> said.isFor(answer(progress, photo)));
    if (answer.isPresent()) {
      progress.recalled();
      progress.echo(answer.get().echo());
    }
    return answer.map(said -> said.patient() == null ? photo : photo.withPatient(said.patient()));
  }

  /** Keeps what was said of a photo: when this returns, it survives a power cut. */
  void keep(PhotoProgress progress, StagedPhoto photo) throws IOException {
    answers.write(file(photo.id()), answer(progress, photo));
  }

  private static PatientAnswer answer(PhotoProgress progress, StagedPhoto photo) {
    return new PatientAnswer(
        photo.manifest().tag().toString(),
        progress.assigned().map(to -> to.at().toString()).orElse(null),
        photo.patient().orElse(null),
        progress.echo().orElse(null));
  }

  /** No sink has the photo, or all have: the check may be asked again if it comes again. */
  void forget(PhotoId id) throws IOException {
    Files.deleteIfExists(file(id));
  }

  /** Forgets what was said of photos that are not here. */
  void keepOnly(Collection<PhotoId> here) throws IOException {
    Set<Path> kept = here.stream().map(this::file).collect(Collectors.toSet());
    for (Path answer : Folders.list(folder)) {
      if (!kept.contains(answer)) {
        Files.deleteIfExists(answer);
      }
    }
  }

  private Path file(PhotoId id) {
    return folder.resolve(id + ".json");
  }
}
