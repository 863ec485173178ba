package nz.co.medimage.transport.wifi;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.transport.ListenerContext;
import nz.co.medimage.api.transport.ReceiverRun;
import nz.co.medimage.runtime.DaemonThreads;
import nz.co.medimage.transport.http.ServerTrust;
import nz.co.medimage.transport.wifi.Directory.Sighting;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks now and then whether another PC on the network runs a copy of this receiver's home: it has
 * the certificate, but is another run. The receiver that started later stops. It ignores
 * announcements of the name without the certificate. It also ignores answers with this receiver's
 * own run: they come from another of its listeners, or from somebody who forwards connections to
 * it.
 */
final class CopyWatch implements Closeable {
  static final String FOUND =
      "Another PC on this network runs a copy of this receiver's home and started later: it stops"
          + " by itself, or else close it for good, as each PC needs a home of its own.";

  static final String STOPPED =
      "Another PC on this network runs a copy of this receiver's home and started first, so this"
          + " one has stopped: close the other for good and start this one again, or give this PC a"
          + " home of its own.";

  private static final Logger LOG = LoggerFactory.getLogger(CopyWatch.class);
  private static final Duration TO_ANSWER = Duration.ofSeconds(3);

  private final Search search;
  private final Duration every;
  private final ScheduledExecutorService thread = DaemonThreads.timer("copy-watch");

  /** Only the thread uses it. */
  private final Set<UUID> told = new HashSet<>();

  /**
   * Does nothing yet.
   *
   * @param lookFor how long to look each time
   * @param every the pause in between
   */
  CopyWatch(Directory directory, Duration lookFor, Duration every) {
    this.search = new Search(directory, lookFor);
    this.every = every;
  }

  /** Begins to look. */
  void start(String service, String fingerprint, ListenerContext context) {
    ServerTrust trust = ServerTrust.pinned(fingerprint);
    var ignored =
        thread.scheduleWithFixedDelay(
            () -> look(service, trust, context), 0, every.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A failure proves nothing, and an Error that left this method would end the checks. */
  private void look(String service, ServerTrust trust, ListenerContext context) {
    try {
      Set<UUID> later = new HashSet<>();
      Optional<ReceiverRun> first =
          search.first(
              seen -> isCalled(service, seen),
              seen -> startedFirst(seen, trust, context.run(), later));
      if (first.isPresent()) {
        context.stopForCopy(STOPPED);
      } else if (told.addAll(later)) {
        context.problem(FOUND);
      }
    } catch (Throwable e) {
      LOG.debug("Whether a copy of this home runs could not be found out: {}", e.toString());
    }
  }

  /** Where a name is taken, multicast DNS has the second one add a number: RFC 6762, section 9. */
  private static boolean isCalled(String service, Sighting seen) {
    return seen.service().equals(service) || seen.service().startsWith(service + " (");
  }

  /** The run that answers, if it is another one and started first. Adds the id of a later one. */
  private static ReceiverRun startedFirst(
      Sighting seen, ServerTrust trust, ReceiverRun own, Set<UUID> later) throws IOException {
    for (Destination place : places(seen)) {
      try {
        ReceiverRun there = place.client(trust, TO_ANSWER).run();
        if (there.isBefore(own)) {
          return there;
        }
        if (own.isBefore(there)) {
          later.add(there.id());
        }
      } catch (IOException | RuntimeException e) {
        LOG.debug("No copy of this home: {}", e.toString());
      }
    }
    throw new IOException("it is this receiver itself, a stranger, or one that started later");
  }

  private static List<Destination> places(Sighting seen) {
    List<Destination> places = new ArrayList<>();
    for (String address : seen.addresses()) {
      try {
        places.addAll(Destination.of(address, seen.port()));
      } catch (IOException e) {
        LOG.debug("No copy of this home can be reached there: {}", e.toString());
      }
    }
    return places;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
