package nz.co.medimage.transport.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.spi.Secrets;
import nz.co.medimage.api.transport.ConnectionState;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.Listener;
import nz.co.medimage.api.transport.ListenerContext;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.runtime.DaemonThreads;
import nz.co.medimage.transport.http.HttpProxy;
import nz.co.medimage.transport.http.MailboxClient;
import nz.co.medimage.transport.http.ServerTrust;
import nz.co.medimage.transport.http.WireClient;
import nz.co.medimage.transport.http.v1.WaitingList;
import nz.co.medimage.transport.http.v1.Wire;
import nz.co.medimage.transport.relay.Workers.Kind;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects envelopes from a relay as soon as they are there, and takes the receipts back. It tries
 * an unreachable relay again after growing pauses, and at once when this machine joins another
 * network.
 *
 * <pre>{@code
 * builder.listener(RelayListener.at("https://relay.example").build());
 * }</pre>
 */
public final class RelayListener implements Listener {
  private static final Logger LOG = LoggerFactory.getLogger(RelayListener.class);
  private static final Duration TO_RESERVE = Duration.ofSeconds(4);
  private static final long SECONDS_BETWEEN_LOOKS = 1;
  private static final long MINUTES_BETWEEN_RENEWALS = 20;
  private static final long MINUTES_BETWEEN_ALLOWANCES = 10;
  private static final Duration BETWEEN_ENDS = Duration.ofSeconds(20);

  private final URI url;
  private final WireClient wire;
  private final Optional<String> enrolmentKey;
  private final Backoff backoff;
  private final Backoff pausesOfOne;
  private final Duration betweenEnds;
  private final Network network;
  private final Offers offers;
  private final Workers workers = new Workers();
  private final Thread loop = DaemonThreads.named("relay-listener").newThread(this::run);
  private final SecureRandom random = new SecureRandom();
  private final RelayConnection connected = new RelayConnection(Clock.systemUTC());

  /** One run of this receiver; a run of a copy of its home has another. */
  private final UUID session = UUID.randomUUID();

  /** Failed connections in a row; only the loop uses it. */
  private int failures;

  /** Ends a pause. */
  private final Semaphore nudge = new Semaphore(0);

  private @Nullable ListenerContext context;
  private @Nullable RelayAdmission receiving;
  private @Nullable RelayProblems problems;
  private @Nullable Credential mailbox;
  private Set<InetAddress> addresses = Set.of();
  private volatile @Nullable MailboxClient connecting;
  private volatile @Nullable MailboxCollector collecting;
  private final AtomicBoolean ending = new AtomicBoolean();
  private volatile boolean renewing;
  private volatile boolean closed;

  private RelayListener(Builder builder) {
    url = builder.url;
    wire = WireClient.builder(url, builder.trust).proxy(builder.proxy).build();
    enrolmentKey = Optional.ofNullable(builder.enrolmentKey);
    backoff = builder.backoff;
    pausesOfOne = builder.pausesOfOne;
    betweenEnds = builder.betweenEnds;
    network = builder.network;
    offers = new Offers(System::nanoTime);
  }

  /**
   * Starts building a listener at a relay.
   *
   * @param url the relay's URL, such as {@code https://relay.example}; plain {@code http} only for
   *     a relay on this machine
   * @throws IllegalArgumentException with one sentence if it is not such a URL
   */
  public static Builder at(String url) {
    return new Builder(RelayRoute.url(url));
  }

  @Override
  public String id() {
    return RelayTransport.ID;
  }

  /** {@inheritDoc} It also starts if the relay cannot be reached now. */
  @Override
  public synchronized Route start(ListenerContext context) throws IOException {
    if (this.context != null || closed) {
      throw new IllegalStateException("a listener is started once, and not after it was closed");
    }
    Credential own = MailboxKey.keptIn(context.secrets(), url);
    this.context = context;
    receiving = new RelayAdmission(context);
    problems = new RelayProblems(context);
    mailbox = own;
    addresses = network.addresses();
    every(SECONDS_BETWEEN_LOOKS, TimeUnit.SECONDS, this::lookAtNetwork);
    every(MINUTES_BETWEEN_RENEWALS, TimeUnit.MINUTES, this::bringOffersSoon);
    every(MINUTES_BETWEEN_ALLOWANCES, TimeUnit.MINUTES, () -> withRelay(this::askForAllowance));
    every(betweenEnds.toMillis(), TimeUnit.MILLISECONDS, this::endUnneededSoon);
    loop.start();
    return new RelayRoute(url, own.id()).toRoute();
  }

  /** {@inheritDoc} It is the relay's URL. */
  @Override
  public List<String> addresses() {
    return List.of(url.toString());
  }

  @Override
  public Optional<ConnectionState> connection() {
    return connected.state(url.toString());
  }

  private void askForAllowance(MailboxClient relay) {
    try {
      connected.takes(relay.allowance());
    } catch (IOException e) {
      LOG.debug("The relay is asked for the allowance again later", e);
    }
  }

  private void every(long pause, TimeUnit unit, Runnable chore) {
    var unused = workers.timer().scheduleWithFixedDelay(chore, pause, pause, unit);
  }

  /**
   * Returns the id of the receiver's mailbox, by which the relay's operator knows the receiver.
   *
   * @throws IllegalStateException if this listener was not started
   */
  public synchronized String mailbox() {
    if (mailbox == null) {
      throw new IllegalStateException("not started");
    }
    return mailbox.id().toString();
  }

  /**
   * Checks whether the relay lets this receiver collect, while no process runs the receiver. Blocks
   * for some seconds.
   *
   * @param secrets this listener's secrets in the receiver's home
   * @throws IOException with one sentence if it does not
   */
  public void tryToCollect(Secrets secrets) throws IOException {
    try (MailboxClient relay = wire.mailbox(MailboxKey.keptIn(secrets, url), session)) {
      relay.enrol(enrolmentKey);
      relay.endSession();
    } catch (IOException e) {
      throw new IOException(RelayProblems.why(e), e);
    }
  }

  private void run() {
    while (!closed) {
      renewing = false;
      try (MailboxClient relay = wire.mailbox(Objects.requireNonNull(mailbox), session)) {
        connecting = relay;
        connected.trying();
        if (!closed) {
          serve(relay);
        }
      } catch (Throwable e) {
        // Any failure: nobody would notice for days that nothing is collected any more.
        if (!closed && !renewing) {
          Objects.requireNonNull(problems).cannotCollect(e);
          connected.failed(RelayProblems.why(e));
        }
      } finally {
        connected.away();
      }
      failures++;
      pause(backoff.pause(failures, random));
    }
  }

  /** Collects until the connection breaks. */
  private void serve(MailboxClient relay) throws IOException {
    RelayAdmission receiver = Objects.requireNonNull(receiving);
    relay.enrol(enrolmentKey);
    compareClocks(relay);
    receiver.forgetAdmitted();
    receiver.admit(relay);
    connected.to(relay);
    // A device may have been revoked while the list was on its way and this was not connected.
    receiver.admit(relay);
    bringOffers(relay);
    workers.soon(Kind.CONTROL, () -> askForAllowance(relay));
    try (MailboxCollector collection =
        new MailboxCollector(relay, receiver, workers, pausesOfOne)) {
      collecting = collection;
      String after = WaitingList.FROM_THE_START;
      // The first time only to check that all of it works.
      Duration wait = Duration.ZERO;
      while (!closed) {
        Optional<WaitingList> list = relay.waitingOrComing(after, wait);
        if (wait.isZero()) {
          Objects.requireNonNull(problems).collects();
        }
        wait = Wire.MAX_WAIT;
        failures = 0;
        compareClocks(relay);
        if (list.isPresent()) {
          list.get().messages().forEach(collection::take);
          after = list.get().next();
        }
      }
    }
  }

  private void compareClocks(MailboxClient relay) {
    ListenerContext receiver = Objects.requireNonNull(context);
    relay.clockDifference().ifPresent(by -> receiver.clockDiffers("the relay", by));
  }

  private void pause(Duration pause) {
    try {
      boolean unused = nudge.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
      nudge.drainPermits();
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  /** A connection over the earlier network may be dead without a sign. */
  private void lookAtNetwork() {
    Set<InetAddress> now = network.addresses();
    if (!now.equals(addresses)) {
      addresses = now;
      breakOff();
    }
  }

  private void breakOff() {
    renewing = true;
    MailboxClient open = connecting;
    if (open != null) {
      open.close();
    }
    nudge.release();
  }

  @Override
  public boolean reserve(String nameplate, Duration validFor) {
    ListenerContext receiver = started();
    if (receiver == null) {
      return true;
    }
    try {
      MailboxClient relay = connected.soon(TO_RESERVE);
      if (relay != null) {
        return workers
            .ask(Kind.CONTROL, () -> offers.take(relay, nameplate, validFor))
            .get(TO_RESERVE.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (ExecutionException | TimeoutException e) {
      LOG.info("The relay does not take a nameplate now", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    offers.want(nameplate, validFor);
    bringOffersSoon(); // or the next connection does
    receiver.problem(
        Objects.requireNonNull(problems).isRefused()
            ? "The relay does not serve this receiver: the pairing code that begins with "
                + nameplate
                + " works through it only once it does"
            : "The relay cannot be asked now: the pairing code that begins with "
                + nameplate
                + " works through it once it answers");
    return true;
  }

  private synchronized @Nullable ListenerContext started() {
    return context;
  }

  @Override
  public void announce(Set<String> nameplates) {
    offers.keepOnly(nameplates);
    bringOffersSoon();
  }

  private void endUnneededSoon() {
    MailboxCollector now = collecting;
    if (now != null && connected.now() != null) {
      endUnneeded(now);
    }
  }

  /** One at a time: with a slow relay they would take all threads from pairing and revocation. */
  private void endUnneeded(MailboxCollector now) {
    if (ending.compareAndSet(false, true)) {
      workers.soon(
          Kind.CONTROL,
          () -> {
            try {
              now.endUnneeded();
            } finally {
              ending.set(false);
            }
          });
    }
  }

  private void bringOffersSoon() {
    withRelay(this::bringOffers);
  }

  private void bringOffers(MailboxClient relay) throws IOException {
    List<String> taken = offers.bring(relay);
    if (!taken.isEmpty()) {
      Objects.requireNonNull(context)
          .problem(
              "Another receiver has this pairing code's number at the relay:"
                  + " devices can pair on the local network alone, or with a new code");
    }
  }

  @Override
  public void sendersChanged() {
    withRelay(relay -> Objects.requireNonNull(receiving).admit(relay));
    MailboxCollector now = collecting;
    if (now != null) {
      now.hurry();
    }
  }

  private interface Request {
    void run(MailboxClient relay) throws IOException;
  }

  /** Sends the relay something; if that fails, the next connection sends everything. */
  private void withRelay(Request request) {
    MailboxClient relay = connected.now();
    if (relay == null) {
      return;
    }
    workers.soon(
        Kind.CONTROL,
        () -> {
          try {
            request.run(relay);
          } catch (Throwable e) {
            LOG.info("The relay is told again", e);
            renewing = true;
            relay.close();
          }
        });
  }

  @Override
  public void close() {
    boolean wasConnected = connected.now() != null;
    synchronized (this) {
      // Not in the middle of a start.
      closed = true;
    }
    breakOff();
    workers.close();
    try {
      loop.join(TimeUnit.SECONDS.toMillis(SECONDS_BETWEEN_LOOKS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (wasConnected) {
      endSession();
    }
  }

  /**
   * Lets the next start of this receiver proceed without waiting until the relay has missed this
   * one.
   */
  private void endSession() {
    Credential own;
    synchronized (this) {
      own = Objects.requireNonNull(mailbox);
    }
    try (MailboxClient relay = wire.mailbox(own, session)) {
      relay.endSession();
    } catch (IOException e) {
      LOG.info("The relay was not told of the end: {}", e.getMessage());
    }
  }

  /** Assembles a {@link RelayListener}. Not for use by several threads at once. */
  public static final class Builder {
    private final URI url;
    private @Nullable String enrolmentKey;
    private ServerTrust trust = ServerTrust.platform();
    private HttpProxy proxy = HttpProxy.system();
    private Backoff backoff = new Backoff(Duration.ofSeconds(1), 2, Duration.ofMinutes(1), 0.2);
    private Backoff pausesOfOne = MailboxCollector.PAUSES;
    private Duration betweenEnds = BETWEEN_ENDS;
    private Network network = Network.system();

    private Builder(URI url) {
      this.url = url;
    }

    /** The enrolment key from the relay's operator. Default: none. */
    public Builder enrolmentKey(String key) {
      this.enrolmentKey = Objects.requireNonNull(key, "key");
      return this;
    }

    /** Which certificates are accepted from the relay. Default: {@link ServerTrust#platform()}. */
    public Builder trust(ServerTrust trust) {
      this.trust = Objects.requireNonNull(trust, "trust");
      return this;
    }

    /** The proxy through which the relay is reached. Default: the system's. */
    public Builder proxy(HttpProxy proxy) {
      this.proxy = Objects.requireNonNull(proxy, "proxy");
      return this;
    }

    /**
     * The pauses before it connects again. Default: 1 s, doubled each time up to 1 min, each up to
     * a fifth shorter or longer.
     */
    public Builder backoff(Backoff backoff) {
      this.backoff = Objects.requireNonNull(backoff, "backoff");
      return this;
    }

    /** The pauses before one message that could not be collected is tried again. */
    Builder pausesOfOne(Backoff backoff) {
      this.pausesOfOne = backoff;
      return this;
    }

    /** How often the relay is asked for uploads that were begun there and need not continue. */
    Builder betweenEnds(Duration pause) {
      this.betweenEnds = pause;
      return this;
    }

    Builder network(Network network) {
      this.network = network;
      return this;
    }

    /** Makes the listener. */
    public RelayListener build() {
      return new RelayListener(this);
    }
  }
}
