package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.sink.folders.FolderSink;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What is printed of a photo that waits: the cause, and a patient only where paths are shown. */
final class PrintedEventsTest {
  private static final EnvelopeId ID = TestPhotos.photoId(1).envelope();

  @TempDir Path folder;

  @Command
  static final class Printing {
    @Mixin Output output;
  }

  private String printed(IOException cause, boolean withPaths) {
    return printed(cause, withPaths, Duration.ofSeconds(4));
  }

  private String printed(IOException cause, boolean withPaths, Duration pause) {
    return printed(
        withPaths,
        events ->
            events.retrying(TestPhotos.photoId(1), "folders", cause.getMessage(), pause, cause));
  }

  private String printed(boolean withPaths, Consumer<PrintedEvents> event) {
    StringWriter text = new StringWriter();
    Printing printing = new Printing();
    new CommandLine(printing).setOut(new PrintWriter(text));
    PrintedEvents events =
        withPaths
            ? PrintedEvents.withPaths(printing.output, Map.of("folders", folder))
            : PrintedEvents.withIds(printing.output);
    event.accept(events);
    return text.toString().strip();
  }

  private IOException unmarked() throws Exception {
    Path main = folder.resolve("main");
    try (FolderSink sink = FolderSink.to(main).state(folder.resolve("state")).build()) {
      sink.start();
      Files.delete(main.resolve(".medimage-folder"));
      sink.write(TestPhotos.staged(folder, TestPhotos.photoId(1), "#ZAC5361", new byte[9]));
      throw new AssertionError("it was filed");
    } catch (IOException e) {
      return e;
    }
  }

  @Test
  void causeThatNamesNoPatientIsPrintedAlways() throws Exception {
    IOException cause = unmarked();
    String line = "A photo waits, next try in 4 s: " + cause.getMessage();
    assertEquals(line, printed(cause, true));
    assertEquals(line, printed(cause, false));
    assertTrue(line.contains("connect the share"), line);
  }

  @Test
  void pauseIsNeverZero() {
    IOException cause = new IOException("away");
    assertEquals(
        "A photo waits, next try in 1 s: away", printed(cause, true, Duration.ofMillis(830)));
    assertEquals(
        "A photo waits, next try in 2 s: away", printed(cause, true, Duration.ofMillis(1100)));
  }

  @Test
  void whatAnAddOnSaysIsPrintedOnlyWithPaths() {
    IOException cause = new IOException("no room for ZAC5361");
    assertEquals("A photo waits, next try in 4 s: no room for ZAC5361", printed(cause, true));
    assertEquals(
        "A photo waits, next try in 4 s: folders is away or failed at "
            + ID
            + "; 'deliveries' says why",
        printed(cause, false));
  }

  @Test
  void troubleIsPrintedOnceAtItsStartAndAtItsEnd() {
    Consumer<PrintedEvents> start = events -> events.unavailable("ehr", "no room for ZAC5361");
    assertEquals(
        "ehr cannot be used now, and what waits for it is tried again: no room for ZAC5361",
        printed(true, start));
    assertEquals(
        "ehr cannot be used now, and what waits for it is tried again: receive --show-paths prints"
            + " why",
        printed(false, start));
    assertEquals("ehr works again", printed(false, events -> events.available("ehr")));
  }

  @Test
  void reasonIsNotPrintedAgainOfEachPhoto() {
    IOException cause = new IOException("away");
    Consumer<PrintedEvents> tries =
        events -> {
          events.unavailable("ehr", "away");
          events.retrying(TestPhotos.photoId(1), "ehr", "away", Duration.ofHours(6), cause);
        };
    assertEquals(
        List.of(
            "ehr cannot be used now, and what waits for it is tried again: away",
            "Photos wait for ehr, next try in 6 hours"),
        printed(true, tries).lines().toList());
  }

  @Test
  void rejectionByAFollowUpSinkIsPrintedAndItsReasonOnlyWithPaths() {
    Consumer<PrintedEvents> rejected =
        events -> events.followUpRejected(TestPhotos.photoId(1), "ehr", "Nobody is ZAC5361.");
    String remedy = " If its id is wrong, 'deliveries --assign " + ID + " TAG' files it there";
    assertEquals("ehr rejected a photo: Nobody is ZAC5361." + remedy, printed(true, rejected));
    assertEquals("ehr rejected a photo: 'deliveries' says why." + remedy, printed(false, rejected));
  }

  @Test
  void questionToAPersonSaysWhereToLookAndHowToAnswer() {
    assertEquals(
        "Nobody knows whether ehr has "
            + ID
            + ": Look among the letters. 'deliveries --settle "
            + ID
            + " filed' or 'missing' says so",
        printed(
            false,
            events ->
                events.outcomeUnknown(TestPhotos.photoId(1), "ehr", "Look among the letters.")));
  }
}
