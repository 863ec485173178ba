package nz.co.medimage.receiver;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.runtime.DaemonThreads;

/**
 * The threads of one add-on, so that an add-on that hangs holds no other's. A call begins at once
 * or not at all: a photo for which no thread is free is woken when one is, in the order of coming,
 * and has that thread reserved until the end of its attempt.
 */
final class Lane {
  /** How many calls run at once. */
  static final int USUAL = 4;

  /** How many more may run while as many last long. */
  static final int MOST_MORE = 12;

  private static final Duration LONG = Duration.ofSeconds(30);

  private final String id;
  private final BusySteps busy;
  private final AddOnCalls calls;
  private final Duration makeUpAfter;
  private final ThreadPoolExecutor threads;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final Set<PhotoProgress> waiting = new LinkedHashSet<>();
  private final Set<PhotoProgress> reserved = new LinkedHashSet<>();
  private int running;
  private int more;
  private boolean closed;

  /**
   * Starts no thread yet.
   *
   * @param id of the add-on
   */
  Lane(String id, Receiver.Builder options, PhotoFaults faults, SafeEvents events) {
    this.id = id;
    busy = new BusySteps(options.addOnTimeLimit, options.clock, events);
    calls = new AddOnCalls(busy, faults);
    makeUpAfter = makeUpAfter(options);
    threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE, // what is bounded is the calls
            30,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            DaemonThreads.named("receiver-" + id));
  }

  /** How long a call lasts before another thread is made in its place. */
  static Duration makeUpAfter(Receiver.Builder options) {
    return LONG.compareTo(options.addOnTimeLimit) < 0 ? LONG : options.addOnTimeLimit;
  }

  String id() {
    return id;
  }

  BusySteps busy() {
    return busy;
  }

  /** For what runs on the threads of this lane. */
  AddOnCalls calls() {
    return calls;
  }

  /**
   * Begins a call for a photo.
   *
   * @return nothing if no thread is free: the photo is woken when one is
   */
  <T> Optional<CompletableFuture<T>> begin(PhotoProgress photo, Callable<T> call) {
    CompletableFuture<T> result = new CompletableFuture<>();
    synchronized (this) {
      if (!isFreeOrAwaited(photo)) {
        return Optional.empty();
      }
      threads.execute(() -> run(call, result));
      running++; // not if no thread could be made
      waiting.remove(photo);
      reserved.remove(photo);
    }
    return Optional.of(result);
  }

  private <T> void run(Callable<T> call, CompletableFuture<T> result) {
    try {
      result.complete(call.call());
    } catch (Throwable e) {
      result.completeExceptionally(e);
    } finally {
      end();
    }
  }

  /** After the result is known, so that it is recorded before the lane counts as ended. */
  private void end() {
    synchronized (this) {
      running--;
      tellEnd();
    }
    wakeNext();
  }

  private boolean isFreeFor(PhotoProgress photo) {
    return !closed && (reserved.contains(photo) || running + reserved.size() < USUAL + more);
  }

  /** Whether a call for a photo would begin now; if not, the photo is woken when one would. */
  synchronized boolean isFreeOrAwaited(PhotoProgress photo) {
    boolean isFree = isFreeFor(photo);
    if (!isFree) {
      waiting.add(photo);
    }
    return isFree;
  }

  /** Whether a thread is free for anybody. */
  synchronized boolean isFree() {
    return !closed && running + reserved.size() < USUAL + more;
  }

  /** Gives back what was reserved for a photo and not used. */
  void release(PhotoProgress photo) {
    boolean given;
    synchronized (this) {
      given = reserved.remove(photo);
    }
    if (given) {
      wakeNext();
    }
  }

  /** Forgets a photo that needs no thread any more. */
  void leave(PhotoProgress photo) {
    synchronized (this) {
      waiting.remove(photo);
    }
    release(photo);
  }

  private void wakeNext() {
    List<PhotoProgress> next = new ArrayList<>();
    synchronized (this) {
      Iterator<PhotoProgress> first = waiting.iterator();
      while (!closed && first.hasNext() && running + reserved.size() < USUAL + more) {
        PhotoProgress photo = first.next();
        first.remove();
        reserved.add(photo);
        next.add(photo);
      }
    }
    next.forEach(PhotoProgress::wake);
  }

  /** Interrupts and tells of calls that are stuck, and makes up for those that last long. */
  void watch() {
    busy.tell();
    synchronized (this) {
      more = Math.min(MOST_MORE, busy.lasting(makeUpAfter));
    }
    wakeNext();
  }

  /** Lets no further call begin. */
  synchronized void close() {
    closed = true;
    threads.shutdown();
    tellEnd();
  }

  private void tellEnd() {
    if (closed && running == 0) {
      ended.complete(null);
    }
  }

  /** Completes once it was closed and the last call has returned. */
  CompletableFuture<Void> ended() {
    return ended;
  }
}
