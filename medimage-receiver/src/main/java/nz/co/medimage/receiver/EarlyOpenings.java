package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.crypto.EnvelopeOpener;
import nz.co.medimage.crypto.ReceiverPairing;
import nz.co.medimage.receiver.HeldEnvelope.Begun;

/**
 * The envelopes that are opened while they come in, a few at a time, as each holds some MiB. All
 * others are opened from the inbox. Safe for use by several threads.
 */
final class EarlyOpenings {
  private static final int MOST = 8;
  private static final long HEAP_FOR_EACH = 32 << 20;

  private final EnvelopeOpener opener;
  private final Senders senders;
  private final Path staging;
  private final int most;
  private final Clock clock;

  /** By the file in the inbox. */
  private final Map<Path, EarlyOpening> openings = new HashMap<>();

  private long number;
  private boolean isClosed;

  /** Looks up the keys of senders. */
  @FunctionalInterface
  interface Senders {
    Optional<ReceiverPairing> known(PairingId id) throws IOException;
  }

  /**
   * Has none yet.
   *
   * @param most how many at a time
   */
  EarlyOpenings(EnvelopeOpener opener, Senders senders, Path staging, int most, Clock clock) {
    this.opener = opener;
    this.senders = senders;
    this.staging = staging;
    this.most = most;
    this.clock = clock;
  }

  /** As many as the heap of this process has room for. */
  static int most() {
    return (int) Math.max(1, Math.min(MOST, Runtime.getRuntime().maxMemory() / HEAP_FOR_EACH));
  }

  /**
   * Begins to open an envelope of which no byte is here yet.
   *
   * @return nothing if it is to be opened from the inbox
   */
  Optional<EarlyOpening> begin(HeldEnvelope envelope) {
    if (envelope.begun() != Begun.WHILE_PAIRED) {
      return Optional.empty(); // goes to quarantine, for which the inbox is what counts
    }
    if (!hasRoom()) {
      dropIdle(Upload.STALLED);
    }
    try {
      Optional<ReceiverPairing> sender = senders.known(envelope.from());
      return sender.isPresent() ? begin(envelope, sender.get()) : Optional.empty();
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      return Optional.empty();
    }
  }

  private synchronized boolean hasRoom() {
    return openings.size() < most;
  }

  private synchronized Optional<EarlyOpening> begin(HeldEnvelope envelope, ReceiverPairing sender)
      throws IOException {
    if (isClosed || !hasRoom() || openings.containsKey(envelope.file())) {
      return Optional.empty();
    }
    EarlyOpening opening =
        EarlyOpening.begin(
            envelope, sender, opener, staging.resolve("arriving-" + ++number), clock.instant());
    openings.put(envelope.file(), opening);
    return Optional.of(opening);
  }

  /** Hands over the opening of an envelope, if there is one; the caller discards it. */
  synchronized Optional<EarlyOpening> take(HeldEnvelope envelope) {
    return Optional.ofNullable(openings.remove(envelope.file()));
  }

  /** Discards one. */
  void drop(EarlyOpening opening) {
    synchronized (this) {
      openings.remove(opening.envelope().file(), opening);
    }
    opening.discard();
  }

  /** Discards those that had no progress for a while: no photo lies open while it waits. */
  void dropIdle(Duration after) {
    idle(after).forEach(this::drop);
  }

  private synchronized List<EarlyOpening> idle(Duration after) {
    return openings.values().stream()
        .filter(o -> Duration.between(o.progress(), clock.instant()).abs().compareTo(after) >= 0)
        .toList();
  }

  /** Discards all; no other begins. */
  void close() {
    List<EarlyOpening> all;
    synchronized (this) {
      isClosed = true;
      all = new ArrayList<>(openings.values());
    }
    all.forEach(this::drop);
  }
}
