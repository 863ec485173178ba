package nz.co.medimage.transport.wifi;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import nz.co.medimage.transport.http.ServerTrust;
import nz.co.medimage.transport.wifi.Directory.Sighting;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks now and then whether another PC on the network runs a copy of this receiver's home: it has
 * the certificate, but is another run. Who announces the name without the certificate is nobody,
 * and who passes connections on to this receiver itself tells this run.
 */
final class CopyWatch implements Closeable {
  static final String FOUND =
      "Another PC on this network runs a copy of this receiver's home: stop one of the two, or"
          + " photos are filed on either.";

  private static final Logger LOG = LoggerFactory.getLogger(CopyWatch.class);
  private static final Duration LOOK_FOR = Duration.ofSeconds(10);
  private static final Duration TO_ANSWER = Duration.ofSeconds(3);

  private final Search search;
  private final Duration every;
  private final UUID run;
  private final ScheduledExecutorService thread = Threads.single("medimage-copies");

  /** Of the thread alone. */
  private final Set<UUID> told = new HashSet<>();

  /**
   * Does nothing yet.
   *
   * @param run what this receiver answers whoever asks
   */
  CopyWatch(Directory directory, Duration every, UUID run) {
    this.run = run;
    this.search = new Search(directory, LOOK_FOR);
    this.every = every;
  }

  /**
   * Begins to look.
   *
   * @param problem is told a sentence, once for each run of another PC
   */
  void start(String service, String fingerprint, Consumer<String> problem) {
    ServerTrust trust = ServerTrust.pinned(fingerprint);
    var ignored =
        thread.scheduleWithFixedDelay(
            () -> look(service, trust, problem), 0, every.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look(String service, ServerTrust trust, Consumer<String> problem) {
    try {
      Optional<UUID> other =
          search.first(seen -> isCalled(service, seen), seen -> otherRun(seen, trust));
      if (other.isPresent() && told.add(other.get())) {
        problem.accept(FOUND);
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("Whether a copy of this home runs could not be found out: {}", e.getMessage());
    }
  }

  /** Where a name is taken, multicast DNS has the second one add a number: RFC 6762, section 9. */
  private static boolean isCalled(String service, Sighting seen) {
    return seen.service().equals(service) || seen.service().startsWith(service + " (");
  }

  private UUID otherRun(Sighting seen, ServerTrust trust) throws IOException {
    for (String address : seen.addresses()) {
      try {
        UUID found = WifiTransport.client(address, seen.port(), trust, TO_ANSWER).run();
        if (!found.equals(run)) {
          return found;
        }
      } catch (IOException e) {
        LOG.debug("No copy of this home: {}", e.getMessage());
      }
    }
    throw new IOException("it is this receiver itself, or a stranger");
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
