package nz.co.medimage.receiver;

import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.runtime.BareTrace;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The beginning and the end of filters and sinks: each instance starts once and is closed once,
 * however often it was given. Safe for use by several threads.
 */
final class AddOnLives {
  private static final Logger LOG = LoggerFactory.getLogger(AddOnLives.class);

  private final Receiver.Builder options;
  private final IdentityHashMap<AutoCloseable, String> ids = new IdentityHashMap<>();
  private final IdentityHashMap<AutoCloseable, AtomicBoolean> started = new IdentityHashMap<>();
  private volatile @Nullable String closing;

  AddOnLives(Receiver.Builder options) {
    this.options = options;
    options.filters.forEach(filter -> ids.put(filter, filter.id()));
    if (options.patientCheck != null) {
      ids.put(options.patientCheck, options.patientCheck.id());
    }
    options.sinks.forEach(this::add);
    options.followUps.forEach(this::add);
    ids.keySet().forEach(addOn -> started.put(addOn, new AtomicBoolean()));
  }

  private void add(BoundSink sink) {
    sink.filters().forEach(filter -> ids.put(filter, filter.id()));
    ids.put(sink.sink(), sink.id());
  }

  /**
   * Starts all through which each photo must go.
   *
   * @throws IOException with one sentence for the user, if one is set up wrongly
   */
  void startRequired() throws IOException {
    for (PhotoFilter filter : options.filters) {
      start(filter, filter::start);
    }
    for (BoundSink sink : options.sinks) {
      start(sink);
    }
  }

  /**
   * Starts the filters of a sink, then the sink itself; those that have started already are passed
   * over.
   *
   * @throws IOException with one sentence for the user, if one is set up wrongly
   */
  void start(BoundSink bound) throws IOException {
    for (PhotoFilter filter : bound.filters()) {
      start(filter, filter::start);
    }
    Sink sink = bound.sink();
    start(sink, sink::start);
  }

  @FunctionalInterface
  private interface Start {
    void start() throws IOException;
  }

  /** Of two sinks that begin at once, one waits for the filter that the other is starting. */
  private void start(AutoCloseable addOn, Start start) throws IOException {
    AtomicBoolean isStarted = Objects.requireNonNull(started.get(addOn));
    synchronized (isStarted) {
      if (!isStarted.get()) {
        start.start();
        isStarted.set(true);
      }
    }
  }

  /** Closes all, also those that never started. Called once, when no call of them goes on. */
  void close() {
    ids.forEach(
        (addOn, id) -> {
          closing = id;
          close(id, addOn);
        });
    closing = null;
  }

  private static void close(String id, AutoCloseable addOn) {
    try {
      addOn.close();
    } catch (Throwable e) {
      // What could not be linked at the start cannot be linked now; the rest is closed all the
      // same.
      LOG.warn("{} did not close", id, new BareTrace(e));
    }
  }

  /** The one that is being closed, if any is. */
  Optional<String> closing() {
    return Optional.ofNullable(closing);
  }
}
