package com.example.sharedfolder;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Wakes threads that wait for something in a folder: at once if the file system reports it, and
 * every two seconds in any case, because most shares do not report what other computers do.
 */
final class FolderWatch implements Closeable {
  private static final Duration RESCAN = Duration.ofSeconds(2);

  private final Optional<WatchService> events;
  private long changes;
  private boolean closed;

  FolderWatch(FileSystem fileSystem) {
    events = open(fileSystem);
    events.ifPresent(
        service -> {
          Thread thread = new Thread(() -> pass(service), "shared-folder-watch");
          thread.setDaemon(true);
          thread.start();
        });
  }

  private static Optional<WatchService> open(FileSystem fileSystem) {
    try {
      return Optional.of(fileSystem.newWatchService());
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  private void pass(WatchService service) {
    try {
      while (true) {
        WatchKey key = service.take();
        key.pollEvents();
        key.reset();
        changed();
      }
    } catch (ClosedWatchServiceException | InterruptedException e) {
      // closed
    }
  }

  /** Watches a folder too. Repeating it has no effect. */
  void add(Path folder) {
    try {
      if (events.isPresent()) {
        folder.register(events.get(), StandardWatchEventKinds.ENTRY_CREATE);
      }
    } catch (IOException | ClosedWatchServiceException e) {
      // it is looked at every two seconds
    }
  }

  /** How often something changed so far. Ask before you look at the folder. */
  synchronized long changes() {
    return changes;
  }

  synchronized void changed() {
    changes++;
    notifyAll();
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /**
   * Waits for a reason to look again since there were {@code seen} changes, or for an interrupt.
   */
  synchronized void await(long seen, Duration atMost) {
    long wait = Math.min(atMost.toNanos(), RESCAN.toNanos());
    long end = System.nanoTime() + wait;
    try {
      while (changes == seen && !closed && wait > 0) {
        TimeUnit.NANOSECONDS.timedWait(this, Math.max(wait, 1_000_000));
        wait = end - System.nanoTime();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void await(long seen) {
    await(seen, RESCAN);
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      if (events.isPresent()) {
        events.get().close();
      }
    } catch (IOException e) {
      // nobody waits for its events any more
    }
  }
}
