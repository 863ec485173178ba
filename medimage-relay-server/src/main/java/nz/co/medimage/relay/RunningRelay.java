package nz.co.medimage.relay;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.relay.store.RelayStore;
import nz.co.medimage.runtime.DaemonThreads;
import nz.co.medimage.transport.http.server.AddressLimit;
import nz.co.medimage.transport.http.server.IntakeHandler;
import nz.co.medimage.transport.http.server.MailboxHandler;
import nz.co.medimage.transport.http.server.ServerSettings;
import nz.co.medimage.transport.http.server.WireServer;
import nz.co.medimage.transport.http.v1.Wire;
import org.eclipse.jetty.server.CustomRequestLog;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A relay between start and close. */
final class RunningRelay {
  private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final Duration HEADER = Duration.ofSeconds(20);
  private static final Duration BETWEEN_SWEEPS = Duration.ofHours(1);
  private static final int LOOKERS = 8;

  /** How long a mailbox that was never used is kept after its receiver was there. */
  private static final Duration UNUSED = Duration.ofDays(1);

  /** How long a receiver that is challenged may take to come back. */
  private static final Duration SESSION_ANSWERS = Duration.ofSeconds(3);

  /** Address, time, request and outcome; no query and no header, so no token. */
  private static final String ACCESS =
      "%{client}a %{yyyy-MM-dd'T'HH:mm:ssXXX}t \"%m %U\" %s %O %{ms}T";

  /** Few, as each pairing message is a guess at a code and costs an answer of the receiver. */
  private static final int PAIRINGS_A_MINUTE = 20;

  /** Requests that take a mailbox or a nameplate, of which there are few for all. */
  private static final Pattern TAKES_FROM_ALL =
      Pattern.compile(Pattern.quote(Wire.MAILBOXES) + "/[^/]*(/" + Wire.OFFERS + "/.*)?");

  /** The number of requests as which each of these counts. */
  private static final int RARE = 30;

  private final RelayStore store;
  private final RelayMetrics metrics = RelayMetrics.create();
  private final ExecutorService lookers =
      Executors.newFixedThreadPool(LOOKERS, DaemonThreads.named("relay-looker"));
  private final ScheduledExecutorService sweeper = DaemonThreads.timer("relay-sweeper");
  private final WireServer server;

  /** Starts a relay on a store, which {@link #close} closes. */
  RunningRelay(Relay.Builder builder) throws IOException {
    store = builder.store;
    Limits limits = builder.limits;
    Waiters waiters = new Waiters(lookers);
    ComingBytes coming = new ComingBytes();
    store.onChange(new Wake(waiters, coming));
    metrics.watch(store, waiters);
    Allowance allowance = new Allowance(store, limits, builder.policy, metrics);
    RelayIntake intake =
        new RelayIntake(
            store,
            emptied(builder.spool),
            limits,
            allowance,
            waiters,
            coming,
            metrics,
            builder.clock);
    Handler.Sequence handlers =
        new Handler.Sequence(
            new IntakeHandler(intake, builder.clock, builder.uploads, intake),
            new MailboxHandler(mailboxes(builder, allowance, waiters, coming)),
            new StatusHandler(store, metrics, builder.metricsForAll));
    if (builder.phonePage != null) {
      handlers.addHandler(
          new PhonePageHandler(
              PhonePage.read(builder.phonePage),
              builder.tls != null,
              builder.isForThisMachineAlone()));
    }
    server =
        WireServer.start(
            builder.address,
            builder.tls,
            new AddressLimit(handlers, limits.requests(), request -> cost(request, limits)),
            ServerSettings.builder()
                .idle(IDLE)
                .header(HEADER)
                .connections(builder.mostConnections, builder.mostOfAddress)
                .behindProxy(builder.behindProxy)
                .pageOrigins(builder.pageOrigins)
                .accessLog(accessLog(builder.accessLog))
                .build());
    var unused =
        sweeper.scheduleWithFixedDelay(
            () -> sweep(limits), 0, BETWEEN_SWEEPS.toMillis(), TimeUnit.MILLISECONDS);
  }

  private RelayMailboxes mailboxes(
      Relay.Builder builder, Allowance allowance, Waiters waiters, ComingBytes coming) {
    return new RelayMailboxes(
        store,
        builder.limits,
        builder.isForThisMachineAlone() && builder.openToThisMachine,
        allowance,
        waiters,
        coming,
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

  int port() {
    return server.port();
  }

  /** As {@link Relay#close} does. */
  void close() {
    server.close();
    sweeper.shutdownNow();
    store.close();
    lookers.shutdownNow();
    metrics.close();
  }

  /** Passes changes of the store on to the waiters. */
  private record Wake(Waiters waiters, ComingBytes coming) implements RelayStore.Listener {
    @Override
    public void changed(UUID id) {
      if (!coming.toldOf(id)) {
        // It ended, or goes on at another node.
        coming.forget(id);
        waiters.changed(id);
      }
    }

    @Override
    public void anything() {
      coming.forgetAll();
      waiters.anything();
    }
  }
}
