package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;

/**
 * Tells whether a file may have been written to, without reading it. Its time of modification is
 * set to one that is long past, so that any write moves it, however coarse the clock of the disk
 * is; another file of its name has another key.
 */
final class FileMark {
  private static final FileTime PAST = FileTime.from(Instant.parse("2001-01-01T00:00:00Z"));

  private final Path file;
  private final Map<String, Object> seen;

  private FileMark(Path file, Map<String, Object> seen) {
    this.file = file;
    this.seen = seen;
  }

  /** Marks a file; where the disk cannot do that, it counts as written to. */
  static FileMark put(Path file) {
    try {
      Files.setLastModifiedTime(file, PAST);
      Map<String, Object> seen = look(file);
      return new FileMark(file, PAST.equals(seen.get("lastModifiedTime")) ? seen : Map.of());
    } catch (IOException | RuntimeException e) {
      return new FileMark(file, Map.of());
    }
  }

  /** Whether it is the file that it was. */
  boolean isUntouched() throws IOException {
    return !seen.isEmpty() && seen.equals(look(file));
  }

  private static Map<String, Object> look(Path file) throws IOException {
    // Of a file whose old time was put back, the time of change tells it.
    boolean isUnix = file.getFileSystem().supportedFileAttributeViews().contains("unix");
    return Files.readAttributes(
        file,
        isUnix ? "unix:lastModifiedTime,ctime,fileKey,size" : "lastModifiedTime,fileKey,size",
        LinkOption.NOFOLLOW_LINKS);
  }
}
