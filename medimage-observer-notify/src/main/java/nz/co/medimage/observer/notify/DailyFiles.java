package nz.co.medimage.observer.notify;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nz.co.medimage.api.file.Folders;
import org.jspecify.annotations.Nullable;

/**
 * Text files in a folder, one for each day on which something happened, such as {@code
 * photos-2026-11-27.txt}. A file is opened for each line only, so that people may move, open and
 * delete it, and the folder may go and come back. Not safe for use by several threads.
 */
final class DailyFiles {
  private static final Pattern NAME = Pattern.compile("photos-([0-9]{4}-[0-9]{2}-[0-9]{2})\\.txt");

  private final Path folder;
  private final Duration keep;
  private @Nullable LocalDate cleaned;

  /**
   * Writes nothing yet.
   *
   * @param folder made if it is missing
   * @param keep how long files are kept, at least a day
   */
  DailyFiles(Path folder, Duration keep) {
    this.folder = folder;
    this.keep = keep;
  }

  /**
   * Appends a line to the file of a day, whole or not at all.
   *
   * @throws IOException if it cannot be written
   */
  void append(LocalDate day, String line) throws IOException {
    if (!day.equals(cleaned)) {
      Files.createDirectories(folder);
      removeOld(day);
      cleaned = day;
    }
    Path file = folder.resolve("photos-" + day + ".txt");
    byte[] bytes = (line + System.lineSeparator()).getBytes(StandardCharsets.UTF_8);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      long before = channel.size();
      try {
        write(channel.position(before), bytes);
      } catch (IOException e) {
        cut(channel, before, e);
        throw e;
      }
    } catch (IOException e) {
      cleaned = null; // the folder may be gone
      throw e;
    }
  }

  private static void write(FileChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  /** On a full disk a part of the line may have been written. */
  private static void cut(FileChannel channel, long size, IOException failure) {
    try {
      channel.truncate(size);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private void removeOld(LocalDate today) throws IOException {
    LocalDate first = today.minusDays(keep.toDays());
    for (Path file : Folders.list(folder, ".txt")) {
      Optional<LocalDate> day = day(Objects.toString(file.getFileName()));
      if (day.isPresent() && day.get().isBefore(first)) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static Optional<LocalDate> day(String name) {
    Matcher matcher = NAME.matcher(name);
    try {
      return matcher.matches() ? Optional.of(LocalDate.parse(matcher.group(1))) : Optional.empty();
    } catch (DateTimeParseException e) {
      return Optional.empty(); // somebody else's, such as of 30 February
    }
  }
}
