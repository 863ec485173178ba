package nz.co.medimage.api.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Tells how much room a disk has left, if the system can tell. */
public final class DiskSpace {
  private DiskSpace() {}

  /**
   * The bytes that this process can still write to the disk of a path.
   *
   * @param path an existing file or folder
   * @return at least 0; empty if the system cannot tell, as in a container or a chroot whose root
   *     is not in the table of mounts. Then just write: a disk that is full says so
   */
  public static OptionalLong usable(Path path) {
    OptionalLong usable = usableByPath(path);
    return usable.isPresent() ? usable : usableOfStore(path);
  }

  /**
   * Asks about the path itself, without the table of mounts, which Java reads anew each time. Says
   * nothing of a full disk, as 0 stands for "cannot tell" too.
   */
  private static OptionalLong usableByPath(Path path) {
    try {
      long usable = path.toFile().getUsableSpace();
      return usable > 0 ? OptionalLong.of(usable) : OptionalLong.empty();
    } catch (RuntimeException e) {
      return OptionalLong.empty();
    }
  }

  private static OptionalLong usableOfStore(Path path) {
    try {
      return OptionalLong.of(Files.getFileStore(path).getUsableSpace());
    } catch (IOException | RuntimeException e) {
      return OptionalLong.empty();
    }
  }
}
