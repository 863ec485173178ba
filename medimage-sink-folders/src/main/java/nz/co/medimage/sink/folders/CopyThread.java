package nz.co.medimage.sink.folders;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.runtime.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that makes copies. A copy folder that fails is tried again after growing pauses;
 * the others continue meanwhile.
 */
final class CopyThread {
  private static final Logger LOG = LoggerFactory.getLogger(CopyThread.class);

  private static final long MOST_MILLIS_TO_END = 5_000;

  private final PhotoFolder main;
  private final Memory memory;
  private final CopySources sources;
  private final SessionMark session;
  private final List<Copy> copies;
  private final Backoff backoff;
  private final Thread thread = DaemonThreads.named("copies").newThread(this::run);
  private boolean woken = true;
  private boolean settled;
  private boolean closed;

  CopyThread(
      PhotoFolder main,
      List<PhotoFolder> copies,
      Memory memory,
      CopySources sources,
      SessionMark session,
      Backoff backoff) {
    this.main = main;
    this.memory = memory;
    this.sources = sources;
    this.session = session;
    this.copies = copies.stream().map(Copy::new).toList();
    this.backoff = backoff;
    this.settled = copies.isEmpty();
  }

  void start() {
    if (!copies.isEmpty()) {
      thread.start();
    }
  }

  /** Wakes the thread, as there is something new to copy. */
  synchronized void wake() {
    if (!copies.isEmpty()) {
      woken = true;
      settled = false;
      notifyAll();
    }
  }

  synchronized boolean await(Duration atMost) throws InterruptedException {
    long until = System.nanoTime() + atMost.toNanos();
    while (!settled && !closed && until - System.nanoTime() > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, until - System.nanoTime());
    }
    return settled;
  }

  void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    thread.interrupt();
    try {
      thread.join(MOST_MILLIS_TO_END); // a share that hangs may heed no interrupt
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (Memory.Use use = memory.use()) {
      Objects.requireNonNull(use);
      while (awaitWork()) {
        for (Copy copy : copies) {
          copy.catchUp();
        }
        rest();
      }
    } catch (InterruptedException | IOException e) {
      // closed
    }
  }

  /** Waits for something new, or for the end of the shortest pause. */
  private synchronized boolean awaitWork() throws InterruptedException {
    while (!woken && !closed) {
      long pause = copies.stream().mapToLong(Copy::nanosLeft).min().orElse(Long.MAX_VALUE);
      if (pause <= 0) {
        break;
      }
      if (pause == Long.MAX_VALUE) {
        wait();
      } else {
        TimeUnit.NANOSECONDS.timedWait(this, pause);
      }
    }
    woken = false;
    return !closed;
  }

  private synchronized void rest() {
    settled = !woken && copies.stream().noneMatch(Copy::isFailing);
    notifyAll();
  }

  /** One copy folder and its failures; used by the thread alone. */
  private final class Copy {
    private final PhotoFolder folder;
    private long nextTry;
    private int failures;

    /** Of the last failure; names no patient. */
    private String why = "";

    Copy(PhotoFolder folder) {
      this.folder = folder;
    }

    boolean isFailing() {
      return failures > 0;
    }

    long nanosLeft() {
      return isFailing() ? nextTry - System.nanoTime() : Long.MAX_VALUE;
    }

    void catchUp() throws InterruptedException {
      if (isFailing() && nanosLeft() > 0) {
        return;
      }
      boolean wasFailing = isFailing();
      failures = tryAll() == 0 ? 0 : failures + 1;
      if (isFailing()) {
        Duration pause = backoff.pause(failures, ThreadLocalRandom.current());
        nextTry = System.nanoTime() + pause.toNanos();
      }
      if (isFailing() != wasFailing) {
        if (wasFailing) {
          LOG.warn("Copies to {} are made again", folder.root());
        } else {
          LOG.warn("Copies to {} must wait: {}", folder.root(), why);
        }
      }
    }

    /** Copies each photo that the folder lacks; returns how many failed. */
    private int tryAll() throws InterruptedException {
      int failed = 0;
      sources.lookAgain();
      try {
        List<PhotoId> some = folder.intents().after(null);
        while (!some.isEmpty()) {
          for (PhotoId id : some) {
            folder.mustBeThere();
            main.mustBeThere();
            session.mustStand();
            failed += give(id) ? 0 : 1;
          }
          some = folder.intents().after(some.get(some.size() - 1));
        }
      } catch (IOException e) {
        why = String.valueOf(Blame.of(folder.root(), e).getMessage());
        failed++;
      } catch (RuntimeException e) {
        warn(e);
        failed++;
      }
      return failed;
    }

    /** Names the class alone: the message may be a path, and that holds a patient id. */
    private void warn(RuntimeException e) {
      why = e.getClass().getSimpleName();
      LOG.warn("Copies to {} failed: {}", folder.root(), e.getClass().getName());
    }

    private boolean give(PhotoId id) throws InterruptedException {
      try {
        Optional<Intent> inMain = memory.filed(id);
        if (inMain.isEmpty()) {
          folder.intents().removeOwed(id); // so old that it is forgotten
          return true;
        }
        PhotoName name = PhotoName.ofRelative(inMain.get().relative());
        Optional<Intent> copy = give(id, "", inMain.get(), name);
        if (copy.isPresent()) {
          giveCompanions(id, name, PhotoName.ofRelative(copy.get().relative()));
        }
        folder.intents().removeOwed(id);
        return true;
      } catch (IOException e) {
        why = String.valueOf(Blame.of(folder.root(), e).getMessage());
      } catch (PhotoRejectedException e) {
        why = String.valueOf(e.getMessage());
      } catch (RuntimeException e) {
        warn(e);
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return false;
    }

    private void giveCompanions(PhotoId id, PhotoName inMain, PhotoName here)
        throws IOException, PhotoRejectedException {
      for (Map.Entry<String, Intent> one : memory.companions(id).entrySet()) {
        PhotoName its = PhotoName.ofRelative(one.getValue().relative());
        give(id, one.getKey(), one.getValue(), here.companion(inMain, its));
      }
    }

    /** Gives the folder one file that was filed; empty if it was moved. */
    private Optional<Intent> give(PhotoId id, String companion, Intent inMain, PhotoName name)
        throws IOException, PhotoRejectedException {
      Optional<Path> found = sources.find(id, inMain, folder.root());
      if (found.isEmpty()) {
        LOG.warn("A file of {} was moved before it was copied to {}", id, folder.root());
        return Optional.empty();
      }
      Path source = found.get();
      FileTime captured = Files.getLastModifiedTime(source);
      return Optional.of(
          folder.place(new Arrival(id, companion, name, source, inMain.sha256(), captured)));
    }
  }
}
