package nz.co.medimage.receiver;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import nz.co.medimage.api.transport.Listener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners of devices that paired or were revoked, here or by another process. Safe for use
 * by several threads.
 */
final class SenderWatch {
  private static final Logger LOG = LoggerFactory.getLogger(SenderWatch.class);

  private final Pairings pairings;
  private final List<Listener> listeners;
  private Set<String> known = Set.of();

  SenderWatch(Pairings pairings, List<Listener> listeners) {
    this.pairings = pairings;
    this.listeners = listeners;
  }

  /** Takes those of now as known to the listeners, which start next. */
  synchronized void begin() throws IOException {
    known = pairings.standingNames();
  }

  /** Tells of what has changed since the last look. */
  void look() throws IOException {
    Set<String> now = pairings.standingNames();
    synchronized (this) {
      if (now.equals(known)) {
        return;
      }
      known = now;
    }
    listeners.forEach(Listener::sendersChanged);
  }

  /**
   * Looks as a device was added: if it were revoked before the next look, the list would not have
   * changed, and a relay that admitted it would not be told.
   */
  void added() {
    try {
      look();
    } catch (IOException e) {
      LOG.warn("the list of senders could not be read and is looked at again: {}", e.getMessage());
    }
  }
}
