package nz.co.medimage.transport.http.server;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one request at a time work on an upload, the newest: a sender that comes again has lost its
 * earlier connection, which this end may not know yet and would read from until it times out.
 */
final class Turns {
  private static final Logger LOG = LoggerFactory.getLogger(Turns.class);
  private static final long MOST_SECONDS_TO_WAIT = 5;

  private final Map<Object, Turn> current = new ConcurrentHashMap<>();

  /**
   * Ends the request that is at {@code key}, if any, and waits until it has let go, or for some
   * seconds: whoever stores the upload then sees two at it, and refuses the second.
   *
   * @param breakOff ends the request that takes this turn; called from another thread
   */
  Turn take(Object key, Runnable breakOff) {
    Turn mine = new Turn(key, breakOff);
    Turn before = current.put(key, mine);
    if (before != null) {
      before.breakOff.run();
      before.awaitEnd();
    }
    return mine;
  }

  /** One request's. */
  final class Turn {
    private final Object key;
    private final Runnable breakOff;
    private final CountDownLatch ended = new CountDownLatch(1);

    private Turn(Object key, Runnable breakOff) {
      this.key = key;
      this.breakOff = breakOff;
    }

    private void awaitEnd() {
      try {
        if (!ended.await(MOST_SECONDS_TO_WAIT, TimeUnit.SECONDS)) {
          LOG.warn("An earlier request for the same upload did not end in time");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** Lets the next one begin. */
    void end() {
      current.remove(key, this);
      ended.countDown();
    }
  }
}
