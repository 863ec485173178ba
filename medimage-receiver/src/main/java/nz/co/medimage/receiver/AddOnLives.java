package nz.co.medimage.receiver;

import java.io.IOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.Sink;

/**
 * Starts filters and sinks. One that was given several times, to a sink and to another, starts
 * once. Safe for use by several threads.
 */
final class AddOnLives {
  private final Set<Object> started = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * Starts the filters of a sink, then the sink itself; those that have started already are passed
   * over.
   *
   * @throws IOException with one sentence for the user, if one is set up wrongly
   */
  void start(BoundSink bound) throws IOException {
    for (PhotoFilter filter : bound.filters()) {
      start(filter);
    }
    Sink sink = bound.sink();
    start(sink, sink::start);
  }

  /**
   * Starts a filter, unless it has started already.
   *
   * @throws IOException with one sentence for the user, if it is set up wrongly
   */
  void start(PhotoFilter filter) throws IOException {
    start(filter, filter::start);
  }

  @FunctionalInterface
  private interface Start {
    void start() throws IOException;
  }

  private void start(Object addOn, Start start) throws IOException {
    synchronized (started) {
      if (started.contains(addOn)) {
        return;
      }
    }
    start.start();
    synchronized (started) {
      started.add(addOn);
    }
  }
}
