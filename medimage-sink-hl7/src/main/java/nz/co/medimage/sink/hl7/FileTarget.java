package nz.co.medimage.sink.hl7;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileSystemException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.spi.OutcomeUnknownException;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.SelfTest;
import nz.co.medimage.store.FilingJournal;

/**
 * Drops messages as files. The journal is told of a file's name before the file gets it: after a
 * crash, a file that is still aside was not dropped, and any other was.
 */
final class FileTarget implements Target {
  /** The file is whole, and is about to be dropped. */
  private static final String DROPPING = "dropping";

  /** The file was dropped; an acknowledgement is awaited. */
  private static final String DROPPED = "dropped";

  private static final String NAME = "name";
  private static final String ASIDE = "aside";
  private static final String PATIENT = "patient";
  private static final String OLD_ANSWERS = "old-answers";
  private static final Duration FIRST_LOOK = Duration.ofMillis(100);
  private static final Duration MOST_BETWEEN_LOOKS = Duration.ofSeconds(2);

  private final DropFolder folder;
  private final Optional<AckFolder> answers;
  private final Duration timeout;
  private final Clock clock;

  /**
   * Makes one that has looked at no folder yet.
   *
   * @param answers empty if the system writes no acknowledgements
   * @param timeout how long one call waits for an acknowledgement
   */
  FileTarget(DropFolder folder, Optional<AckFolder> answers, Duration timeout, Clock clock) {
    this.folder = folder;
    this.answers = answers;
    this.timeout = timeout;
    this.clock = clock;
  }

  @Override
  public String reference(PhotoId photo) {
    return ControlId.of(photo) + "." + folder.extension();
  }

  @Override
  public String file(
      PhotoMessage message, FilingJournal journal, Optional<FilingJournal.Begun> before)
      throws IOException, PhotoRejectedException {
    boolean isDropped = before.isPresent() && isDropped(message, before.get());
    if (isDropped && !message.patient().equals(before.get().values().get(PATIENT))) {
      throw new OutcomeUnknownException(
          "this photo was dropped as a file for another patient before; look in the practice system"
              + " for document "
              + message.documentId());
    }
    Map<String, String> values = isDropped ? before.get().values() : drop(message, journal, before);
    String name = values.get(NAME);
    if (answers.isEmpty()) {
      return Verdict.FILED.conclude(journal, message.id(), name, Optional.empty());
    }
    if (!isDropped || !before.get().state().equals(DROPPED)) {
      journal.begin(message.id(), DROPPED, values);
    }
    AckFolder.Answer answer = await(answers.get(), message, values.get(OLD_ANSWERS));
    String reference = answer.verdict().conclude(journal, message.id(), name, Optional.empty());
    answers.get().tidy(answer);
    return reference;
  }

  private boolean isDropped(PhotoMessage message, FilingJournal.Begun before) throws IOException {
    if (before.state().equals(DROPPED)) {
      return true;
    }
    if (!before.state().equals(DROPPING)) {
      throw new OutcomeUnknownException(
          "this photo may have been sent over MLLP before messages were dropped as files; look in"
              + " the practice system for document "
              + message.documentId());
    }
    DropFolder then = then(before);
    if (!then.isReleased(message)) {
      return false;
    }
    if (!then.isMarked()) {
      throw new OutcomeUnknownException(
          "the program ended while it dropped this photo as a file, and "
              + then.aside()
              + " was emptied since; look in the practice system for document "
              + message.documentId());
    }
    return true;
  }

  /** The folder as it was set when a file was prepared: the settings may have changed since. */
  private DropFolder then(FilingJournal.Begun before) {
    String aside = before.values().get(ASIDE);
    return aside == null ? folder : folder.withAside(folder.aside().getFileSystem().getPath(aside));
  }

  private Map<String, String> drop(
      PhotoMessage message, FilingJournal journal, Optional<FilingJournal.Begun> before)
      throws IOException {
    if (before.isPresent()) {
      journal.undo(message.id(), Optional.empty()); // before the file aside is written anew
      then(before.get()).discard(message);
    }
    folder.prepare(message, OffsetDateTime.ofInstant(clock.instant(), ZoneId.systemDefault()));
    String old = answers.isPresent() ? answers.get().present(message.controlId()) : "";
    Map<String, String> values =
        Map.of(
            NAME,
            folder.freeName(message),
            OLD_ANSWERS,
            old,
            ASIDE,
            folder.aside().toString(),
            PATIENT,
            message.patient());
    journal.begin(message.id(), DROPPING, values);
    folder.release(message, values.get(NAME));
    return values;
  }

  /** Looks into the folder, less and less often, for as long as one call may wait. */
  private AckFolder.Answer await(AckFolder answers, PhotoMessage message, String old)
      throws IOException {
    long end = System.nanoTime() + timeout.toNanos();
    long pause = FIRST_LOOK.toNanos();
    while (true) {
      Optional<AckFolder.Answer> answer = answers.find(message.controlId(), old);
      if (answer.isPresent()) {
        return answer.get();
      }
      long left = end - System.nanoTime();
      if (left <= 0) {
        throw new IOException(
            "no acknowledgement of message "
                + message.controlId()
                + " is in "
                + answers.folder()
                + " yet; it is looked for again, and the photo is not dropped again");
      }
      sleep(Math.min(pause, left));
      pause = Math.min(2 * pause, MOST_BETWEEN_LOOKS.toNanos());
    }
  }

  private static void sleep(long nanos) throws IOException {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for an acknowledgement");
    }
  }

  @Override
  public List<SelfTest.Finding> test() {
    List<SelfTest.Finding> findings = new ArrayList<>();
    try {
      folder.test();
      findings.add(ok("A file can be written aside and renamed into " + folder.folder() + "."));
      if (answers.isPresent()) {
        answers.get().present("");
        findings.add(ok("Acknowledgements in " + answers.get().folder() + " can be read."));
      }
    } catch (FileSystemException e) {
      return failed(findings, "the folders cannot be used (" + e.getClass().getSimpleName() + ")");
    } catch (IOException e) {
      return failed(findings, e.getMessage());
    }
    findings.add(
        new SelfTest.Finding(
            SelfTest.Verdict.WARNING,
            "No message was dropped: only the first photo shows whether the system takes it."));
    return findings;
  }

  private static List<SelfTest.Finding> failed(List<SelfTest.Finding> before, String why) {
    before.add(
        new SelfTest.Finding(SelfTest.Verdict.FAILED, "Messages cannot be dropped: " + why + "."));
    return before;
  }

  private static SelfTest.Finding ok(String sentence) {
    return new SelfTest.Finding(SelfTest.Verdict.OK, sentence);
  }

  @Override
  public void close() {}
}
