package nz.co.medimage.receiver;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.transport.Listener;
import nz.co.medimage.api.transport.Route;
import org.jspecify.annotations.Nullable;

/**
 * The beginning and the end of all add-ons: each instance starts once and is closed once, however
 * often it was given, within the time limit of a call. Safe for use by several threads.
 */
final class AddOnLives {
  private static final Duration SHORT = Duration.ofSeconds(30);

  private final Receiver.Builder options;
  private final IdentityHashMap<Object, AddOnLife> lives = new IdentityHashMap<>();
  private final List<Listener> listeners;
  private final List<AddOnLife> observers;

  AddOnLives(Receiver.Builder options) {
    this.options = options;
    options.filters.forEach(this::add);
    if (options.patientCheck != null) {
      add(options.patientCheck.id(), options.patientCheck);
    }
    options.sinks.forEach(this::add);
    options.followUps.forEach(this::add);
    options.listeners.forEach(listener -> add(listener.id(), listener));
    IdentityHashMap<Listener, String> once = new IdentityHashMap<>();
    listeners =
        options.listeners.stream().filter(each -> once.putIfAbsent(each, "") == null).toList();
    observers = observers(options.configured);
  }

  private static List<AddOnLife> observers(@Nullable ConfiguredAddOns configured) {
    if (configured == null) {
      return List.of();
    }
    List<AddOnLife> all = new ArrayList<>(configured.late());
    configured.observers().forEach(each -> all.add(new AddOnLife(each.id(), each)));
    return all;
  }

  private void add(BoundSink sink) {
    sink.filters().forEach(this::add);
    add(sink.id(), sink.sink());
  }

  private void add(PhotoFilter filter) {
    add(filter.id(), filter);
  }

  private void add(String id, AutoCloseable addOn) {
    lives.putIfAbsent(addOn, new AddOnLife(id, addOn));
  }

  /** The listeners, each once. */
  List<Listener> listeners() {
    return listeners;
  }

  /**
   * Starts all through which each photo must go.
   *
   * @throws IOException with one sentence for the user, if one is set up wrongly or does not start
   *     in time
   */
  void startRequired() throws IOException {
    for (PhotoFilter filter : options.filters) {
      start(filter);
    }
    for (BoundSink sink : options.sinks) {
      start(sink);
    }
  }

  /**
   * Starts the filters of a sink, then the sink itself; those that have started already are passed
   * over, and of two sinks that begin at once, one waits for the filter that the other is starting.
   *
   * @throws IOException as {@link #startRequired}
   */
  void start(BoundSink bound) throws IOException {
    for (PhotoFilter filter : bound.filters()) {
      start(filter);
    }
    Sink sink = bound.sink();
    start(sink, sink::start, options.startLimit);
  }

  private void start(PhotoFilter filter) throws IOException {
    start(filter, filter::start, options.startLimit);
  }

  /** Starts a patient check, for 30 s at most: photos continue without it, or wait. */
  void start(PatientCheck check) throws IOException {
    Duration limit = options.startLimit;
    start(check, check::start, SHORT.compareTo(limit) < 0 ? SHORT : limit);
  }

  @FunctionalInterface
  private interface Start {
    void start() throws IOException;
  }

  private void start(Object addOn, Start start, Duration limit) throws IOException {
    call(
        addOn,
        () -> {
          start.start();
          return addOn;
        },
        limit);
  }

  /** Starts a listener. */
  Route start(Listener listener, Callable<Route> start) throws IOException {
    return (Route) call(listener, start, options.startLimit);
  }

  private Object call(Object addOn, Callable<?> start, Duration limit) throws IOException {
    return Objects.requireNonNull(lives.get(addOn)).start(start, limit);
  }

  /** Closes the listeners, all at once; completes when all are. */
  CompletableFuture<Void> closeListeners() {
    return close(listeners.stream().map(lives::get).toList());
  }

  /**
   * Closes all but the observers, all at once, also those that never started; completes when all
   * are. Called when no call of filters and sinks is running.
   */
  CompletableFuture<Void> close() {
    return close(lives.values());
  }

  /** Closes the observers, all at once, when nothing is left to tell; completes when all are. */
  CompletableFuture<Void> closeObservers() {
    return close(observers);
  }

  private static CompletableFuture<Void> close(Collection<AddOnLife> closing) {
    return CompletableFuture.allOf(
        closing.stream().map(AddOnLife::close).toArray(CompletableFuture<?>[]::new));
  }

  /** The ids of add-ons that are still starting. */
  List<String> starting() {
    return lives.values().stream().filter(AddOnLife::isStarting).map(AddOnLife::id).toList();
  }

  /** The ids of add-ons that are being closed, and for how long. */
  Map<String, Duration> closing() {
    Map<String, Duration> closing = new TreeMap<>();
    Stream.concat(lives.values().stream(), observers.stream())
        .forEach(life -> life.closing().ifPresent(lasted -> closing.put(life.id(), lasted)));
    return closing;
  }
}
