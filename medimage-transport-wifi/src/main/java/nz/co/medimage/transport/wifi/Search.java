package nz.co.medimage.transport.wifi;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.transport.wifi.Directory.Sighting;

/** Searches the network for a limited time. */
final class Search {
  /** How long to look for a second receiver once a suitable one was found. */
  private static final Duration FOR_OTHERS = Duration.ofMillis(500);

  /** One more than a sender tries, because somebody may announce many at once. */
  private static final int MOST_OFFERING = 4;

  /**
   * The maximum number of sightings of one service to try; anybody can announce more under its id.
   */
  private static final int MOST_TRIED = 16;

  private final Directory directory;
  private final Duration atMost;

  Search(Directory directory, Duration atMost) {
    this.directory = directory;
    this.atMost = atMost;
  }

  /**
   * Tries matching sightings until one leads to the receiver. A sighting may be a lie; then the
   * search continues.
   *
   * @throws NotPairedException as soon as a try throws it
   */
  <T> Optional<T> first(Predicate<Sighting> wanted, Try<T> attempt) throws IOException {
    BlockingQueue<Sighting> seen = new LinkedBlockingQueue<>();
    Set<Sighting> tried = new HashSet<>();
    long deadline = System.nanoTime() + atMost.toNanos();
    Closeable watch = directory.watch(seen::add);
    try {
      for (Sighting next = next(seen, deadline);
          next != null && tried.size() < MOST_TRIED;
          next = next(seen, deadline)) {
        if (wanted.test(next) && !next.addresses().isEmpty() && tried.add(next)) {
          try {
            return Optional.of(attempt.with(next));
          } catch (NotPairedException e) {
            throw e;
          } catch (IOException e) {
            // Not there, or not the right one: the search continues.
          }
        }
      }
    } finally {
      watch.close();
    }
    return Optional.empty();
  }

  /** The receivers that have an open offer under this nameplate: at most four of them. */
  Collection<Sighting> offering(String nameplate) throws IOException {
    BlockingQueue<Sighting> seen = new LinkedBlockingQueue<>();
    Map<String, Sighting> offering = new LinkedHashMap<>();
    long deadline = System.nanoTime() + atMost.toNanos();
    Closeable watch = directory.watch(seen::add);
    try {
      for (Sighting next = next(seen, deadline);
          next != null && offering.size() < MOST_OFFERING;
          next = next(seen, deadline)) {
        if (!next.nameplates().contains(nameplate)) {
          offering.remove(next.service());
        } else if (!next.addresses().isEmpty()) {
          offering.merge(next.service(), next, Search::united);
          deadline = Math.min(deadline, System.nanoTime() + FOR_OTHERS.toNanos());
        }
      }
    } finally {
      watch.close();
    }
    return offering.values();
  }

  private static Sighting united(Sighting one, Sighting other) {
    Set<String> addresses = new LinkedHashSet<>(one.addresses());
    addresses.addAll(other.addresses());
    return new Sighting(other.service(), List.copyOf(addresses), other.port(), other.nameplates());
  }

  private static Sighting next(BlockingQueue<Sighting> seen, long deadline)
      throws InterruptedIOException {
    try {
      return seen.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  /** What to do with a sighting. */
  interface Try<T> {
    T with(Sighting sighting) throws IOException;
  }
}
