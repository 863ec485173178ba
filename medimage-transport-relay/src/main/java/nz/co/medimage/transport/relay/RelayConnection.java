package nz.co.medimage.transport.relay;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.transport.ConnectionState;
import nz.co.medimage.api.transport.ConnectionState.Allowance;
import nz.co.medimage.transport.http.MailboxClient;
import nz.co.medimage.transport.http.v1.MailboxAllowance;
import org.jspecify.annotations.Nullable;

/** The connection to the relay, if there is one. Safe for use by several threads. */
final class RelayConnection {
  private final Clock clock;
  private @Nullable MailboxClient relay;
  private boolean trying = true;
  private @Nullable Instant since;
  private boolean wasConnected;
  private String why = "";
  private Optional<MailboxAllowance> allowance = Optional.empty();

  RelayConnection(Clock clock) {
    this.clock = clock;
  }

  /** A connection is being made. */
  synchronized void trying() {
    relay = null;
    trying = true;
    noteChange();
  }

  /** The relay knows the mailbox, and who may send. */
  synchronized void to(MailboxClient connected) {
    relay = connected;
    trying = false;
    why = "";
    noteChange();
    notifyAll();
  }

  /** Why there is no connection, in one sentence. */
  synchronized void failed(String sentence) {
    why = sentence;
  }

  /** The relay tells how much it takes; or does not. */
  synchronized void takes(Optional<MailboxAllowance> told) {
    allowance = told;
  }

  private void noteChange() {
    boolean isConnected = relay != null;
    if (since == null || isConnected != wasConnected) {
      since = clock.instant();
    }
    wasConnected = isConnected;
  }

  /** For a display; empty before the first try. */
  synchronized Optional<ConnectionState> state(String to) {
    Instant from = since;
    if (from == null) {
      return Optional.empty();
    }
    ConnectionState now =
        wasConnected ? ConnectionState.connected(to, from) : ConnectionState.away(to, from, why);
    return Optional.of(
        allowance.map(each -> now.with(new Allowance(each.taken(), each.allowed()))).orElse(now));
  }

  /** There is no connection for a while. */
  synchronized void away() {
    relay = null;
    trying = false;
    noteChange();
    notifyAll();
  }

  /** The current connection. */
  synchronized @Nullable MailboxClient now() {
    return relay;
  }

  /** The current connection, or the one that is being made at this moment, if it succeeds soon. */
  synchronized @Nullable MailboxClient soon(Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    for (long left = atMost.toNanos(); trying && left > 0; left = deadline - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return relay;
  }
}
