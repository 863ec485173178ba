package nz.co.medimage.api.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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

  /**
   * A byte of the lock's file that its holder has locked too. Who only asks tries this byte alone,
   * and so never stands in the way of one who takes the rest. Earlier versions lock all of it.
   */
  private static final long MARK = Long.MAX_VALUE - 1;

  private static final int TRIES_AT_MARK = 100;

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
    synchronized (LOCKED) { // or a file that is closed after asking takes the lock along
      return taken(folder, instead);
    }
  }

  /**
   * Whether somebody has the lock: this process or another. Asks without taking it.
   *
   * @throws IOException if this user may not ask, or the disk fails
   */
  public static boolean isTaken(Path folder) throws IOException {
    Path file = folder.resolve("lock");
    synchronized (LOCKED) {
      if (LOCKED.contains(folder.toRealPath())) {
        return true;
      }
      if (Files.notExists(file)) {
        return false;
      }
      try (FileChannel asking = FileChannel.open(file, StandardOpenOption.READ)) {
        return asking.tryLock(MARK, 1, true) == null;
      } catch (OverlappingFileLockException e) {
        return true; // held through another file system or class loader
      }
    }
  }

  private static FolderLock taken(Path folder, String instead) throws IOException {
    Path key = folder.toRealPath();
    if (!LOCKED.add(key)) {
      throw FolderInUseException.here(folder, instead);
    }
    @Nullable FileChannel channel = null;
    boolean taken = false;
    try {
      channel = open(folder.resolve("lock"));
      taken = channel.tryLock(0, MARK, false) != null && mark(channel);
      if (!taken) {
        throw FolderInUseException.elsewhere(folder, instead);
      }
      return new FolderLock(channel, key);
    } catch (OverlappingFileLockException e) {
      throw FolderInUseException.here(
          folder, instead); // held through another file system or class loader
    } finally {
      if (!taken) {
        LOCKED.remove(key);
        close(channel);
      }
    }
  }

  /** Whoever asks has it for no longer than that takes. */
  private static boolean mark(FileChannel channel) throws IOException {
    for (int i = 0; i < TRIES_AT_MARK; i++) {
      if (channel.tryLock(MARK, 1, false) != null) {
        return true;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    return false;
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
