package nz.co.medimage.api.file;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Renames without ever replacing, also when another PC gives out the same name at the same moment.
 * Java has no such rename on POSIX: there {@link Files#move} looks whether the name is free and
 * then calls rename(2), which replaces whatever came in between.
 */
final class ExclusiveRename {
  private ExclusiveRename() {}

  static boolean move(Path source, Path target) throws IOException {
    return DurableFiles.isWindows(target) ? moveFile(source, target) : link(source, target);
  }

  /** MoveFileEx, unless it is told to replace, refuses by itself: NTFS, FAT and SMB alike. */
  private static boolean moveFile(Path source, Path target) throws IOException {
    try {
      Files.move(source, target);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  private static boolean link(Path source, Path target) throws IOException {
    try {
      Files.createLink(target, source);
    } catch (NoSuchFileException e) {
      throw e;
    } catch (FileSystemException | UnsupportedOperationException e) {
      // A share may report a failure for its own success, when a reply was lost.
      if (!isLinked(source, target)) {
        return !(e instanceof FileAlreadyExistsException) && moveOverReservation(source, target);
      }
    }
    Files.delete(source);
    return true;
  }

  private static boolean isLinked(Path source, Path target) throws IOException {
    return Files.exists(target, LinkOption.NOFOLLOW_LINKS)
        && !Files.isSymbolicLink(target)
        && Files.isSameFile(source, target);
  }

  /**
   * Where there are no hard links, FAT and some shares: takes the name with an empty file, and
   * replaces that. Some shares, such as smbnetfs, make a file anew that another computer has just
   * made, whatever they are asked; but nowhere can two make one folder, so a hidden one of the name
   * is made before. A crash in between leaves them: nobody could tell later whose they are, so the
   * name is never taken for free.
   */
  private static boolean moveOverReservation(Path source, Path target) throws IOException {
    Path taking = target.resolveSibling("." + target.getFileName() + ".taken");
    try {
      DurableFiles.createPrivateFolder(taking);
    } catch (FileAlreadyExistsException e) {
      return false;
    }
    try {
      return moveOverEmpty(source, target);
    } finally {
      Files.deleteIfExists(taking);
    }
  }

  private static boolean moveOverEmpty(Path source, Path target) throws IOException {
    try {
      DurableFiles.createPrivate(target).close();
    } catch (FileAlreadyExistsException e) {
      return false;
    }
    try {
      DurableFiles.renameReplacing(source, target);
      return true;
    } catch (IOException e) {
      if (Files.size(target) == 0) {
        Files.delete(target);
      }
      throw e;
    }
  }
}
