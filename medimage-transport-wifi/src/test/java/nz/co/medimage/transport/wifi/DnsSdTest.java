package nz.co.medimage.transport.wifi;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.jmdns.JmDNS;
import javax.jmdns.impl.DNSTaskStarter;
import javax.jmdns.impl.JmDNSImpl;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.PairingLink;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.FakeListenerContext;
import nz.co.medimage.transport.wifi.Directory.Sighting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The real multicast, on loopback. */
@Timeout(90)
class DnsSdTest {
  private final Credential credential = new Credential(new UUID(1, 1), new byte[32]);

  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private static Sighting await(BlockingQueue<Sighting> seen, Predicate<Sighting> wanted)
      throws InterruptedException {
    Sighting next = seen.poll(30, TimeUnit.SECONDS);
    while (next != null && !wanted.test(next)) {
      next = seen.poll(30, TimeUnit.SECONDS);
    }
    assertNotNull(next, "nothing was seen in time");
    return next;
  }

  @Test
  void tellsWhoIsWhereWithWhichOffers() throws Exception {
    BlockingQueue<Sighting> seen = new LinkedBlockingQueue<>();
    DnsSd directory = new DnsSd();
    String service = UUID.randomUUID().toString();
    try (Directory.Notice notice = directory.publish(service, 4711, List.of(HERE))) {
      Closeable watch = directory.watch(seen::add);
      try {
        Sighting first = await(seen, s -> s.service().equals(service));
        assertEquals(4711, first.port());
        assertEquals(List.of("127.0.0.1"), first.addresses());
        assertEquals(Set.of(), first.nameplates());
        notice.nameplates(Set.of("7", "12"));
        await(seen, s -> s.service().equals(service) && s.nameplates().equals(Set.of("7", "12")));
        notice.nameplates(Set.of());
        await(seen, s -> s.service().equals(service) && s.nameplates().isEmpty());
      } finally {
        watch.close();
      }
    }
  }

  @Test
  void ledByItASenderPairsAndFindsTheReceiverAgain() throws IOException {
    FakeListenerContext context = new FakeListenerContext();
    context.intake().accept(credential);
    context.intake().onPair((nameplate, message) -> nameplate.getBytes(US_ASCII));
    WifiListener listener =
        WifiListener.builder().port(0).address(InetAddress.getLoopbackAddress()).build();
    WifiTransport transport = WifiTransport.builder().searchTimeout(Duration.ofSeconds(30)).build();
    try {
      Route route = listener.start(context);
      // A nameplate that no other receiver near by is likely to have.
      listener.announce(Set.of("739118"));
      List<PairingLink> offers = transport.findOffers("739118");
      assertEquals(1, offers.size());
      try (PairingLink link = offers.get(0)) {
        assertArrayEquals("739118".getBytes(US_ASCII), link.exchange(new byte[5]));
      }
      Map<String, String> unknown = new HashMap<>(route.parameters());
      unknown.put("addresses", "");
      try (Link link = transport.connect(new Route(route.transport(), unknown), credential)) {
        assertTrue(link.route().parameters().get("addresses").startsWith("127.0.0.1"));
      }
    } finally {
      transport.close();
      listener.close();
    }
  }

  /** Of two threads that are the first to ask for its tasks, JmDNS forgets what one of them got. */
  @Test
  void programEndsOnceItIsClosed() throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    JmDNS instance = DaemonTasks.open(HERE);
    DNSTaskStarter forgotten =
        DNSTaskStarter.Factory.classDelegate().newDNSTaskStarter((JmDNSImpl) instance);
    assertTrue(newThreads(before).anyMatch(thread -> thread.getName().equals("dns-sd-state")));

    DaemonTasks.close(instance);

    Await.until("daemons alone are left", () -> newThreads(before).allMatch(Thread::isDaemon));
    assertNotNull(forgotten);
  }

  private static Stream<Thread> newThreads(Set<Thread> before) {
    return Thread.getAllStackTraces().keySet().stream().filter(thread -> !before.contains(thread));
  }
}
