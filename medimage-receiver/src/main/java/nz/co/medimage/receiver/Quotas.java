package nz.co.medimage.receiver;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.EnvelopeDeferredException;

/** Keeps one paired device, broken or stolen, from shutting out the others. */
final class Quotas {
  static final int MOST_AT_ONCE = 8;

  /** Beyond these the oldest that nobody sends at this moment is dropped and sent again. */
  static final int MOST_UNFINISHED = 200;

  private final Map<PairingId, Integer> running = new ConcurrentHashMap<>();

  /** One upload that is being received. */
  @FunctionalInterface
  interface Turn<T> {
    T run() throws IOException;
  }

  /**
   * Receives for a device.
   *
   * @throws EnvelopeDeferredException if it sends {@link #MOST_AT_ONCE} others at this moment
   */
  <T> T receive(PairingId from, Turn<T> turn) throws IOException {
    if (running.merge(from, 1, Integer::sum) > MOST_AT_ONCE) {
      leave(from);
      throw new EnvelopeDeferredException(
          "This device sends too many photos at once; this one follows in a moment.");
    }
    try {
      return turn.run();
    } finally {
      leave(from);
    }
  }

  private void leave(PairingId from) {
    running.computeIfPresent(from, (id, n) -> n == 1 ? null : n - 1);
  }

  /** Too many of a device are coming in unfinished. */
  static EnvelopeDeferredException tooManyUnfinished() {
    return new EnvelopeDeferredException(
        "Too many photos of this device are half sent; this one follows when some are done.");
  }
}
