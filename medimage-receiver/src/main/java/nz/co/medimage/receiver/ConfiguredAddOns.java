package nz.co.medimage.receiver;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.FilterProvider;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PatientCheckProvider;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.ReceiverObserver;
import nz.co.medimage.api.spi.ReceiverObserverProvider;
import nz.co.medimage.api.spi.Settings;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.SinkProvider;
import nz.co.medimage.api.transport.Listener;
import nz.co.medimage.api.transport.ListenerProvider;
import nz.co.medimage.receiver.addon.AddOns;
import nz.co.medimage.receiver.config.AddOnEntry;
import nz.co.medimage.receiver.config.ReceiverConfiguration;
import nz.co.medimage.runtime.BareTrace;
import nz.co.medimage.runtime.HostedContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the add-ons of a configuration, and adds them to those given in code. All settings are
 * checked before the first add-on is made. What photos need must be there; a missing follow-up sink
 * or observer is reported.
 */
final class ConfiguredAddOns implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConfiguredAddOns.class);

  private final ReceiverConfiguration configuration;
  private final ReceiverState state;
  private final Receiver.Builder options;
  private final SafeEvents events;
  private final AddOns addOns;
  private final Map<AddOnEntry, Settings> checked = new ConcurrentHashMap<>();
  private final List<AutoCloseable> made = new CopyOnWriteArrayList<>();

  /** Add-ons that were not made in time, or not at all. */
  private final List<AddOnLife> late = new CopyOnWriteArrayList<>();

  private final List<LastCall> observers = new ArrayList<>();

  /**
   * Loads the add-ons that are there, makes none. To be closed last, which closes their jars.
   *
   * @param options are given what is made
   */
  ConfiguredAddOns(
      ReceiverConfiguration configuration,
      ReceiverState state,
      Receiver.Builder options,
      SafeEvents events) {
    this.configuration = configuration;
    this.state = state;
    this.options = options;
    this.events = events;
    addOns = AddOns.load(state.home().folder());
  }

  /**
   * Makes the add-ons. Only for the holder of the home's lock.
   *
   * @throws IOException with one sentence for the user if what photos need cannot be made; it is to
   *     be {@linkplain #abandon abandoned} then
   */
  void make() throws IOException {
    addOns
        .skipped()
        .forEach(
            skipped ->
                events.problem(
                    "the add-on "
                        + skipped.name()
                        + " in "
                        + skipped.place()
                        + " is not used: "
                        + skipped.why()));
    for (AddOnEntry entry : configuration.addOns()) {
      if (isNeeded(entry)) {
        checked.put(entry, entry.check(addOns, events::problem));
      }
    }
    for (AddOnEntry entry : configuration.filters()) {
      options.filter(within(entry, () -> filter(entry)));
    }
    if (configuration.patientCheck().isPresent()) {
      patientCheck(configuration.patientCheck().get());
    }
    for (AddOnEntry entry : configuration.sinks()) {
      add(entry, () -> options.sink(within(entry, () -> sink(entry)), filters(entry)));
    }
    for (AddOnEntry entry : configuration.followUps()) {
      add(
          entry,
          () ->
              options.followUp(
                  new ConfiguredFollowUp(entry.id(), () -> sink(checked(entry))),
                  filtersLater(entry)));
    }
    for (AddOnEntry entry : configuration.listeners()) {
      options.listener(
          within(
              entry,
              () -> make(entry, ListenerProvider.class, ListenerProvider::create, Listener::id)));
    }
    configuration.observers().forEach(this::observer);
  }

  private boolean isNeeded(AddOnEntry entry) {
    return !configuration.observers().contains(entry)
        && configuration.followUps().stream()
            .noneMatch(sink -> sink == entry || sink.filters().contains(entry));
  }

  private PhotoFilter[] filters(AddOnEntry sink) throws IOException {
    List<PhotoFilter> filters = new ArrayList<>();
    for (AddOnEntry entry : sink.filters()) {
      filters.add(within(entry, () -> filter(entry)));
    }
    return filters.toArray(PhotoFilter[]::new);
  }

  private PhotoFilter[] filtersLater(AddOnEntry sink) {
    return sink.filters().stream()
        .map(entry -> new ConfiguredFilter(entry.id(), () -> filter(checked(entry))))
        .toArray(PhotoFilter[]::new);
  }

  private PhotoFilter filter(AddOnEntry entry) throws IOException {
    return make(entry, FilterProvider.class, FilterProvider::create, PhotoFilter::id);
  }

  private Sink sink(AddOnEntry entry) throws IOException {
    return make(entry, SinkProvider.class, SinkProvider::create, Sink::id);
  }

  /** Of what is made later than the rest. */
  private synchronized AddOnEntry checked(AddOnEntry entry) throws IOException {
    if (!checked.containsKey(entry)) {
      checked.put(entry, entry.check(addOns, events::problem));
    }
    return entry;
  }

  private void patientCheck(AddOnEntry entry) throws IOException {
    PatientCheck check =
        within(
            entry,
            () ->
                make(
                    entry,
                    PatientCheckProvider.class,
                    PatientCheckProvider::create,
                    PatientCheck::id));
    boolean waits =
        entry.option(ReceiverConfiguration.WHEN_UNAVAILABLE).filter("wait"::equals).isPresent();
    add(
        entry,
        () -> options.patientCheck(check, waits ? WhenUnavailable.WAIT : WhenUnavailable.FILE));
    options.echo(entry.isSet(ReceiverConfiguration.ECHO));
  }

  private void observer(AddOnEntry entry) {
    try {
      AddOnEntry known = checked(entry);
      ReceiverObserver observer =
          within(
              entry,
              () ->
                  make(
                      known,
                      ReceiverObserverProvider.class,
                      ReceiverObserverProvider::create,
                      any -> entry.id()));
      observers.add(new LastCall(entry.id(), observer, events));
      events.add(entry.id(), observer);
    } catch (IOException e) {
      leftOut(String.valueOf(e.getMessage()));
    } catch (Throwable e) { // whatever it is, photos need no observer
      leftOut(String.valueOf(fault("the observer " + entry.id(), e).getMessage()));
    }
  }

  private void leftOut(String why) {
    events.problem(
        why + (why.endsWith(".") ? "" : ".") + " The receiver runs without this observer.");
  }

  /**
   * Makes something on a thread of its own. What a follow-up needs is made as it starts, which has
   * the same limit.
   *
   * @throws IOException with one sentence for the user if it cannot be made, or not in time
   */
  private <T> T within(AddOnEntry entry, Callable<T> making) throws IOException {
    CompletableFuture<T> result = new CompletableFuture<>();
    AddOnLife life = new AddOnLife(entry.id(), () -> closeMade(result.getNow(null)));
    try {
      life.start(() -> result.complete(making.call()), options.startLimit);
      return result.join();
    } catch (IOException e) {
      late.add(life);
      throw e;
    }
  }

  private void closeMade(@Nullable Object instance) {
    if (instance instanceof AutoCloseable closeable && made.remove(instance)) {
      close(closeable);
    }
  }

  /** What the add-on says is the end of a sentence for the user. */
  private <P, T> T make(
      AddOnEntry entry, Class<P> type, Creation<P, T> creation, Function<T, String> id)
      throws IOException {
    String named = "the " + entry.kind() + " " + entry.id();
    T instance;
    String called;
    try {
      P provider = type.cast(addOns.get(entry.kind(), entry.addOn()).provider());
      Settings settings = Objects.requireNonNull(checked.get(entry));
      AddOnContext context =
          new HostedContext(
              entry.kind().toString(),
              entry.id(),
              settings,
              state.home().folder(),
              state.secrets(),
              options.clock,
              options.name,
              events::problem);
      instance = creation.create(provider, context);
      if (instance == null) {
        throw new IOException("its provider made nothing; ask its vendor");
      }
      made(instance);
      called = id.apply(instance);
    } catch (IOException | IllegalArgumentException e) {
      if (e instanceof NumberFormatException) {
        throw fault(named, e); // it holds what is no number, which nobody chose to show
      }
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new IOException(named + " cannot be made: " + why, e);
    } catch (Throwable e) { // errors too: of a library that it lacks, of an assertion
      throw fault(named, e);
    }
    if (!entry.id().equals(called)) {
      throw new IOException(
          named + " calls itself " + called + ", which is a fault in it: ask its vendor");
    }
    return instance;
  }

  /** What a bug says of itself can be anything, a secret of the settings too. */
  private static IOException fault(String named, Throwable e) {
    LOG.debug("{} cannot be made", named, e);
    LOG.warn("{} cannot be made", named, new BareTrace(e));
    return new IOException(
        named
            + " cannot be made, which is a fault in it: ask its vendor ("
            + e.getClass().getSimpleName()
            + ")",
        e);
  }

  private void made(Object instance) {
    if (instance instanceof AutoCloseable closeable) {
      made.add(closeable);
    }
  }

  @FunctionalInterface
  private interface Creation<P, T> {
    T create(P provider, AddOnContext context) throws IOException;
  }

  @FunctionalInterface
  private interface Adding {
    void add() throws IOException;
  }

  private static void add(AddOnEntry entry, Adding adding) throws IOException {
    try {
      adding.add();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new IOException(entry + ": " + e.getMessage(), e);
    }
  }

  /**
   * The receiver did not come into being, which would have closed what was made.
   *
   * @return completes when all is closed; the home is in use until then
   */
  CompletableFuture<Void> abandon() {
    List<AddOnLife> lives = new ArrayList<>(late);
    made.forEach(each -> lives.add(new AddOnLife("abandoned", () -> closeMade(each))));
    return CompletableFuture.allOf(
            lives.stream().map(AddOnLife::close).toArray(CompletableFuture<?>[]::new))
        .thenRun(() -> close(addOns));
  }

  /**
   * Closes an observer, after its last call: it may write to the home.
   *
   * @param id of the add-on
   */
  record LastCall(String id, ReceiverObserver observer, SafeEvents events)
      implements AutoCloseable {
    @Override
    public void close() {
      events.remove(observer).join();
      ConfiguredAddOns.close(observer);
    }
  }

  /** The observers, to be closed when there is nothing left to tell. */
  List<LastCall> observers() {
    return observers;
  }

  /** What was not made in time, to be closed with the observers. */
  List<AddOnLife> late() {
    return List.copyOf(late);
  }

  /** Closes the jars. What they made is closed before this. */
  @Override
  public void close() {
    close(addOns);
  }

  private static void close(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Throwable e) {
      LOG.warn("an add-on did not close", new BareTrace(e));
    }
  }
}
