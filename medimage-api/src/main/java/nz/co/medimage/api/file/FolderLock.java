package nz.co.medimage.api.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Gives a folder one owner at a time, among all processes of this computer and within each. It
 * locks the file {@code lock} in the folder; the lock ends with its process at the latest. Safe for
 * use by several threads.
 */
public final class FolderLock implements AutoCloseable {
  /**
   * The folders that this JVM has locked. Static, because POSIX locks belong to the process: it
   * loses all that it has on a file when it closes any descriptor of it, so a second attempt must
   * be turned away before it opens one.
   */
  private static final Set<Path> LOCKED = ConcurrentHashMap.newKeySet();

  private final FileChannel channel;
  private final Path key;

  private FolderLock(FileChannel channel, Path key) {
    this.channel = channel;
    this.key = key;
  }

  /**
   * Takes the lock; does not wait.
   *
   * @param folder exists
   * @param instead what a person can do instead, such as {@code use another home}
   * @throws FolderInUseException with one sentence for the user if it is taken, by this process or
   *     by another one
   * @throws IOException if the folder is missing, or the disk fails
   */
  public static FolderLock take(Path folder, String instead) throws IOException {
    String here = folder + " is in use by this program; close what runs it first or " + instead;
    Path key = folder.toRealPath();
    if (!LOCKED.add(key)) {
      throw new FolderInUseException(here);
    }
    @Nullable FileChannel channel = null;
    boolean taken = false;
    try {
      channel = open(folder.resolve("lock"));
      taken = channel.tryLock() != null;
      if (!taken) {
        throw new FolderInUseException(
            folder + " is in use by another process; end that one or " + instead);
      }
      return new FolderLock(channel, key);
    } catch (OverlappingFileLockException e) {
      throw new FolderInUseException(here); // held through another file system or class loader
    } finally {
      if (!taken) {
        LOCKED.remove(key);
        close(channel);
      }
    }
  }

  private static void close(@Nullable FileChannel channel) throws IOException {
    if (channel != null) {
      channel.close();
    }
  }

  private static FileChannel open(Path file) throws IOException {
    try {
      return DurableFiles.createPrivate(file);
    } catch (FileAlreadyExistsException e) {
      return FileChannel.open(file, StandardOpenOption.WRITE);
    }
  }

  /** Releases the folder. */
  @Override
  public synchronized void close() throws IOException {
    if (channel.isOpen()) {
      try {
        channel.close();
      } finally {
        LOCKED.remove(key);
      }
    }
  }
}
