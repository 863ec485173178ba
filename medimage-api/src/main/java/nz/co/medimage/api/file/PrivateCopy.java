package nz.co.medimage.api.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * Makes a second file of the content of one, that only its owner can read. Where it is allowed and
 * nobody can tell the difference, that is a hard link: then no byte is written.
 *
 * <p>Nobody can if the source is a file of Linux, has no other name, is readable by its owner only,
 * and has the group that it would get in the folder of the copy. Elsewhere the folder decides who
 * may read what is made in it: Windows, macOS and some network disks by access lists that a new
 * file inherits and a link does not, SELinux by a label. Where the disk makes no link, or the
 * source got another name meanwhile, it is copied.
 */
final class PrivateCopy {
  private static final int MOST_AT_ONCE = 1 << 20;

  private static final boolean IS_LINUX = System.getProperty("os.name", "").equals("Linux");
  private static final boolean HAS_LABELS = Files.exists(Paths.get("/sys/fs/selinux/enforce"));

  /** The bits of a Unix mode that say what kind of file it is and who may do what with it. */
  private static final int PRIVATE_FILE = 0100600;

  private PrivateCopy() {}

  /**
   * Makes one. Its content is not forced to disk.
   *
   * @param copy does not exist
   * @param mayLink whether a link will do
   * @return the copy, open for writing; the caller closes it
   */
  static FileChannel make(Path source, Path copy, boolean mayLink) throws IOException {
    return mayLink && isLinked(source, copy)
        ? FileChannel.open(copy, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)
        : copied(source, copy);
  }

  private static FileChannel copied(Path source, Path copy) throws IOException {
    try (FileChannel from = FileChannel.open(source, StandardOpenOption.READ)) {
      FileChannel to = DurableFiles.createPrivate(copy);
      try {
        transfer(from, to);
        return to;
      } catch (IOException | RuntimeException e) {
        to.close();
        throw e;
      }
    }
  }

  /** From Java 20 on a disk that can share blocks between files, such as Btrfs, does so. */
  private static void transfer(FileChannel from, FileChannel to) throws IOException {
    long size = from.size();
    for (long at = 0; at < size; ) {
      long n = from.transferTo(at, Math.min(size - at, MOST_AT_ONCE), to);
      if (n <= 0) {
        throw new IOException("the file became shorter while it was copied");
      }
      at += n;
    }
  }

  /** Whether the copy is a link now; if not, nothing is there. */
  private static boolean isLinked(Path source, Path copy) throws IOException {
    if (!IS_LINUX
        || HAS_LABELS
        || !source.getFileSystem().equals(copy.getFileSystem())
        || !source.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return false;
    }
    try {
      if (!isPlain(source, 1, unix(copy.toAbsolutePath().getParent()).get("gid"))) {
        return false;
      }
      Files.createLink(copy, source);
      if (isPlain(copy, 2, unix(source).get("gid"))) {
        return true;
      }
    } catch (IOException | UnsupportedOperationException e) {
      // another disk, one without links, or a right that is missing: what else there is, copying
      // will tell
    }
    Files.deleteIfExists(copy);
    return false;
  }

  private static boolean isPlain(Path file, int names, Object group) throws IOException {
    Map<String, Object> unix = unix(file);
    return unix.get("mode").equals(PRIVATE_FILE)
        && unix.get("nlink").equals(names)
        && unix.get("gid").equals(group);
  }

  private static Map<String, Object> unix(Path file) throws IOException {
    return Files.readAttributes(file, "unix:mode,nlink,gid", LinkOption.NOFOLLOW_LINKS);
  }
}
