package nz.co.medimage.transport.wifi;

import java.io.Closeable;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A local network in memory, on which multicast always works. */
final class FakeDirectory implements Directory {
  private final Map<Object, Sighting> published = new ConcurrentHashMap<>();
  private final Set<Consumer<Sighting>> watching = ConcurrentHashMap.newKeySet();
  private final AtomicInteger watches = new AtomicInteger();

  private int changes;

  /** How often somebody has begun to watch. */
  int watches() {
    return watches.get();
  }

  /** How many are published now. */
  int published() {
    return published.size();
  }

  /** Waits until so many different sets of nameplates were made known, none at first included. */
  synchronized void awaitChanges(int number) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (changes < number && System.nanoTime() < deadline) {
      TimeUnit.NANOSECONDS.timedWait(this, deadline - System.nanoTime());
    }
  }

  /** Publishes what may be a lie. */
  void publish(Sighting sighting) {
    put(new Object(), sighting);
  }

  /** Nobody who watches sees an earlier sighting of a service after a later one. */
  private synchronized void put(Object key, Sighting sighting) {
    published.put(key, sighting);
    changes++;
    notifyAll();
    watching.forEach(seen -> seen.accept(sighting));
  }

  @Override
  public synchronized Closeable watch(Consumer<Sighting> seen) {
    watches.incrementAndGet();
    watching.add(seen);
    published.values().forEach(seen);
    return () -> watching.remove(seen);
  }

  @Override
  public Notice publish(String service, int port, List<InetAddress> addresses) {
    Object key = new Object();
    put(key, new Sighting(service, texts(addresses), port, Set.of()));
    return new Notice() {
      private Sighting now = new Sighting(service, texts(addresses), port, Set.of());

      @Override
      public void addresses(List<InetAddress> moved) {
        now = new Sighting(service, texts(moved), port, now.nameplates());
        put(key, now);
      }

      @Override
      public void nameplates(Set<String> nameplates) {
        now = new Sighting(service, now.addresses(), port, nameplates);
        put(key, now);
      }

      @Override
      public void close() {
        published.remove(key);
      }
    };
  }

  private static List<String> texts(List<InetAddress> addresses) {
    return addresses.stream().map(IpLiteral::of).collect(Collectors.toList());
  }
}
