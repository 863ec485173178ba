package nz.co.medimage.transport.http.server;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Limits how many bodies are read at once, for each owner that a request counts for. When a share
 * is used up, a body that comes too slowly makes room for a new one: it blocks its slot, and its
 * sender can resume later. Safe for use by several threads.
 */
final class BodySlots {
  /** A body that is slower makes room when others wait; until then it may take its time. */
  static final int FAST_ENOUGH_BYTES_PER_SECOND = 16 * 1024;

  private final long graceNanos;
  private final LongSupplier nanos;
  private final Set<Slot> taken = new LinkedHashSet<>();

  /**
   * @param graceSeconds how long a body may be waited for before it makes room for others
   * @param nanos such as {@link System#nanoTime()}
   */
  BodySlots(long graceSeconds, LongSupplier nanos) {
    this.graceNanos = TimeUnit.SECONDS.toNanos(graceSeconds);
    this.nanos = nanos;
  }

  /**
   * A part of the slots.
   *
   * @param of what it belongs to, such as a device
   * @param most how many bodies of it may be read at once
   */
  record Share(Object of, int most) {}

  /**
   * Takes a slot, to be given back.
   *
   * @param shares all that the body belongs to, the narrowest first
   * @param breakOff ends the reading of this body; called from another thread
   * @return empty if a share is used up by bodies that come fast enough
   */
  Optional<Slot> take(List<Share> shares, Runnable breakOff) {
    Set<Slot> out = new LinkedHashSet<>();
    Slot slot = new Slot(shares.stream().map(Share::of).collect(Collectors.toList()), breakOff);
    synchronized (this) {
      for (Share share : shares) {
        if (!makeRoom(share, out)) {
          return Optional.empty();
        }
      }
      taken.removeAll(out);
      taken.add(slot);
    }
    out.forEach(slow -> slow.breakOff.run());
    return Optional.of(slot);
  }

  private boolean makeRoom(Share share, Set<Slot> out) {
    List<Slot> rivals = new ArrayList<>();
    for (Slot other : taken) {
      if (other.of.contains(share.of) && !out.contains(other)) {
        rivals.add(other);
      }
    }
    if (rivals.size() < share.most) {
      return true;
    }
    long now = nanos.getAsLong();
    Optional<Slot> slowest =
        rivals.stream()
            .filter(rival -> rival.makesRoom(now))
            .min(Comparator.comparingDouble(rival -> rival.bytesPerSecond(now)));
    slowest.ifPresent(out::add);
    return slowest.isPresent();
  }

  /** How many are taken. */
  synchronized int taken() {
    return taken.size();
  }

  private synchronized void giveBack(Slot slot) {
    taken.remove(slot);
  }

  /** The right to read one body. It measures how long its sender is waited for. */
  final class Slot {
    private final List<Object> of;
    private final Runnable breakOff;
    private long bytes;
    private long waitedNanos;
    private long since;
    private boolean waits;

    private Slot(List<Object> of, Runnable breakOff) {
      this.of = of;
      this.breakOff = breakOff;
    }

    /** From now on the sender is waited for. */
    synchronized void awaits() {
      since = nanos.getAsLong();
      waits = true;
    }

    /** The sender is waited for no longer. */
    synchronized void resumes() {
      waitedNanos = waited(nanos.getAsLong());
      waits = false;
    }

    synchronized void came(int count) {
      bytes += count;
    }

    /**
     * Whether it is so slow that somebody must be doing it on purpose.
     *
     * @param least bytes a second, in all the time but the first {@code graceSeconds}
     */
    synchronized boolean isSlowerThan(int least, long graceSeconds) {
      long seconds = TimeUnit.NANOSECONDS.toSeconds(waited(nanos.getAsLong())) - graceSeconds;
      return bytes / least < seconds;
    }

    private long waited(long now) {
      return waits ? waitedNanos + (now - since) : waitedNanos;
    }

    private synchronized boolean makesRoom(long now) {
      boolean standsStill = waits && now - since >= graceNanos;
      return standsStill
          || (waited(now) >= graceNanos && bytesPerSecond(now) < FAST_ENOUGH_BYTES_PER_SECOND);
    }

    /**
     * As if a second at the least pace had gone before, so that a body that has just begun is not
     * slow.
     */
    private synchronized double bytesPerSecond(long now) {
      double second = TimeUnit.SECONDS.toNanos(1);
      return (bytes + FAST_ENOUGH_BYTES_PER_SECOND) * second / (waited(now) + second);
    }

    void giveBack() {
      BodySlots.this.giveBack(this);
    }
  }
}
