package nz.co.medimage.transport.wifi;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.PairingLink;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.api.transport.Transport;
import nz.co.medimage.testkit.FakeListenerContext;
import nz.co.medimage.testkit.Fault;
import nz.co.medimage.testkit.FaultProxy;
import nz.co.medimage.transport.wifi.Directory.Sighting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The transport and the listener together, on loopback, over TLS. */
@Timeout(60)
class WifiTest {
  private static final byte[] IPV6_LOOPBACK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  private static final byte[] FOREIGN = {(byte) 198, 51, 100, 1};
  private static final Link.Progress QUIET = (sent, total) -> {};

  private final FakeDirectory directory = new FakeDirectory();
  private final FakeListenerContext context = new FakeListenerContext();
  private final FakeListenerContext other = new FakeListenerContext();
  private final Credential credential = credential(1);
  private final WifiListener listener = listener(0);
  private final WifiListener second = listener(0);
  private final WifiTransport transport = transport(Duration.ofSeconds(5));
  private Route route;
  private Route secondRoute;

  @TempDir Path folder;

  @BeforeEach
  void start() throws IOException {
    route = listener.start(context);
    secondRoute = second.start(other);
    context.intake().accept(credential);
  }

  @AfterEach
  void stop() {
    transport.close();
    listener.close();
    second.close();
  }

  private WifiListener listener(int port) {
    return WifiListener.builder()
        .port(port)
        .address(InetAddress.getLoopbackAddress())
        .directory(directory)
        .build();
  }

  private WifiTransport transport(Duration search) {
    return WifiTransport.builder()
        .connectTimeout(Duration.ofSeconds(1))
        .searchTimeout(search)
        .directory(directory)
        .build();
  }

  private static Credential credential(int seed) {
    byte[] token = new byte[32];
    new Random(seed).nextBytes(token);
    return new Credential(new UUID(seed, seed), token);
  }

  private static Route with(Route route, String parameter, String value) {
    Map<String, String> changed = new HashMap<>(route.parameters());
    changed.put(parameter, value);
    return new Route(route.transport(), changed);
  }

  private SealedEnvelope envelope() throws IOException {
    byte[] bytes = new byte[200_000];
    new Random(3).nextBytes(bytes);
    EnvelopeId id = EnvelopeId.create(Clock.systemUTC(), new Random(4));
    return SealedEnvelope.of(id, Files.write(folder.resolve("sealed"), bytes), bytes.length);
  }

  @Test
  void theAddressesOfAListenerLeadToIt() throws IOException {
    assertEquals(List.of("127.0.0.1:" + listener.port()), listener.addresses());
    assertEquals(1, transport.offersAt(listener.addresses().get(0), "7").size());
    try (WifiListener neverStarted = listener(0)) {
      assertEquals(List.of(), neverStarted.addresses());
    }
  }

  @Test
  void linkLocalAddressesAreToldOnlyIfThereAreNoOthers() throws IOException {
    InetAddress linkLocal = InetAddress.getByName("fe80::7");
    List<InetAddress> card =
        List.of(linkLocal, InetAddress.getByName("fd00::7"), InetAddress.getByName("192.0.2.7"));
    assertEquals(List.of("192.0.2.7:", "[fd00::7]:"), hostsOf(card));
    assertEquals(List.of("[fe80::7]:"), hostsOf(List.of(linkLocal)));
  }

  private List<String> hostsOf(List<InetAddress> card) throws IOException {
    LocalAddresses local = new LocalAddresses(List.of(card));
    WifiListener.Builder builder =
        WifiListener.builder()
            .port(0)
            .directory(directory)
            .whereabouts(() -> local, Duration.ofDays(1));
    try (WifiListener listening = builder.build()) {
      listening.start(new FakeListenerContext());
      String port = Integer.toString(listening.port());
      return listening.addresses().stream().map(one -> one.replaceAll(port + "$", "")).toList();
    }
  }

  private void assertReaches(Link link) throws IOException {
    SealedEnvelope envelope = envelope();
    link.upload(envelope, QUIET);
    try (InputStream bytes = envelope.open(0)) {
      assertArrayEquals(bytes.readAllBytes(), context.intake().received(envelope.id()));
    }
  }

  @Nested
  class Connecting {
    @Test
    void goesToTheKnownAddressWithoutASearch() throws IOException {
      try (Link link = transport.connect(route, credential)) {
        assertReaches(link);
        assertEquals(route, link.route());
      }
      assertEquals(0, directory.watches());
    }

    @Test
    void goesToTheAddressThatAnswersAndKeepsItAsTheFirst() throws IOException {
      Route stale = with(route, "addresses", "127.0.0.9,127.0.0.1,127.0.0.8");
      try (Link link = transport.connect(stale, credential)) {
        assertReaches(link);
        assertEquals("127.0.0.1,127.0.0.9,127.0.0.8", link.route().parameters().get("addresses"));
      }
    }

    @Test
    void findsAReceiverThatMoved() throws IOException {
      Route stale = with(with(route, "addresses", "127.0.0.9"), "port", "1");
      try (Link link = transport.connect(stale, credential)) {
        assertReaches(link);
        assertEquals("127.0.0.1,127.0.0.9", link.route().parameters().get("addresses"));
        assertEquals(route.parameters().get("port"), link.route().parameters().get("port"));
      }
      assertEquals(1, directory.watches());
    }

    @Test
    void findsAReceiverOfWhichNoAddressIsKnown() throws IOException {
      try (Link link = transport.connect(with(route, "addresses", ""), credential)) {
        assertReaches(link);
      }
    }

    @Test
    void refusesAnotherReceiverAtThatAddressBeforeItGetsAnything() throws IOException {
      // Were it asked, the other would let the device in.
      other.intake().accept(credential);
      Route wrong = with(route, "port", secondRoute.parameters().get("port"));
      WifiTransport blind = WifiTransport.builder().withoutDiscovery().build();
      IOException e = assertThrows(IOException.class, () -> blind.connect(wrong, credential));
      assertEquals("127.0.0.1:" + second.port() + " is not the paired receiver", e.getMessage());
    }

    @Test
    void looksFurtherWhenSomebodyElseTookTheAddress() throws IOException {
      other.intake().accept(credential);
      Route wrong = with(route, "port", secondRoute.parameters().get("port"));
      try (Link link = transport.connect(wrong, credential)) {
        assertReaches(link);
      }
      assertEquals(0, other.intake().envelopes());
    }

    @Test
    void isNotMisledByALiarInTheDirectory() throws IOException {
      other.intake().accept(credential);
      FakeDirectory lying = new FakeDirectory();
      String service = route.parameters().get("service");
      lying.publish(new Sighting(service, List.of("127.0.0.1"), second.port(), Set.of()));
      lying.publish(new Sighting(service, List.of("127.0.0.1"), listener.port(), Set.of()));
      WifiTransport misled =
          WifiTransport.builder().directory(lying).searchTimeout(Duration.ofSeconds(5)).build();
      try (Link link = misled.connect(with(route, "addresses", ""), credential)) {
        assertReaches(link);
      }
    }

    @Test
    void isRefusedOnceRevoked() throws IOException {
      context.intake().revoke(credential);
      NotPairedException e =
          assertThrows(NotPairedException.class, () -> transport.connect(route, credential));
      assertEquals("This device is not paired with this receiver; pair it again", e.getMessage());
      assertEquals(0, directory.watches());
    }

    @Test
    void failsInTimeWhereNobodyIs() throws IOException {
      int port = listener.port();
      listener.close();
      WifiTransport hasty = transport(Duration.ofMillis(50));
      IOException e = assertThrows(IOException.class, () -> hasty.connect(route, credential));
      assertEquals("127.0.0.1:" + port + " does not answer", e.getMessage());
    }

    @Test
    void tellsOfEachStepAndOfTheSearch() throws IOException {
      List<String> told = new CopyOnWriteArrayList<>();
      Transport.Attempt attempt =
          new Transport.Attempt() {
            @Override
            public void advanced() {
              told.add("advanced");
            }

            @Override
            public void searching() {
              told.add("searching");
            }
          };
      transport.connect(route, credential, attempt).close();
      assertEquals(List.of("advanced", "advanced", "advanced"), told);
      told.clear();
      transport.connect(with(route, "port", "1"), credential, attempt).close();
      assertEquals(List.of("advanced", "searching", "advanced", "advanced", "advanced"), told);
    }

    @Test
    void saysThatItWasInterrupted() throws Exception {
      Thread.currentThread().interrupt();
      assertThrows(IOException.class, () -> transport.connect(route, credential));
      assertTrue(Thread.interrupted());
    }

    @Test
    void failsOnARouteThatSaysTooLittle() {
      Route broken = with(route, "fingerprint", "00");
      IOException e = assertThrows(IOException.class, () -> transport.connect(broken, credential));
      assertEquals("The route over the LAN cannot be read; pair again", e.getMessage());
    }

    @Test
    void endsWithTheTransport() throws IOException {
      Link link = transport.connect(route, credential);
      transport.close();
      IOException e = assertThrows(IOException.class, () -> link.upload(envelope(), QUIET));
      assertEquals("The link was closed", e.getMessage());
    }

    @Test
    void goesOnByAnotherLinkWhileTheFirstIsFrozen() throws Exception {
      byte[] bytes = new byte[3_000_000];
      EnvelopeId id = EnvelopeId.create(Clock.systemUTC(), new Random(5));
      SealedEnvelope large =
          SealedEnvelope.of(id, Files.write(folder.resolve("large"), bytes), bytes.length);
      CountDownLatch under = new CountDownLatch(1);
      context.intake().onAppend((envelope, held) -> under.countDown());
      try (FaultProxy proxy = FaultProxy.to(listener.port())) {
        proxy.next(Fault.freeze(1_000_000));
        Route through = with(route, "port", Integer.toString(proxy.port()));
        Link frozen = transport.connect(through, credential);
        Thread upload = new Thread(() -> uploadInVain(frozen, large));
        upload.start();
        assertTrue(under.await(20, TimeUnit.SECONDS));
        proxy.awaitStruck(1);
        try (Link link = transport.connect(route, credential)) {
          link.upload(large, QUIET);
        }
        assertArrayEquals(bytes, context.intake().received(id));
        frozen.close();
        upload.join(20_000);
      }
    }

    private void uploadInVain(Link link, SealedEnvelope envelope) {
      try {
        link.upload(envelope, QUIET);
      } catch (IOException e) {
        // Its connection is frozen, and then closed.
      }
    }

    @Test
    void makesOneHandshakeForManyEnvelopes() throws IOException {
      try (FaultProxy proxy = FaultProxy.to(listener.port())) {
        Route through = with(route, "port", Integer.toString(proxy.port()));
        try (Link link = transport.connect(through, credential)) {
          link.upload(envelope(), QUIET);
          assertReaches(link);
        }
        assertEquals(1, proxy.connections());
      }
    }
  }

  @Nested
  class Offers {
    @Test
    void areFoundByTheirNameplate() throws IOException {
      context.intake().onPair((nameplate, message) -> nameplate.getBytes(US_ASCII));
      listener.announce(Set.of("7", "12"));
      second.announce(Set.of("8"));
      List<PairingLink> links = transport.findOffers("12");
      assertEquals(1, links.size());
      try (PairingLink link = links.get(0)) {
        assertArrayEquals("12".getBytes(US_ASCII), link.exchange(new byte[10]));
      }
    }

    @Test
    void areAllFoundWhenTwoReceiversHaveTheSame() throws IOException {
      listener.announce(Set.of("7"));
      second.announce(Set.of("7"));
      assertEquals(2, transport.findOffers("7").size());
    }

    @Test
    void ofARogueThatAnnouncesManyAreNotHeardOut() throws IOException {
      for (int i = 0; i < 150; i++) {
        directory.publish(
            new Sighting("rogue " + i, List.of("127.0.0.1"), second.port(), Set.of("7")));
      }
      assertEquals(4, transport.findOffers("7").size());
    }

    @Test
    void areNotFoundOnceWithdrawn() throws Exception {
      listener.announce(Set.of("7"));
      listener.announce(Set.of());
      // Each listener publishes, and says at once what it offers.
      directory.awaitChanges(2 * 2 + 2);
      assertEquals(List.of(), transport(Duration.ofMillis(300)).findOffers("7"));
    }

    @Test
    void areReachedAtATypedAddress() throws IOException {
      context.intake().onPair((nameplate, message) -> message);
      for (String host : List.of("127.0.0.1", "localhost")) {
        List<PairingLink> links = transport.offersAt(host + ":" + listener.port(), "7");
        try (PairingLink link = links.get(0)) {
          assertArrayEquals(new byte[10], link.exchange(new byte[10]));
        }
      }
    }

    @Test
    void leaveUrlsToOtherTransports() throws IOException {
      for (String url : List.of("https://relay.example/", "http://127.0.0.1:80", "a b", "")) {
        assertEquals(List.of(), transport.offersAt(url, "7"));
      }
    }

    @Test
    void areNotReachedWhereNobodyIs() {
      int port = listener.port();
      listener.close();
      IOException e =
          assertThrows(IOException.class, () -> transport.offersAt("127.0.0.1:" + port, "7"));
      assertEquals("127.0.0.1:" + port + " does not answer", e.getMessage());
    }
  }

  @Nested
  class Listening {
    @Test
    void keepsCertificateAndServiceIdOverRestarts() throws IOException {
      listener.close();
      WifiListener again = listener(0);
      try {
        Route later = again.start(context);
        for (String kept : List.of("service", "fingerprint")) {
          assertEquals(route.parameters().get(kept), later.parameters().get(kept));
        }
      } finally {
        again.close();
      }
    }

    @Test
    void givesEachReceiverItsOwn() {
      for (String own : List.of("service", "fingerprint", "port")) {
        assertNotEquals(route.parameters().get(own), secondRoute.parameters().get(own));
      }
    }

    @Test
    void refusesADamagedCertificate() throws IOException {
      FakeListenerContext damaged = new FakeListenerContext();
      damaged.secrets().put("wifi-certificate", new byte[] {1});
      IOException e = assertThrows(IOException.class, () -> listener(0).start(damaged));
      assertEquals(
          "The certificate of this receiver is damaged; restore its home from a backup",
          e.getMessage());
    }

    @Test
    void saysThatThePortIsTaken() throws IOException {
      try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        int port = taken.getLocalPort();
        BindException e =
            assertThrows(
                BindException.class, () -> listener(port).start(new FakeListenerContext()));
        assertEquals(
            "Port " + port + " is in use by another program; choose another port", e.getMessage());
      }
    }

    @Test
    void saysThatTheAddressIsNotOfThisMachine() throws IOException {
      WifiListener elsewhere =
          WifiListener.builder()
              .port(0)
              .address(InetAddress.getByAddress(FOREIGN))
              .withoutDiscovery()
              .build();
      BindException e =
          assertThrows(BindException.class, () -> elsewhere.start(new FakeListenerContext()));
      assertEquals("This computer does not have the address 198.51.100.1", e.getMessage());
    }

    @Test
    void listensOnIpv6() throws IOException {
      WifiListener six =
          WifiListener.builder()
              .port(0)
              .address(InetAddress.getByAddress(IPV6_LOOPBACK))
              .withoutDiscovery()
              .build();
      try {
        FakeListenerContext there = new FakeListenerContext();
        there.intake().accept(credential);
        Route route6 = six.start(there);
        try (Link link = transport.connect(route6, credential)) {
          link.upload(envelope(), QUIET);
        }
        assertTrue(there.intake().envelopes() > 0);
      } finally {
        six.close();
      }
    }
  }
}
