package nz.co.medimage.sink.practice.internal.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import nz.co.medimage.api.spi.PatientMatch.Kind;
import nz.co.medimage.api.spi.Settings;
import nz.co.medimage.sink.practice.CsvCheckProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file that is written while it is read never counts before it is complete. */
@Timeout(60)
final class PatientFileTest {
  @TempDir private Path folder;
  private Path file = Path.of("");
  private final AtomicLong time = new AtomicLong();
  private final AtomicInteger looks = new AtomicInteger();

  /** Runs at each look at the time, with its number. */
  private Writer writer = look -> {};

  private interface Writer {
    void at(int look) throws IOException;
  }

  @BeforeEach
  void place() throws IOException {
    file = folder.resolve("today.csv");
    Files.writeString(file, "NHI\nZAC5361\n");
  }

  /** Each look at the time takes half a second. */
  private long tick() {
    try {
      writer.at(looks.incrementAndGet());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return time.addAndGet(Duration.ofMillis(500).toNanos());
  }

  private PatientFile patients() {
    CsvLayout layout =
        CsvLayout.of(
            Settings.of(
                new CsvCheckProvider().settings(), Map.of("file", "today.csv", "id", "1"), folder));
    return new PatientFile(
        file, layout, Optional.empty(), Clock.systemUTC(), PatientFile.QUIET, this::tick);
  }

  private void append(String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.APPEND);
  }

  @Test
  void exportThatIsBeingWrittenIsAwaited() throws IOException {
    Files.writeString(file, "NHI\n");
    writer =
        look -> {
          if (look <= 12) {
            append("ZAA00" + (10 + look) + "\n");
          }
          if (look == 12) {
            append("ZAC5361\n");
          }
        };
    assertEquals(Kind.FOUND, patients().patients().find("ZAC5361").kind());
    assertTrue(looks.get() > 12, looks::toString);
  }

  @Test
  void exportThatDoesNotEndDecidesNothing() {
    writer = look -> append("X" + look + "\n");
    IOException notNow = assertThrows(IOException.class, () -> patients().patients());
    assertEquals(
        file + " is being written: look-ups wait until it is complete", notNow.getMessage());
  }

  @Test
  void versionIsReadOnce() throws IOException {
    PatientFile patients = patients();
    PatientTable first = patients.patients();
    int before = looks.get();
    assertTrue(first == patients.patients());
    assertEquals(before, looks.get());
  }

  @Test
  void anotherFileInItsPlaceIsReadEvenIfItsTimeAndSizeAreTheSame() throws IOException {
    assumeTrue(
        Files.readAttributes(file, BasicFileAttributes.class).fileKey() != null,
        "files have no identity here");
    PatientFile patients = patients();
    FileTime time = Files.getLastModifiedTime(file);
    assertEquals(Kind.FOUND, patients.patients().find("ZAC5361").kind());
    Path next = folder.resolve("next.csv");
    Files.writeString(next, "NHI\nZAC5362\n");
    Files.setLastModifiedTime(next, time);
    Files.delete(file);
    assertThrows(IOException.class, patients::patients);
    Files.move(next, file);
    assertEquals(Kind.FOUND, patients.patients().find("ZAC5362").kind());
    assertEquals(Kind.UNKNOWN, patients.patients().find("ZAC5361").kind());
  }

  @Test
  void changeInTheSameSecondIsSeen() throws IOException {
    FileTime second =
        FileTime.from(Instant.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
    Files.setLastModifiedTime(file, second);
    PatientFile patients = patients();
    // The time of the file does not tell these two apart, and so it is not believed for a while.
    writer =
        look -> {
          if (look == 3) {
            Files.writeString(file, "NHI\nZAC5362\n");
            Files.setLastModifiedTime(file, second);
          }
        };
    assertEquals(Kind.FOUND, patients.patients().find("ZAC5362").kind());
  }

  @Test
  void whoeverWaitsCanBeInterrupted() {
    Thread.currentThread().interrupt();
    assertThrows(InterruptedIOException.class, () -> patients().patients());
    assertTrue(Thread.interrupted());
  }
}
