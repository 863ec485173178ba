package nz.co.medimage.sink.folders;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import nz.co.medimage.api.file.DiskSpace;

/** Finds out why a photo could not be filed: the main folder, a folder below it, or the disk. */
final class Blame {
  private Blame() {}

  /**
   * Makes a sentence of what the system reported.
   *
   * @param root the main folder or a copy folder
   */
  static FolderException of(Path root, IOException e) {
    if (e instanceof FolderException known) {
      return known;
    }
    if (!(e instanceof FileSystemException file)) {
      return new FolderException(Optional.ofNullable(e.getMessage()).orElse(kind(e)));
    }
    Optional<String> folder = below(root, file);
    String where = folder.isPresent() ? "a patient's folder in " + root : root.toString();
    return new FolderException(where + " cannot be written to: " + cause(root, e), folder);
  }

  /** The same for a file below the root that was open, of which the system names no path. */
  static FolderException ofOpen(Path root, IOException e) {
    return new FolderException(root + " cannot be written to: " + cause(root, e));
  }

  static String cause(Path root, IOException e) {
    if (DiskSpace.usable(root).orElse(1) == 0) {
      return "its disk is full; make room on it";
    }
    if (e instanceof NoSuchFileException) {
      return "a folder that it needs is missing and cannot be made";
    }
    if (e instanceof AccessDeniedException) {
      return "access is denied; give the user who runs the receiver the right to write there";
    }
    String reason =
        e instanceof FileSystemException file
            ? Optional.ofNullable(file.getReason()).orElse(kind(e))
            : Optional.ofNullable(e.getMessage()).orElse(kind(e));
    return reason + remedy(reason);
  }

  private static String kind(IOException e) {
    return e.getClass().getSimpleName().replace("Exception", "");
  }

  /** By the words of POSIX, which are English unless a locale translates them. */
  private static String remedy(String reason) {
    return switch (reason) {
      case "No space left on device" -> "; make room on its disk";
      case "Disk quota exceeded" ->
          "; make room, or raise the quota of the user who runs the receiver";
      case "Read-only file system" -> "; mount its disk for writing too";
      case "Operation not permitted" ->
          "; take off what protects it from changes, or give the user who runs the receiver the"
              + " right to change it";
      case "Stale file handle", "Transport endpoint is not connected", "Host is down" ->
          "; connect the share again";
      case "Input/output error" -> "; see to its disk, or to the share that it lies on";
      default -> "";
    };
  }

  /** The folder below a root in which something failed; empty if it is the root itself. */
  private static Optional<String> below(Path root, FileSystemException e) {
    if (e.getFile() == null) {
      return Optional.empty();
    }
    try {
      Path folder = root.getFileSystem().getPath(e.getFile());
      while (folder != null && folder.startsWith(root) && !Files.isDirectory(folder)) {
        folder = folder.getParent();
      }
      return folder == null || !folder.startsWith(root) || folder.equals(root)
          ? Optional.empty()
          : Optional.of(root.relativize(folder).toString().replace('\\', '/'));
    } catch (InvalidPathException notOfThisSystem) {
      return Optional.empty();
    }
  }
}
