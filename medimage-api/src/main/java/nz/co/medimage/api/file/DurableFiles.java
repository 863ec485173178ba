package nz.co.medimage.api.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Writes files so that a crash or a power cut at any instant leaves either the old state or the new
 * one, never half of it.
 */
public final class DurableFiles {
  private DurableFiles() {}

  /**
   * Writes a whole small file: beside it, forced to disk, renamed into place, the folder forced
   * too.
   *
   * @param file replaced if it exists; readable by its owner only, where the file system can
   * @throws IOException if it cannot be written; the old file then still stands
   */
  public static void write(Path file, byte[] content) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    Files.deleteIfExists(temporary);
    try (FileChannel channel = createPrivate(temporary)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    moveInto(temporary, file);
  }

  /**
   * Creates a file for writing that its owner only can read, where the file system can tell owners
   * apart. The caller closes the channel.
   *
   * @throws java.nio.file.FileAlreadyExistsException if it exists
   */
  public static FileChannel createPrivate(Path file) throws IOException {
    return FileChannel.open(
        file,
        java.util.Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
        ownerOnly(file, "rw-------"));
  }

  /**
   * Creates a folder, and those above it, that its owner only can read, and forces to disk that
   * they are there; one that exists is kept.
   */
  public static Path createPrivateFolders(Path folder) throws IOException {
    return createFolders(folder, ownerOnly(folder, "rwx------"));
  }

  /**
   * Creates a folder, and those above it, with the permissions that new ones have there, and forces
   * to disk that they are there; one that exists is kept.
   */
  public static Path createFolders(Path folder) throws IOException {
    return createFolders(folder, new FileAttribute<?>[0]);
  }

  private static Path createFolders(Path folder, FileAttribute<?>[] attributes) throws IOException {
    if (Files.isDirectory(folder)) {
      return folder;
    }
    Path above = createFolders(parent(folder), attributes);
    try {
      Files.createDirectory(folder, attributes);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    }
    forceFolder(above);
    return folder;
  }

  private static FileAttribute<?>[] ownerOnly(Path path, String permissions) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  /**
   * Renames in one step, replacing {@code target}, and forces the folder to disk. The content must
   * have been forced before.
   */
  public static void moveInto(Path source, Path target) throws IOException {
    Files.move(source, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forceFolder(parent(target));
  }

  /** Forces a file's content to disk. */
  public static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** Forces to disk what a folder lists. Windows does so by itself and cannot be asked to. */
  public static void forceFolder(Path folder) throws IOException {
    if (folder.getFileSystem().getSeparator().equals("\\")) {
      return;
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Deletes a file, or a folder with all in it; does not follow links. Nothing there is fine. */
  public static void deleteTree(Path path) throws IOException {
    if (Files.isDirectory(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
      for (Path entry : Folders.list(path)) {
        deleteTree(entry);
      }
    }
    Files.deleteIfExists(path);
  }

  private static Path parent(Path path) {
    Path parent = path.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalArgumentException("a root folder cannot be written");
    }
    return parent;
  }
}
