package nz.co.medimage.transport.wifi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import nz.co.medimage.testkit.FakeReception;
import nz.co.medimage.testkit.FaultProxy;
import nz.co.medimage.transport.http.ServerTrust;
import nz.co.medimage.transport.wifi.Directory.Sighting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two PCs on one network that run copies of one home. */
@Timeout(60)
class CopyWatchTest {
  private final FakeDirectory directory = new FakeDirectory();
  private final FakeReception home = new FakeReception();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  private WifiListener start(FakeReception home) throws IOException {
    WifiListener listener =
        WifiListener.builder()
            .port(0)
            .address(InetAddress.getLoopbackAddress())
            .directory(directory)
            .copies(directory, Duration.ofMillis(300), Duration.ofMillis(5))
            .build();
    open.add(listener);
    listener.start(home);
    return listener;
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "it did not come to pass");
      Thread.onSpinWait();
    }
  }

  @Test
  void eachOfTheTwoSaysSoOnce() throws Exception {
    start(home);
    WifiListener second = start(home);
    await(() -> home.problems().size() == 2);
    assertEquals(Set.of(CopyWatch.FOUND, CopyWatch.YIELDED), Set.copyOf(home.problems()));

    int watches = directory.watches();
    await(() -> directory.watches() > watches + 3);
    assertEquals(2, home.problems().size());

    second.close();
    start(home);
    await(() -> home.problems().size() == 4);
  }

  @Test
  void ofThreeOnlyTheOneThatStartedFirstTakesPhotosAndThenAnother() throws Exception {
    WifiListener first = start(home);
    WifiListener second = start(home);
    WifiListener third = start(home);
    await(() -> takes(first) && !takes(second) && !takes(third));
    int watches = directory.watches();
    await(() -> directory.watches() > watches + 9);
    assertTrue(takes(first) && !takes(second) && !takes(third));

    first.close();
    await(() -> takes(second) != takes(third));
  }

  /** It does not come back into its place when its PC has started anew. */
  @Test
  void oneThatStartsAnewYieldsToTheOneThatTookOver() throws Exception {
    WifiListener first = start(home);
    WifiListener second = start(home);
    await(() -> takes(first) && !takes(second));
    first.close();
    await(() -> takes(second));
    WifiListener again = start(home);
    await(() -> !takes(again));
    assertTrue(takes(second));
  }

  private boolean takes(WifiListener listener) {
    String fingerprint = listener.route().orElseThrow().parameters().get("fingerprint");
    try {
      return WifiTransport.client(
              "127.0.0.1", listener.port(), ServerTrust.pinned(fingerprint), Duration.ofSeconds(20))
          .run()
          .takesSince()
          .isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theSecondIsKnownByTheNumberThatMulticastDnsGaveIt() throws Exception {
    String service = service(start(home));
    WifiListener hidden =
        WifiListener.builder()
            .port(0)
            .address(InetAddress.getLoopbackAddress())
            .directory(new FakeDirectory())
            .build();
    open.add(hidden);
    hidden.start(home);
    announce(service + " (2)", hidden.port());
    await(() -> !home.problems().isEmpty());
    assertEquals(List.of(CopyWatch.FOUND), home.problems());
  }

  @Test
  void liarsWithTheNameAndWithoutTheCertificateAreNobody() throws Exception {
    WifiListener listener = start(home);
    WifiListener stranger = start(new FakeReception());
    try (FaultProxy toStranger = FaultProxy.to(stranger.port());
        FaultProxy toItself = FaultProxy.to(listener.port())) {
      String service = service(listener);
      announce(service, toStranger.port());
      announce(service, toItself.port());
      announce(service, 1);
      await(() -> toStranger.connections() > 0 && toItself.connections() > 0);
      assertEquals(List.of(), home.problems());
      start(home);
      await(() -> home.problems().size() == 2);
      int watches = directory.watches();
      await(() -> directory.watches() > watches + 3);
      assertEquals(2, home.problems().size(), "in spite of the liars, and not by them");
    }
  }

  private String service(WifiListener listener) {
    return listener.route().orElseThrow().parameters().get("service");
  }

  private void announce(String service, int port) {
    directory.publish(new Sighting(service, List.of("127.0.0.1"), port, Set.of()));
  }
}
