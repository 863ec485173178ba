package nz.co.medimage.relay;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.relay.store.RelayStore;
import nz.co.medimage.runtime.DaemonThreads;
import nz.co.medimage.transport.http.server.AddressLimit;
import nz.co.medimage.transport.http.server.IntakeHandler;
import nz.co.medimage.transport.http.server.MailboxHandler;
import nz.co.medimage.transport.http.server.ServerSettings;
import nz.co.medimage.transport.http.server.UploadLimits;
import nz.co.medimage.transport.http.server.WireServer;
import nz.co.medimage.transport.http.v1.Wire;
import org.eclipse.jetty.server.CustomRequestLog;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running relay, {@code spec/relay-v1.md}: it holds sealed envelopes for receivers that are away
 * and receipts for senders that are away, and can read neither.
 */
public final class Relay implements AutoCloseable {
  /** The default port. */
  public static final int DEFAULT_PORT = 5567;

  private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final Duration HEADER = Duration.ofSeconds(20);
  private static final Duration BETWEEN_SWEEPS = Duration.ofHours(1);
  private static final int LOOKERS = 8;

  /** A mailbox that was never used is kept for so long after its receiver was there. */
  private static final Duration UNUSED = Duration.ofDays(1);

  /** How long a receiver that is challenged may take to come back. */
  private static final Duration SESSION_ANSWERS = Duration.ofSeconds(3);

  /** Who, when, what and how it went; no query, no header, so no token. */
  private static final String ACCESS =
      "%{client}a %{yyyy-MM-dd'T'HH:mm:ssXXX}t \"%m %U\" %s %O %{ms}T";

  /** A pairing message is answered by a person's computer, and is somebody's guess at a code. */
  private static final int PAIRINGS_A_MINUTE = 20;

  /** A mailbox and a nameplate are things of which there are only so many for all. */
  private static final Pattern TAKES_FROM_ALL =
      Pattern.compile(Pattern.quote(Wire.MAILBOXES) + "/[^/]*(/" + Wire.OFFERS + "/.*)?");

  /** For so many requests each of these counts. */
  private static final int RARE = 30;

  private final RelayStore store;
  private final RelayMetrics metrics = new RelayMetrics();
  private final ExecutorService lookers =
      Executors.newFixedThreadPool(LOOKERS, DaemonThreads.named("relay-looker"));
  private final ScheduledExecutorService sweeper = DaemonThreads.timer("relay-sweeper");
  private final WireServer server;
  private final boolean forThisMachineAlone;

  private Relay(Builder builder) throws IOException {
    store = builder.store;
    forThisMachineAlone = builder.isForThisMachineAlone();
    Limits limits = builder.limits;
    Waiters waiters = new Waiters(lookers);
    store.onChange(new Wake(waiters));
    metrics.watch(store, waiters);
    Allowance allowance = new Allowance(store, limits, metrics);
    RelayIntake intake =
        new RelayIntake(
            store, emptied(builder.spool), limits, allowance, waiters, metrics, builder.clock);
    Handler handlers =
        new Handler.Sequence(
            new IntakeHandler(intake, builder.clock, builder.uploads, intake),
            new MailboxHandler(mailboxes(builder, allowance, waiters)),
            new StatusHandler(store, metrics, builder.metricsForAll));
    server =
        WireServer.start(
            builder.address,
            builder.tls,
            new AddressLimit(handlers, limits.requests(), request -> cost(request, limits)),
            new ServerSettings(
                IDLE,
                HEADER,
                builder.mostConnections,
                builder.mostOfAddress,
                builder.behindProxy,
                accessLog(builder.accessLog)));
    var unused =
        sweeper.scheduleWithFixedDelay(
            () -> sweep(limits), 0, BETWEEN_SWEEPS.toMillis(), TimeUnit.MILLISECONDS);
  }

  private RelayMailboxes mailboxes(Builder builder, Allowance allowance, Waiters waiters) {
    return new RelayMailboxes(
        store,
        builder.limits,
        forThisMachineAlone && builder.openToThisMachine,
        allowance,
        waiters,
        new Sessions(store, waiters, lookers, SESSION_ANSWERS),
        metrics,
        builder.clock);
  }

  private static Optional<Path> emptied(@Nullable Path spool) throws IOException {
    if (spool == null) {
      return Optional.empty();
    }
    DurableFiles.deleteTree(spool);
    return Optional.of(DurableFiles.createPrivateFolders(spool));
  }

  private static @Nullable RequestLog accessLog(@Nullable Consumer<String> lines) {
    return lines == null ? null : new CustomRequestLog(lines::accept, ACCESS);
  }

  private static long cost(Request request, Limits limits) {
    String path = Request.getPathInContext(request);
    if (path.startsWith(Wire.PAIRINGS + "/")) {
      return (limits.requests() + PAIRINGS_A_MINUTE - 1L) / PAIRINGS_A_MINUTE;
    }
    return TAKES_FROM_ALL.matcher(path).matches() ? Math.min(RARE, limits.requests()) : 1;
  }

  private void sweep(Limits limits) {
    try {
      store.sweep(limits.unfinished(), limits.kept());
      store.dropIdle(UNUSED.compareTo(limits.idle()) < 0 ? UNUSED : limits.idle(), limits.idle());
    } catch (Throwable e) {
      // An error too: no later sweep would run.
      LOG.warn("What is too old cannot be removed yet: {}", e.getMessage());
    }
  }

  /**
   * Prepares a relay.
   *
   * @param store the relay's own from now on, closed with it
   */
  public static Builder builder(RelayStore store) {
    return new Builder(store);
  }

  /** Whether it listens on a loopback address, and not for a proxy. */
  public boolean isForThisMachineAlone() {
    return forThisMachineAlone;
  }

  /** The port that it listens on. */
  public int port() {
    return server.port();
  }

  /**
   * Stops to listen, answers those who wait, lets requests in flight finish for a second, leaves
   * uploads where they stand, and closes the store.
   */
  @Override
  public void close() {
    server.close();
    sweeper.shutdownNow();
    store.close();
    lookers.shutdownNow();
    metrics.close();
  }

  /** Passes on what the store tells. */
  private record Wake(Waiters waiters) implements RelayStore.Listener {
    @Override
    public void changed(UUID id) {
      waiters.changed(id);
    }

    @Override
    public void anything() {
      waiters.anything();
    }
  }

  /** Sets up a {@link Relay}. Not for use by several threads at once. */
  public static final class Builder {
    private final RelayStore store;
    private InetSocketAddress address = new InetSocketAddress(DEFAULT_PORT);
    private @Nullable SSLContext tls;
    private Limits limits = Limits.standard();
    private boolean behindProxy;
    private boolean openToThisMachine;
    private boolean metricsForAll;
    private int mostConnections = 20_000;
    private int mostOfAddress = 2_000;
    private UploadLimits uploads = UploadLimits.standard();
    private @Nullable Path spool;
    private Clock clock = Clock.systemUTC();
    private @Nullable Consumer<String> accessLog;

    private Builder(RelayStore store) {
      this.store = Objects.requireNonNull(store, "store");
    }

    /** Where to listen. Default: all addresses, port {@link #DEFAULT_PORT}. */
    public Builder address(InetSocketAddress address) {
      this.address = Objects.requireNonNull(address, "address");
      return this;
    }

    /** Speaks TLS itself. Default: TLS is left to something in front of the relay. */
    public Builder tls(SSLContext context) {
      this.tls = Objects.requireNonNull(context, "context");
      return this;
    }

    /** What it takes. Default: {@link Limits#standard()}. */
    public Builder limits(Limits limits) {
      this.limits = Objects.requireNonNull(limits, "limits");
      return this;
    }

    /**
     * Believes the last address in {@code X-Forwarded-For}. Only for a relay that is reached
     * through one reverse proxy alone: else anybody could claim to be somebody else.
     */
    public Builder behindProxy() {
      this.behindProxy = true;
      return this;
    }

    /**
     * Lets receivers that run on this machine enrol without the {@link Limits#enrolmentKey()}. It
     * counts only while the relay listens on a loopback address and not {@linkplain #behindProxy()
     * behind a proxy}: else it could not tell them from strangers whose connections something on
     * this machine passes on. Default: they need the key too.
     */
    public Builder openToThisMachine() {
      this.openToThisMachine = true;
      return this;
    }

    /** Whether nobody reaches it but programs of this machine. */
    private boolean isForThisMachineAlone() {
      return !behindProxy
          && address.getAddress() != null
          && address.getAddress().isLoopbackAddress();
    }

    /** Shows {@code /metrics} to everybody. Default: to programs of this machine alone. */
    public Builder metricsForAll() {
      this.metricsForAll = true;
      return this;
    }

    /**
     * How many connections it holds at a time, each receiver that waits being one. Beyond that the
     * connection that has waited longest for a request makes room. Default: 20,000.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder mostConnections(int connections) {
      this.mostConnections = atLeastOne(connections);
      return this;
    }

    /**
     * How many connections one address may have, or one network of 64 bits of IPv6; not looked at
     * {@linkplain #behindProxy() behind a proxy}, which has to see to that itself. Default: 2,000.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder mostConnectionsOfAddress(int connections) {
      this.mostOfAddress = atLeastOne(connections);
      return this;
    }

    private static int atLeastOne(int connections) {
      if (connections < 1) {
        throw new IllegalArgumentException("a relay needs room for one connection");
      }
      return connections;
    }

    /**
     * How many uploads it receives at once. Beyond that one that comes too slowly makes room, or
     * else the sender is told to come again. Default: 128 in all, 64 of one address, 16 into one
     * mailbox, 8 of one device.
     *
     * @throws IllegalArgumentException if one of them is less than 1
     */
    public Builder mostUploads(int inAll, int ofAddress, int ofMailbox, int ofDevice) {
      this.uploads = new UploadLimits(inAll, ofAddress, ofMailbox, ofDevice);
      return this;
    }

    /**
     * Where bodies with {@code Upload-Checksum} lie until they are verified: a folder of this
     * relay's own, emptied when it starts. Default: none, and the relay takes no checksums.
     */
    public Builder spool(Path folder) {
      this.spool = Objects.requireNonNull(folder, "folder");
      return this;
    }

    /** Tells the time. Default: the system's clock. */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /** Takes a line for each request. Default: nobody does. */
    public Builder accessLog(Consumer<String> lines) {
      this.accessLog = Objects.requireNonNull(lines, "lines");
      return this;
    }

    /**
     * Starts it.
     *
     * @throws IOException with one sentence if it cannot listen; the store is closed then
     */
    public Relay start() throws IOException {
      try {
        return new Relay(this);
      } catch (IOException | RuntimeException e) {
        store.close();
        throw e;
      }
    }
  }
}
