package nz.co.medimage.sink.folders;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/** Tells a disk that cannot force folders at all from one that failed to just now. */
final class Unforceable {
  /**
   * EINVAL, EBADF, EISDIR, ENOTTY, ENOSYS and ENOTSUP in the words of glibc, musl and macOS: Java
   * tells no number.
   */
  private static final Set<String> WORDS =
      Set.of(
          "Invalid argument",
          "Bad file descriptor",
          "Is a directory",
          "Inappropriate ioctl for device",
          "Not a tty",
          "Function not implemented",
          "Operation not supported",
          "Not supported");

  private Unforceable() {}

  /** Whether a folder that failed with this error always will, so that it is useless to repeat. */
  static boolean isMeantBy(IOException e) {
    if (e instanceof AccessDeniedException) {
      return true; // may be written to, but not opened
    }
    String words = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
    return words != null && (WORDS.contains(words) || wordsHere().equals(Optional.of(words)));
  }

  /** This system's words for EINVAL, in its user's language: what a device without a disk says. */
  private static Optional<String> wordsHere() {
    try (FileChannel device = FileChannel.open(Path.of("/dev/null"), StandardOpenOption.WRITE)) {
      device.force(true);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.ofNullable(e instanceof FileSystemException ? null : e.getMessage());
    }
  }
}
