package nz.co.medimage.transport.relay;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.transport.http.MailboxClient;
import org.jspecify.annotations.Nullable;

/** The connection to the relay, if there is one. Safe for use by several threads. */
final class RelayConnection {
  private @Nullable MailboxClient relay;
  private boolean trying = true;

  /** A connection is being made. */
  synchronized void trying() {
    relay = null;
    trying = true;
  }

  /** The relay knows the mailbox, and who may send. */
  synchronized void to(MailboxClient connected) {
    relay = connected;
    trying = false;
    notifyAll();
  }

  /** There is no connection for a while. */
  synchronized void away() {
    relay = null;
    trying = false;
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
