package nz.co.medimage.filter.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.api.spi.CompanionFile;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.StagedPhoto;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a program for each photo, as many at once as it is called. */
final class RunFilter implements PhotoFilter {
  /** What a program ends with that rejects a photo: EX_DATAERR of {@code sysexits.h}. */
  static final int REJECTED = 65;

  private static final Logger LOG = LoggerFactory.getLogger(RunFilter.class);

  private final String id;
  private final Command command;
  private final Duration timeout;
  private final long maxSize;
  private volatile boolean isClosed;

  RunFilter(String id, Command command, Duration timeout, long maxSize) {
    this.id = id;
    this.command = command;
    this.timeout = timeout;
    this.maxSize = maxSize;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public void start() throws IOException {
    command.check();
  }

  @Override
  public StagedPhoto apply(StagedPhoto photo) throws IOException, PhotoRejectedException {
    try (RunFolder folder = RunFolder.of(photo, id, maxSize)) {
      ProgramRun run = new ProgramRun(folder, timeout, () -> isClosed);
      int exit = run(run, photo, folder);
      if (exit == REJECTED) {
        throw rejection(run.output());
      }
      if (exit != 0) {
        throw new ProgramFailedException(
            "ended with exit code " + exit + "; what it said is in the log at DEBUG");
      }
      String name = photo.manifest().fileName();
      return with(photo, folder, Answer.parse(run.output(), name, folder::isPhoto));
    } catch (ProgramFailedException e) {
      throw new IOException("The program of the filter " + id + " " + e.getMessage() + ".", e);
    } catch (WrongAnswerException e) {
      throw new IOException(
          "The program of the filter " + id + " gave a wrong answer: " + e.getMessage() + ".", e);
    }
  }

  private int run(ProgramRun run, StagedPhoto photo, RunFolder folder)
      throws IOException, ProgramFailedException {
    try {
      int exit = run.run(command.in(folder), PhotoJson.of(photo, folder));
      LOG.debug("{} ended for {} with exit code {}", id, photo.id(), exit);
      return exit;
    } finally {
      if (LOG.isDebugEnabled()) {
        logErrors(run, photo);
      }
    }
  }

  private void logErrors(ProgramRun run, StagedPhoto photo) {
    try {
      LOG.debug("{} said of {}: {}", id, photo.id(), run.errors());
    } catch (IOException e) {
      LOG.debug("what {} said of {} cannot be read", id, photo.id(), e);
    }
  }

  private PhotoRejectedException rejection(String printed) throws WrongAnswerException {
    String text = printed.strip();
    if (text.startsWith("{")) {
      JsonAnswer.Rejection rejection = JsonAnswer.parseRejection(text);
      return new PhotoRejectedException(code(rejection.code()), line(rejection.sentence()));
    }
    return new PhotoRejectedException(
        text.isEmpty()
            ? "The filter " + id + " rejected this photo without saying why."
            : line(text));
  }

  private static String line(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }

  private static RejectionCode code(Optional<String> name) throws WrongAnswerException {
    try {
      return name.map(RejectionCode::of).orElse(RejectionCode.REFUSED);
    } catch (IllegalArgumentException e) {
      throw new WrongAnswerException(e.getMessage());
    }
  }

  private static StagedPhoto with(StagedPhoto photo, RunFolder folder, Answer answer)
      throws IOException, ProgramFailedException, WrongAnswerException {
    List<Path> taken = new ArrayList<>();
    boolean done = false;
    try {
      StagedPhoto result = photo;
      if (answer.file().isPresent()) {
        result = result.withContent(take(folder, answer.file().get(), taken));
      }
      if (answer.fileName().isPresent()) {
        result = renamed(result, answer.fileName().get());
      }
      for (Answer.Companion companion : answer.companions()) {
        result = with(result, companion, take(folder, companion.file(), taken));
      }
      done = true;
      return result;
    } finally {
      if (!done) {
        for (Path file : taken) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static Path take(RunFolder folder, String named, List<Path> taken)
      throws IOException, ProgramFailedException, WrongAnswerException {
    Path file = folder.takeOut(folder.find(named), taken.size());
    taken.add(file);
    return file;
  }

  private static StagedPhoto renamed(StagedPhoto photo, String name) throws WrongAnswerException {
    try {
      return photo.withManifest(photo.manifest().toBuilder().fileName(name).build());
    } catch (IllegalArgumentException e) {
      throw new WrongAnswerException("its new name of the photo is no single file name");
    }
  }

  private static StagedPhoto with(StagedPhoto photo, Answer.Companion companion, Path file)
      throws WrongAnswerException {
    CompanionFile added;
    try {
      added = new CompanionFile(companion.label(), companion.extension(), file);
    } catch (IllegalArgumentException e) {
      throw new WrongAnswerException(e.getMessage());
    }
    for (CompanionFile other : photo.companions()) {
      if (other.label().equals(added.label())) {
        throw new WrongAnswerException("another companion of the photo has the label it gives");
      }
    }
    return photo.withCompanion(added);
  }

  /** Kills what runs. */
  @Override
  public void close() {
    isClosed = true;
  }
}
