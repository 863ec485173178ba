package nz.co.medimage.testkit;

import java.time.Duration;

/**
 * What one connection through a {@link FaultProxy} suffers. Bytes are counted from the beginning of
 * the connection and include those of TLS. Immutable.
 */
public final class Fault {

  /** What happens once the count is reached. */
  enum Effect {
    NONE,
    RESET,
    END,
    FREEZE,
    SWALLOW_REPLY
  }

  private static final Fault NONE = new Fault(Effect.NONE, Long.MAX_VALUE, Long.MAX_VALUE, 0);

  final Effect effect;
  final long toTarget;
  final long fromTarget;
  final long latencyNanos;

  private Fault(Effect effect, long toTarget, long fromTarget, long latencyNanos) {
    this.effect = effect;
    this.toTarget = toTarget;
    this.fromTarget = fromTarget;
    this.latencyNanos = latencyNanos;
  }

  /** Nothing: bytes pass. */
  public static Fault none() {
    return NONE;
  }

  /** Resets the connection before a byte has passed. */
  public static Fault refuse() {
    return new Fault(Effect.RESET, 0, 0, 0);
  }

  /** Resets the connection once {@code bytes} have passed to the target. */
  public static Fault cutToTarget(long bytes) {
    return new Fault(Effect.RESET, bytes, Long.MAX_VALUE, 0);
  }

  /**
   * Ends the connection once {@code bytes} have passed to the target. The target gets all of them;
   * a reset could discard those it has not read. The client's half is reset once the target has
   * closed its own; until then nothing passes.
   *
   * @param bytes at least 1
   */
  public static Fault endToTarget(long bytes) {
    return new Fault(Effect.END, bytes, Long.MAX_VALUE, 0);
  }

  /** Resets the connection once {@code bytes} have come back from the target. */
  public static Fault cutFromTarget(long bytes) {
    return new Fault(Effect.RESET, Long.MAX_VALUE, bytes, 0);
  }

  /**
   * Loses a reply: passes the request on whole, and resets the connection when the target answers.
   *
   * @param requestBytes the first answer after this many bytes to the target is lost; over TLS,
   *     more than the handshake takes
   */
  public static Fault dropReply(long requestBytes) {
    return new Fault(Effect.SWALLOW_REPLY, requestBytes, Long.MAX_VALUE, 0);
  }

  /**
   * Lets nothing more pass either way once {@code bytes} have passed to the target, and keeps the
   * connection open until {@link FaultProxy#clear()}.
   */
  public static Fault freeze(long bytes) {
    return new Fault(Effect.FREEZE, bytes, Long.MAX_VALUE, 0);
  }

  /** Delays what passes, each way by {@code each}. */
  public static Fault latency(Duration each) {
    return new Fault(Effect.NONE, Long.MAX_VALUE, Long.MAX_VALUE, each.toNanos());
  }

  @Override
  public String toString() {
    return "Fault[" + effect + "]";
  }
}
