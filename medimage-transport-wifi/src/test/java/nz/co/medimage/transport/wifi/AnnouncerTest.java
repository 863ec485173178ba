package nz.co.medimage.transport.wifi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.testkit.FakeListenerContext;
import nz.co.medimage.transport.wifi.Directory.Sighting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A computer that comes to other addresses while it runs. */
@Timeout(60)
class AnnouncerTest {
  private final FakeDirectory directory = new FakeDirectory();
  private final BlockingQueue<Sighting> seen = new LinkedBlockingQueue<>();
  private final AtomicReference<List<String>> addresses =
      new AtomicReference<>(List.of("192.0.2.1"));

  private WifiListener listener(Announcer.Whereabouts whereabouts) {
    return WifiListener.builder()
        .port(0)
        .directory(directory)
        .whereabouts(whereabouts, Duration.ofMillis(5))
        .build();
  }

  private LocalAddresses local() throws UnknownHostException {
    List<InetAddress> now = new ArrayList<>();
    for (String address : addresses.get()) {
      now.add(InetAddress.getByName(address));
    }
    return new LocalAddresses(List.of(now));
  }

  private Sighting await(List<String> wanted) throws InterruptedException {
    Sighting next = seen.poll(20, TimeUnit.SECONDS);
    while (next != null && !next.addresses().equals(wanted)) {
      next = seen.poll(20, TimeUnit.SECONDS);
    }
    if (next == null) {
      throw new AssertionError(wanted + " was not made known");
    }
    return next;
  }

  @Test
  void newAddressesAreMadeKnownAndToldToWhoPairs() throws Exception {
    directory.watch(seen::add);
    WifiListener listener = listener(this::local);
    try {
      Route first = listener.start(new FakeListenerContext());
      listener.announce(Set.of("7"));
      await(List.of("192.0.2.1"));
      addresses.set(List.of("192.0.2.2", "198.51.100.1"));
      Sighting moved = await(addresses.get());
      assertEquals(first.parameters().get("service"), moved.service());
      assertEquals(1, directory.published());
      Optional<Route> now = listener.route();
      assertEquals("192.0.2.1", first.parameters().get("addresses"));
      assertEquals("192.0.2.2,198.51.100.1", now.orElseThrow().parameters().get("addresses"));
    } finally {
      listener.close();
    }
  }

  @Test
  void networkThatComesUpLaterIsUsed() throws Exception {
    directory.watch(seen::add);
    Announcer announcer = new Announcer(directory, Duration.ofMillis(5));
    try {
      List<Integer> looks = new ArrayList<>();
      announcer.publish(
          "service",
          1,
          () -> {
            looks.add(1);
            if (looks.size() < 3) {
              throw new SocketException("no network");
            }
            return local();
          });
      await(addresses.get());
    } finally {
      announcer.close();
    }
  }

  @Test
  void cardThatDoesNotWorkDoesNotStopTheOthers() throws Exception {
    DnsSd.OnOne<String, String> picky =
        card -> {
          if (card.equals("broken")) {
            throw new IllegalStateException("no multicast here");
          }
          return "on " + card;
        };
    assertEquals(List.of("on b"), DnsSd.onEach(List.of("broken", "b"), picky));
    assertThrows(IOException.class, () -> DnsSd.onEach(List.of("broken"), picky));
  }

  @Test
  void sightingHasNoMoreAddressesThanARoute() {
    List<String> many = new ArrayList<>();
    for (int i = 1; i < 100; i++) {
      many.add("192.0.2." + i);
    }
    assertEquals(many.subList(0, 8), new Sighting("s", many, 1, Set.of()).addresses());
  }
}
