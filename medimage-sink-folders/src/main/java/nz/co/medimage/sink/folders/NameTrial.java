package nz.co.medimage.sink.folders;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;

/**
 * Finds out whether a disk refuses a name: some know only the letters of one country, or shorter
 * names than others. They say so in many ways, so that only trying tells.
 */
final class NameTrial {
  private NameTrial() {}

  /**
   * Whether a photo failed because the disk refuses its file name.
   *
   * @throws FolderException if it refuses that of one of its folders: in another the photo would be
   *     another patient's
   * @throws FileSystemException the failure, if nothing can be written there at all
   */
  static boolean isRefused(RootFiles files, PhotoName name, FileSystemException failure)
      throws IOException {
    if (failure instanceof AccessDeniedException) {
      return false;
    }
    try {
      return isRefused(files, name);
    } catch (FileSystemException e) {
      throw failure;
    }
  }

  private static boolean isRefused(RootFiles files, PhotoName name) throws IOException {
    Path folder = files.root();
    for (String child : name.folders()) {
      Path below = folder.resolve(child);
      if (!Files.isDirectory(below)) {
        if (isRefused(files, folder, child)) {
          throw new FolderException(Sentences.refusedFolder(files.root()));
        }
        return false;
      }
      folder = below;
    }
    return isRefused(files, folder, name.file(1));
  }

  /**
   * Whether a folder takes files, but neither has nor takes one of this name.
   *
   * @throws IOException if the folder takes no file at all now
   */
  static boolean isRefused(RootFiles files, Path folder, String name) throws IOException {
    make(files, folder, UUID.randomUUID().toString());
    try {
      Files.readAttributes(
          folder.resolve(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return false;
    } catch (NoSuchFileException e) {
      // nothing has it: whether it can be given, only trying tells
    } catch (AccessDeniedException e) {
      return false;
    } catch (FileSystemException e) {
      // refused, or there, on a disk that cannot read its entry now: only trying tells
    }
    try {
      make(files, folder, name);
      return false;
    } catch (AccessDeniedException e) {
      return false;
    } catch (FileSystemException e) {
      return true;
    }
  }

  /**
   * Makes and deletes a file under a hidden name of which {@code name} is the end: nobody takes
   * that for a photo.
   */
  static void make(RootFiles files, Path folder, String name) throws IOException {
    Path trial = folder.resolve(".medimage-check-" + name);
    Files.deleteIfExists(trial);
    files.create(trial).close();
    Files.deleteIfExists(trial);
  }
}
