package nz.co.medimage.relay;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.relay.store.Mailbox;
import nz.co.medimage.relay.store.MessageKey;
import nz.co.medimage.relay.store.RelayStore;
import nz.co.medimage.relay.store.StoreFullException;
import nz.co.medimage.relay.store.Usage;
import nz.co.medimage.transport.http.v1.MailboxAllowance;
import nz.co.medimage.transport.http.v1.ProblemException;
import nz.co.medimage.transport.http.v1.ProblemType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides whether a mailbox may take more, and says why not. */
final class Allowance {
  private static final Logger LOG = LoggerFactory.getLogger(Allowance.class);
  private static final int LOCKS = 64;
  private static final int KIBIBYTE = 1024;
  private static final int MEBIBYTE = 1024 * 1024;

  /** An upload without a byte gives way to others after this time. */
  private static final Duration EMPTY = Duration.ofMinutes(1);

  /** Any other upload gives way this long after its last byte. */
  private static final Duration BEGUN = Duration.ofMinutes(10);

  private final RelayStore store;
  private final Limits limits;
  private final MailboxPolicy policy;
  private final RelayMetrics metrics;
  private final Object[] locks = new Object[LOCKS];

  Allowance(RelayStore store, Limits limits, MailboxPolicy policy, RelayMetrics metrics) {
    this.store = store;
    this.limits = limits;
    this.policy = policy;
    this.metrics = metrics;
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new Object();
    }
  }

  /** Changes the store, or asks the policy. */
  @FunctionalInterface
  interface Change<T> {
    T run() throws IOException;
  }

  /** Asks whether a receiver may have a mailbox. */
  void checkAdmitted(UUID mailbox, Optional<String> key) throws IOException {
    if (!asked(ProblemType.ENROLMENT_REFUSED, () -> policy.admits(mailbox, key))) {
      throw refused(
          ProblemType.ENROLMENT_REFUSED,
          key.isPresent()
              ? "This relay does not admit this receiver with its enrolment key; its operator knows"
                  + " why."
              : "This relay does not admit this receiver without an enrolment key; its operator has"
                  + " one.");
    }
  }

  /** Tells the policy of a receiver whose mailbox was there before. */
  void connected(UUID mailbox, Optional<String> key) {
    try {
      policy.connected(mailbox, key);
    } catch (Exception e) {
      // What waits in the mailbox must be collected, whatever the policy makes of its receiver.
      LOG.warn("The policy did not take note of a receiver that connects", e);
    }
  }

  /**
   * Asks the policy. Only one type of problem is its own to answer with: others, or an exception
   * such as {@link NotPairedException}, would have the other end do what this relay does not mean.
   */
  private <T> T asked(ProblemType refusal, Change<T> question) throws IOException {
    try {
      return question.run();
    } catch (IOException e) {
      if (e instanceof ProblemException problem && problem.type() == refusal) {
        metrics.refused(refusal);
        throw e;
      }
      throw new IOException("The policy does not answer", e);
    }
  }

  /**
   * Begins a message if its mailbox may take it. Messages of one mailbox take turns, so that many
   * at once are not checked against the same count; only other nodes may begin one meanwhile.
   *
   * @param before the size of the message that this one replaces; 0 if it replaces none
   */
  <T> T begin(MessageKey key, long size, long before, Change<T> change) throws IOException {
    Mailbox mailbox =
        store
            .mailbox(key.mailbox())
            .orElseThrow(() -> new NotPairedException("The receiver is not at this relay"));
    // Not under the lock: a slow answer for one mailbox must not hold up others.
    long allowed =
        asked(ProblemType.QUOTA_USED_UP, () -> policy.allowance(mailbox.id(), standard(mailbox)));
    synchronized (locks[Math.floorMod(key.mailbox().hashCode(), LOCKS)]) {
      check(key, size, before, allowed);
      return unlessFull(change);
    }
  }

  /** What a mailbox has taken, and may take: nothing more if the policy refuses. */
  MailboxAllowance of(Mailbox mailbox) throws IOException {
    long taken = store.usage(mailbox.id()).taken();
    try {
      long allowed = policy.allowance(mailbox.id(), standard(mailbox));
      return new MailboxAllowance(taken, Math.max(0, allowed));
    } catch (ProblemException e) {
      return new MailboxAllowance(taken, 0);
    }
  }

  private long standard(Mailbox mailbox) {
    long sum = limits.free() + mailbox.granted();
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  private void check(MessageKey key, long size, long before, long allowed) throws IOException {
    if (size < 1 || size > limits.envelope()) {
      throw refused(
          ProblemType.ENVELOPE_TOO_LARGE,
          "The relay takes photos of up to " + text(limits.envelope()) + ".");
    }
    long more = size - before;
    Usage usage = store.usage(key.mailbox());
    if ((!fits(usage, more) || !isAllowed(usage, allowed, more))
        && store.dropStalled(key.mailbox(), EMPTY, BEGUN) > 0) {
      usage = store.usage(key.mailbox());
      more = store.state(key).isPresent() ? more : size;
    }
    if (!fits(usage, more)) {
      throw refused(
          ProblemType.MAILBOX_FULL,
          "Too much waits at the relay already; it continues when the receiver has collected.");
    }
    if (!isAllowed(usage, allowed, more)) {
      throw refused(
          ProblemType.QUOTA_USED_UP,
          "The receiver has used up its allowance at the relay; its operator can grant more.");
    }
    checkRoom(size);
  }

  /** Rounded down, so that a photo of the size that is named is taken. */
  private static String text(long bytes) {
    if (bytes >= MEBIBYTE) {
      return bytes / MEBIBYTE + " MiB";
    }
    return bytes >= KIBIBYTE ? bytes / KIBIBYTE + " KiB" : bytes + " bytes";
  }

  private boolean fits(Usage usage, long more) {
    return usage.waiting() + more <= limits.waiting();
  }

  /** An upload counts from its beginning, and no longer once it is dropped. */
  private static boolean isAllowed(Usage usage, long allowed, long more) {
    return usage.taken() + more <= allowed;
  }

  /** Leaves room for receipts: without them no message would ever end. */
  void checkRoom(long size) throws IOException {
    if (store.room() - size < limits.roomKept()) {
      throw full();
    }
  }

  /** Reports a full disk to the other end, not as a fault of the relay. */
  <T> T unlessFull(Change<T> change) throws IOException {
    try {
      return change.run();
    } catch (StoreFullException e) {
      throw full();
    }
  }

  ProblemException full() {
    return refused(ProblemType.RELAY_FULL, "The relay has no room now; it is tried again.");
  }

  /** Makes a problem, and counts it. */
  ProblemException refused(ProblemType type, String sentence) {
    metrics.refused(type);
    return new ProblemException(type, sentence);
  }
}
