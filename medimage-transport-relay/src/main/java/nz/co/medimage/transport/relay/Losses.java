package nz.co.medimage.transport.relay;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.LongSupplier;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.transport.http.v1.WaitingList.Message;

/**
 * Which messages came damaged from a relay, and when each may be requested again: after the first
 * time at once, then after growing pauses, so that neither damaged bytes nor a lying relay keeps
 * sender and receiver busy. Outlives a connection. Safe for use by several threads.
 */
final class Losses {
  /**
   * Beyond this number the oldest are forgotten, because a relay can make up any number of
   * messages.
   */
  private static final int MOST = 10_000;

  private final Backoff pauses;
  private final LongSupplier nanos;
  private final Random random;

  private final Map<Key, Loss> losses =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Loss> eldest) {
          return size() > MOST;
        }
      };

  Losses(Backoff pauses, LongSupplier nanos, Random random) {
    this.pauses = pauses;
    this.nanos = nanos;
    this.random = random;
  }

  private record Key(UUID from, UUID id) {
    static Key of(Message message) {
      return new Key(message.from(), message.id());
    }
  }

  private record Loss(int times, long until) {}

  /** Notes that a message came damaged once more. */
  synchronized void add(Message message) {
    Loss before = losses.remove(Key.of(message));
    int times = before == null ? 1 : before.times + 1;
    Duration pause = times == 1 ? Duration.ZERO : pauses.pause(times - 1, random);
    losses.put(Key.of(message), new Loss(times, nanos.getAsLong() + pause.toNanos()));
  }

  /** How long to wait before a message is requested again, possibly zero. */
  synchronized Duration pause(Message message) {
    Loss loss = losses.get(Key.of(message));
    long left = loss == null ? 0 : loss.until - nanos.getAsLong();
    return left > 0 ? Duration.ofNanos(left) : Duration.ZERO;
  }

  /** Forgets a message that was dealt with. */
  synchronized void remove(Message message) {
    losses.remove(Key.of(message));
  }
}
