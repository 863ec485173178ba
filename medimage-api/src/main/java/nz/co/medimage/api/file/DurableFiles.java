package nz.co.medimage.api.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryFlag;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Writes files so that a crash or a power cut at any instant leaves either the old state or the new
 * one, never half of it.
 */
public final class DurableFiles {
  private static final String TEMPORARY = ".tmp";

  /** How often a write begins again because another process took its file for debris. */
  static final int MAX_REMOVALS = 10;

  private DurableFiles() {}

  /**
   * Writes a whole small file: the content is written beside it under a hidden name of its own,
   * forced to disk and renamed into place, and the folder is forced too. Several threads and
   * processes may write one file at once: it always has the whole content of one of them.
   *
   * @param file replaced if it exists; readable by its owner only, where the file system supports
   *     that
   * @throws IOException if it cannot be written; either the old file or the new one is there then
   */
  public static void write(Path file, byte[] content) throws IOException {
    replace(file, content, channel -> channel.force(true));
    forceName(file);
  }

  /**
   * Writes a whole small file as {@link #write} does, without forcing it to disk: a crash of the
   * process leaves the old file or the new one, a power cut may leave an empty one too.
   *
   * @throws IOException if it cannot be written; the old file is still there then
   */
  public static void writeUnforced(Path file, byte[] content) throws IOException {
    replace(file, content, channel -> {});
  }

  /** What is done with a file before it gets its name. */
  @FunctionalInterface
  private interface Finish {
    void accept(FileChannel channel) throws IOException;
  }

  private static void replace(Path file, byte[] content, Finish finish) throws IOException {
    for (int removals = 0; ; removals++) {
      Path temporary =
          file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + TEMPORARY);
      try {
        fill(temporary, content, finish);
        if (moved(temporary, file, removals)) {
          return;
        }
      } catch (IOException | RuntimeException e) {
        deleteAfter(e, temporary);
        throw e;
      }
    }
  }

  private static void fill(Path file, byte[] content, Finish finish) throws IOException {
    try (FileChannel channel = createPrivate(file)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      finish.accept(channel);
    }
  }

  /** False if another process just removed the file, see {@link #removeDebris}. */
  private static boolean moved(Path temporary, Path file, int removals) throws IOException {
    try {
      renameReplacing(temporary, file);
      return true;
    } catch (NoSuchFileException e) {
      if (removals >= MAX_REMOVALS) {
        throw e;
      }
      return false;
    }
  }

  private static void deleteAfter(Exception failure, Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Removes what crashes left behind of files that were being written in a folder: everything in it
   * that ends with {@code .tmp}. To be called once by the process that owns the folder, when it
   * begins. A write that another process has in progress loses nothing: it begins again.
   *
   * @return whether there was any
   * @throws IOException if the folder cannot be read, or a file cannot be removed
   */
  public static boolean removeDebris(Path folder) throws IOException {
    return removeDebris(folder, "");
  }

  /**
   * Removes what crashes left behind of one file, as {@link #removeDebris} does for a whole folder.
   *
   * @param file need not exist, and is not touched
   * @return whether there was any
   * @throws IOException if the folder cannot be read, or a file cannot be removed
   */
  public static boolean removeDebrisOf(Path file) throws IOException {
    // Earlier versions had one name for it.
    boolean old = Files.deleteIfExists(file.resolveSibling(file.getFileName() + TEMPORARY));
    return removeDebris(parent(file), "." + file.getFileName() + ".") || old;
  }

  private static boolean removeDebris(Path folder, String prefix) throws IOException {
    boolean found = false;
    for (Path entry : Folders.list(folder, TEMPORARY)) {
      if (entry.getFileName().toString().startsWith(prefix)) {
        found |= Files.deleteIfExists(entry);
      }
    }
    return found;
  }

  /**
   * Creates a file for writing that only its owner can read, where the file system supports that.
   * The caller closes the channel.
   *
   * @throws java.nio.file.FileAlreadyExistsException if it exists
   */
  public static FileChannel createPrivate(Path file) throws IOException {
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
        ownerOnly(file, "rw-------"));
  }

  /**
   * Makes a copy of a file that only its owner can read, where the file system supports that. It is
   * a hard link if that is allowed and nobody can tell the difference but by changing one of the
   * two: on one disk of Linux without SELinux, for a source that has no other name, the same rights
   * and the group of the folder.
   *
   * @param copy does not exist
   * @param mayLink whether a hard link will do: both files are one then
   * @return the copy, whole but not forced to disk, open for writing; the caller closes it
   */
  static FileChannel copyPrivate(Path source, Path copy, boolean mayLink) throws IOException {
    return PrivateCopy.make(source, copy, mayLink);
  }

  /**
   * Creates a folder, and those above it that are missing, readable by their owner only, and forces
   * them to disk. Existing ones are kept.
   */
  public static Path createPrivateFolders(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return folder;
    }
    Path above = createPrivateFolders(parent(folder));
    try {
      createPrivateFolder(folder);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    }
    forceFolder(above);
    return folder;
  }

  /**
   * Creates one folder that only its owner can read, where the file system supports that; it is not
   * forced to disk.
   *
   * @throws FileAlreadyExistsException if something has its name
   */
  public static void createPrivateFolder(Path folder) throws IOException {
    Files.createDirectory(folder, ownerOnly(folder, "rwx------"));
  }

  /**
   * Makes a folder that exists readable by its owner only, by its permissions or, on Windows, its
   * access list, whatever those of the folder above it allow. What is made in it on Windows from
   * then on is too. Does nothing where the file system knows neither.
   *
   * @throws IOException if this user may not do that, or the disk fails
   */
  public static void makePrivate(Path folder) throws IOException {
    Set<String> views = folder.getFileSystem().supportedFileAttributeViews();
    if (views.contains("posix")) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    } else if (views.contains("acl")) {
      AclFileAttributeView list = Files.getFileAttributeView(folder, AclFileAttributeView.class);
      list.setAcl(
          List.of(
              AclEntry.newBuilder()
                  .setType(AclEntryType.ALLOW)
                  .setPrincipal(list.getOwner())
                  .setPermissions(AclEntryPermission.values())
                  .setFlags(AclEntryFlag.FILE_INHERIT, AclEntryFlag.DIRECTORY_INHERIT)
                  .build()));
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path path, String permissions) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  /**
   * Renames in one step, replacing {@code target}, and forces the new name to disk. The content
   * must have been forced before. For the caller's own files in its own folder: in a folder that
   * others write to as well, place files with {@link FilePlacement}.
   */
  public static void moveReplacing(Path source, Path target) throws IOException {
    renameReplacing(source, target);
    forceName(target);
  }

  /**
   * Renames in one step, replacing {@code target}: {@link #moveReplacing} without its end. For the
   * name to survive a power cut, call {@link #forceName} afterwards.
   */
  public static void renameReplacing(Path source, Path target) throws IOException {
    Files.move(source, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Renames a file in its folder if the new name is free; its content must have been forced before.
   * Never replaces anything, even if others write there at the same moment. Others see the whole
   * file under that name or none, except where the file system has no hard links: there they may
   * see an empty file during the call. For the name to survive a power cut, call {@link #forceName}
   * afterwards.
   *
   * @param source gone afterwards, if true is returned
   * @return false if the name is taken; nothing has changed then
   * @throws IOException if it cannot be done now; the file may have its new name nevertheless, and
   *     after a crash both names
   */
  public static boolean moveIfFree(Path source, Path target) throws IOException {
    return ExclusiveRename.move(source, target);
  }

  /** Forces a file's content to disk. */
  public static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /**
   * Forces a file's name to disk, after it was created or renamed. Windows does not write a rename
   * through; forcing the file itself does.
   */
  public static void forceName(Path file) throws IOException {
    if (!isWindows(file)) {
      forceFolder(parent(file));
    } else if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      force(file);
    }
  }

  /**
   * Forces to disk what a folder lists. Does nothing on Windows, which cannot: see {@link
   * #forceName}.
   */
  public static void forceFolder(Path folder) throws IOException {
    if (isWindows(folder)) {
      return;
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  static boolean isWindows(Path path) {
    return path.getFileSystem().getSeparator().equals("\\");
  }

  /**
   * Deletes a file, or a folder with everything in it; does not follow links. Does nothing if
   * nothing is there.
   */
  public static void deleteTree(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
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
