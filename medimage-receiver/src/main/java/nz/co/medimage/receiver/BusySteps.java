package nz.co.medimage.receiver;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.spi.StagedPhoto;
import org.jspecify.annotations.Nullable;

/**
 * The calls of add-ons that are running now, and since when. One that lasts longer than its time
 * limit is interrupted and told of. The limit grows by one second for each MiB of the photo, so
 * that a large video on a slow disk is not begun again and again.
 */
final class BusySteps {
  private static final long BYTES_A_SECOND = 1 << 20;

  private final Set<Call> calls = ConcurrentHashMap.newKeySet();
  private final Duration limit;
  private final Clock clock;
  private final SafeEvents events;
  private volatile boolean isEnding;

  /**
   * Has no call yet.
   *
   * @param limit how long a call on a small photo may take; then it is reported, and again whenever
   *     the time has doubled
   */
  BusySteps(Duration limit, Clock clock, SafeEvents events) {
    this.limit = limit;
    this.clock = clock;
    this.events = events;
  }

  /** One call; each is itself alone. */
  final class Call {
    private final String step;
    private final PhotoId id;
    private final long since = System.nanoTime();
    private final Instant began = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    private final Duration mayLast;
    private volatile Duration tellAt;
    private @Nullable Thread thread = Thread.currentThread();
    private boolean interrupted;

    private Call(String step, StagedPhoto photo) {
      this.step = step;
      id = photo.id();
      mayLast = limit.plusSeconds(photo.manifest().length() / BYTES_A_SECOND);
      tellAt = mayLast;
    }

    private Duration lasted() {
      return Duration.ofNanos(System.nanoTime() - since);
    }

    private boolean isStuck() {
      return lasted().compareTo(mayLast) >= 0;
    }

    private boolean isSlow(Duration atLeast) {
      return isStuck() || lasted().compareTo(atLeast) >= 0;
    }

    private String sentence() {
      return step + (isStuck() ? " is stuck" : " is at work") + " with it since " + began;
    }

    /** Only while it is running: the thread has other things to do after it. */
    private synchronized void interrupt() {
      if (thread != null) {
        interrupted = true;
        thread.interrupt();
      }
    }

    /**
     * Ends it, on its thread.
     *
     * @return whether it was interrupted
     */
    synchronized boolean end() {
      calls.remove(this);
      thread = null;
      if (interrupted) {
        Thread.interrupted(); // it may not have looked
      }
      return interrupted;
    }
  }

  /** A call begins on this thread; {@link Call#end} ends it. */
  Call begin(String step, StagedPhoto photo) {
    Call call = new Call(step, photo);
    calls.add(call);
    if (isEnding) {
      call.interrupt();
    }
    return call;
  }

  /** Interrupts calls that last longer than they may, and tells of them. */
  void tell() {
    for (Call call : calls) {
      Duration lasted = call.lasted();
      if (lasted.compareTo(call.tellAt) >= 0) {
        call.tellAt = call.tellAt.multipliedBy(2);
        call.interrupt();
        events.busy(call.id, call.step, lasted);
      }
    }
  }

  /** Of the photos that an add-on has been at for that long: which, and since when. */
  Map<PhotoId, String> slow(Duration atLeast) {
    return calls.stream()
        .filter(call -> call.isSlow(atLeast))
        .collect(Collectors.toMap(call -> call.id, Call::sentence, BusySteps::both));
  }

  static String both(String one, String other) {
    return one + "; " + other;
  }

  /** Whether a call has lasted that long, and had not yet at a time of the monotonic clock. */
  boolean isAnyStuckAfter(long nanoTime, Duration limit) {
    return calls.stream()
        .anyMatch(
            call ->
                call.lasted().compareTo(limit) >= 0 && call.since + limit.toNanos() - nanoTime > 0);
  }

  /** How many calls are running. */
  int running() {
    return calls.size();
  }

  /** How many calls have lasted that long. */
  int lasting(Duration atLeast) {
    return (int) calls.stream().filter(c -> c.lasted().compareTo(atLeast) >= 0).count();
  }

  /** Whether the receiver closes. */
  boolean isEnding() {
    return isEnding;
  }

  /** Interrupts all calls, and those that begin from now on. */
  void interrupt() {
    isEnding = true;
    calls.forEach(Call::interrupt);
  }

  /** The steps that have a call in progress. */
  Set<String> steps() {
    return calls.stream().map(call -> call.step).collect(Collectors.toSet());
  }

  /** Says of each call on a photo who is at it and since when; nothing of those that just began. */
  List<String> at(PhotoId id, Duration atLeast) {
    return calls.stream()
        .filter(call -> call.id.equals(id))
        .filter(call -> call.isSlow(atLeast))
        .map(Call::sentence)
        .sorted()
        .toList();
  }
}
