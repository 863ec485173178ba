package nz.co.medimage.transport.wifi;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.spi.Reception;
import nz.co.medimage.transport.http.ReceiverRun;
import nz.co.medimage.transport.http.ServerTrust;
import nz.co.medimage.transport.wifi.Directory.Sighting;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks now and then whether another PC on the network runs a copy of this receiver's home: it has
 * the certificate, but is another run. Of two that take envelopes the one that started later stops,
 * until the other is no longer found; one that has stopped stays so while any other takes them.
 * Whoever announces the name without the certificate counts for nothing, and whoever passes
 * connections on to this receiver itself answers with this run.
 */
final class CopyWatch implements Closeable {
  static final String FOUND =
      "Another PC on this network runs a copy of this receiver's home, but takes no photos while"
          + " this one runs: stop it for good, each PC needs a home of its own.";

  static final String YIELDED =
      "Another PC on this network runs a copy of this receiver's home and started first, so this"
          + " one takes no photos: stop one of the two for good, each PC needs a home of its own.";

  private static final Logger LOG = LoggerFactory.getLogger(CopyWatch.class);
  private static final Duration TO_ANSWER = Duration.ofSeconds(3);

  private final Search search;
  private final Duration every;
  private final UUID run;
  private final Instant since;
  private final ScheduledExecutorService thread = Threads.single("medimage-copies");

  /** Of the thread alone. */
  private final Set<UUID> told = new HashSet<>();

  private volatile boolean yields;

  /**
   * Does nothing yet.
   *
   * @param lookFor how long each time
   * @param every the pause in between
   * @param run made anew at each start
   * @param since when this receiver started
   */
  CopyWatch(Directory directory, Duration lookFor, Duration every, UUID run, Instant since) {
    this.run = run;
    this.since = since;
    this.search = new Search(directory, lookFor);
    this.every = every;
  }

  /** What this receiver answers to anybody who asks. */
  ReceiverRun self() {
    return new ReceiverRun(run, yields ? Optional.empty() : Optional.of(since));
  }

  /** Begins to look. */
  void start(String service, String fingerprint, Reception reception) {
    ServerTrust trust = ServerTrust.pinned(fingerprint);
    var ignored =
        thread.scheduleWithFixedDelay(
            () -> look(service, trust, reception), 0, every.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look(String service, ServerTrust trust, Reception reception) {
    try {
      Set<UUID> found = new HashSet<>();
      Optional<ReceiverRun> taking =
          search.first(seen -> isCalled(service, seen), seen -> taking(seen, trust, found));
      decide(taking, found, reception);
    } catch (IOException | RuntimeException e) {
      LOG.debug("Whether a copy of this home runs could not be found out: {}", e.getMessage());
    }
  }

  private void decide(Optional<ReceiverRun> taking, Set<UUID> found, Reception reception) {
    boolean mustYield = taking.filter(other -> yields || other.isBefore(self())).isPresent();
    boolean isNew = told.addAll(found);
    boolean changes = mustYield != yields;
    if (changes) {
      yields = mustYield;
      reception.yieldToCopy(mustYield);
    }
    if (mustYield && changes) {
      reception.problem(YIELDED);
    } else if (isNew && !mustYield) {
      reception.problem(FOUND);
    } else if (changes) {
      LOG.info("No copy of this receiver's home takes photos any more, so this one does again");
    }
  }

  /** Where a name is taken, multicast DNS has the second one add a number: RFC 6762, section 9. */
  private static boolean isCalled(String service, Sighting seen) {
    return seen.service().equals(service) || seen.service().startsWith(service + " (");
  }

  /** The run that is there, if it is another and takes envelopes. Notes the id of any other. */
  private ReceiverRun taking(Sighting seen, ServerTrust trust, Set<UUID> found) throws IOException {
    for (String address : seen.addresses()) {
      try {
        ReceiverRun there = WifiTransport.client(address, seen.port(), trust, TO_ANSWER).run();
        if (!there.id().equals(run)) {
          found.add(there.id());
          if (there.takesSince().isPresent()) {
            return there;
          }
        }
      } catch (IOException e) {
        LOG.debug("No copy of this home: {}", e.getMessage());
      }
    }
    throw new IOException("it is this receiver itself, a stranger, or one that yields");
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
