package nz.co.medimage.sink.practice.internal.csv;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A file of patients that is replaced now and then, perhaps while it is being read.
 *
 * <p>A version of it counts once it has not changed for a while, and did not change while it was
 * read. Until then whoever asks waits a little. That keeps half of an export from counting as all
 * of it. It also covers file systems whose times are coarse: whatever is written after the while
 * has another time. How long a version has not changed is measured here; the clock of a file server
 * can be wrong.
 *
 * <p>Safe for use by several threads.
 */
final class PatientFile {
  static final Duration QUIET = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long LARGEST = 256L * 1024 * 1024;
  private static final long LOOK_AGAIN_MILLIS = 50;

  private final Path file;
  private final CsvLayout layout;
  private final Optional<Duration> maxAge;
  private final Clock clock;
  private final Duration quiet;
  private final LongSupplier nanoTime;

  private final ReentrantLock reading = new ReentrantLock();
  private @Nullable Version seen;
  private long seenSince;
  private volatile @Nullable Table current;

  /** What tells one version of the file from another. */
  private record Version(FileTime modified, long size, @Nullable Object key) {}

  private record Table(Version of, PatientTable patients) {}

  /**
   * Reads nothing yet.
   *
   * @param maxAge how old the file may be
   * @param quiet for how long it must not have changed
   */
  PatientFile(
      Path file,
      CsvLayout layout,
      Optional<Duration> maxAge,
      Clock clock,
      Duration quiet,
      LongSupplier nanoTime) {
    this.file = file;
    this.layout = layout;
    this.maxAge = maxAge;
    this.clock = clock;
    this.quiet = quiet;
    this.nanoTime = nanoTime;
  }

  Path path() {
    return file;
  }

  /**
   * Reads the file as it is, to see whether it can be read, and notes since when it is as it is.
   *
   * @throws IOException with one sentence for the user, if it is missing, too old, or cannot be
   *     read as it is laid out
   */
  PatientTable peek() throws IOException {
    Version now = version();
    reading.lock();
    try {
      note(now);
    } finally {
      reading.unlock();
    }
    return read();
  }

  /**
   * The patients of the latest version. May block for some seconds after the file changed.
   *
   * @throws IOException with one sentence for the user, if it is missing, too old, being written,
   *     or cannot be read as it is laid out
   */
  PatientTable patients() throws IOException {
    Version now = version();
    Table known = current;
    if (known != null && known.of.equals(now)) {
      return known.patients;
    }
    try {
      reading.lockInterruptibly();
    } catch (InterruptedException e) {
      throw interrupted();
    }
    try {
      return settled();
    } finally {
      reading.unlock();
    }
  }

  private PatientTable settled() throws IOException {
    long began = nanoTime.getAsLong();
    while (true) {
      Version now = version();
      note(now);
      Table known = current;
      if (known != null && known.of.equals(now)) {
        return known.patients;
      }
      if (nanoTime.getAsLong() - seenSince >= quiet.toNanos()) {
        PatientTable patients = read();
        if (version().equals(now)) {
          current = new Table(now, patients);
          return patients;
        }
      } else if (nanoTime.getAsLong() - began > PATIENCE.toNanos()) {
        throw new IOException(file + " is being written: look-ups wait until it is complete");
      } else {
        pause();
      }
    }
  }

  private void note(Version now) {
    if (!now.equals(seen)) {
      seen = now;
      seenSince = nanoTime.getAsLong();
    }
  }

  private void pause() throws IOException {
    try {
      Thread.sleep(LOOK_AGAIN_MILLIS);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("the look-up in " + file + " was interrupted");
  }

  private PatientTable read() throws IOException {
    try {
      return PatientTable.read(file, layout);
    } catch (FileSystemException e) {
      throw unreadable(e);
    }
  }

  private Version version() throws IOException {
    BasicFileAttributes now;
    try {
      now = Files.readAttributes(file, BasicFileAttributes.class);
    } catch (FileSystemException e) {
      throw unreadable(e);
    }
    if (!now.isRegularFile()) {
      throw new IOException(file + " is no file: set file to the list that is exported");
    }
    if (now.size() > LARGEST) {
      throw new IOException(file + " is larger than 256 MiB, and no list of patients");
    }
    Instant modified = now.lastModifiedTime().toInstant();
    if (maxAge.isPresent() && modified.plus(maxAge.get()).isBefore(clock.instant())) {
      throw new IOException(
          file
              + " was written at "
              + modified
              + ", longer ago than max-age allows: have the practice software export it again");
    }
    return new Version(now.lastModifiedTime(), now.size(), now.fileKey());
  }

  private IOException unreadable(FileSystemException e) {
    return e instanceof NoSuchFileException
        ? new IOException(
            file + " is missing: have the practice software export it, or correct the setting file")
        : new IOException(
            file
                + " cannot be read ("
                + e.getClass().getSimpleName()
                + "): see that the receiver's user may read it and that no program locks it");
  }

  /** How long ago the file was written, by its own time. */
  Duration age() throws IOException {
    return Duration.between(version().modified().toInstant(), clock.instant());
  }
}
