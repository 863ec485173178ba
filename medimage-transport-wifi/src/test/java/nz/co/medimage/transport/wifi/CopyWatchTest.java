package nz.co.medimage.transport.wifi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import nz.co.medimage.api.transport.ReceiverRun;
import nz.co.medimage.testkit.FakeListenerContext;
import nz.co.medimage.testkit.FaultProxy;
import nz.co.medimage.transport.wifi.Directory.Sighting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a listener finds out of others that announce its name; it goes on, as nobody stops it. */
@Timeout(60)
class CopyWatchTest {
  private final FakeDirectory directory = new FakeDirectory();
  private final FakeListenerContext home = new FakeListenerContext();
  private final Instant start = home.run().since();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  private WifiListener start(FakeListenerContext home) throws IOException {
    return start(home, directory);
  }

  private WifiListener start(FakeListenerContext home, Directory looksIn) throws IOException {
    WifiListener listener =
        WifiListener.builder()
            .port(0)
            .address(InetAddress.getLoopbackAddress())
            .directory(directory)
            .copies(looksIn, Duration.ofMillis(300), Duration.ofMillis(5))
            .build();
    open.add(listener);
    listener.start(home);
    return listener;
  }

  private FakeListenerContext copyThatStarted(Duration later) {
    return home.copy(new ReceiverRun(UUID.randomUUID(), start.plus(later)));
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "it did not come to pass");
      Thread.onSpinWait();
    }
  }

  /** Until each listener has looked anew. */
  private void awaitLooks(int listeners) {
    int watches = directory.watches();
    await(() -> directory.watches() > watches + 2 * listeners);
  }

  @Test
  void ofTwoTheLaterStopsAndTheOtherSaysSoOnce() throws Exception {
    FakeListenerContext later = copyThatStarted(Duration.ofMillis(1));
    start(home);
    start(later);
    await(() -> !later.stops().isEmpty() && !home.problems().isEmpty());
    awaitLooks(2);
    assertEquals(Set.of(CopyWatch.STOPPED), Set.copyOf(later.stops()));
    assertEquals(List.of(), later.problems());
    assertEquals(List.of(), home.stops());
    assertEquals(List.of(CopyWatch.FOUND), home.problems());
  }

  @Test
  void ofTwoThatStartedAtOnceExactlyOneStops() throws Exception {
    FakeListenerContext copy = copyThatStarted(Duration.ofNanos(1));
    start(home);
    start(copy);
    await(() -> !home.problems().isEmpty() || !copy.problems().isEmpty());
    awaitLooks(2);
    boolean homeIsFirst = home.run().isBefore(copy.run());
    assertEquals(homeIsFirst, home.stops().isEmpty());
    assertEquals(!homeIsFirst, copy.stops().isEmpty());
  }

  @Test
  void laterOneLooksBeyondAnEvenLaterOne() throws Exception {
    FakeListenerContext second = copyThatStarted(Duration.ofSeconds(1));
    FakeListenerContext third = copyThatStarted(Duration.ofSeconds(2));
    start(third);
    start(second);
    await(() -> !third.stops().isEmpty());
    assertEquals(List.of(), second.stops());
    start(home);
    await(() -> !second.stops().isEmpty());
    assertEquals(List.of(), home.stops());
  }

  @Test
  void twoListenersOfOneReceiverAreNoCopies() throws Exception {
    start(home);
    start(home);
    awaitLooks(2);
    assertEquals(List.of(), home.stops());
    assertEquals(List.of(), home.problems());
  }

  @Test
  void looksThatFailConcludeNothingAndTheNextOnesGoOn() throws Exception {
    FakeListenerContext later = copyThatStarted(Duration.ofSeconds(1));
    AtomicInteger looks = new AtomicInteger();
    Directory failing =
        new Directory() {
          @Override
          public Closeable watch(Consumer<Sighting> seen) throws IOException {
            switch (looks.getAndIncrement()) {
              case 0 -> throw new NoClassDefFoundError("of a library");
              case 1 -> throw new IllegalStateException("of a library");
              case 2 -> throw new IOException("of the network");
              default -> {
                return directory.watch(seen);
              }
            }
          }

          @Override
          public Notice publish(String service, int port, List<InetAddress> addresses) {
            throw new UnsupportedOperationException();
          }
        };
    start(home);
    WifiListener watching = start(later, failing);
    announce(service(watching), "no address at all", 1);
    await(() -> !later.stops().isEmpty());
    assertTrue(looks.get() > 3);
  }

  @Test
  void theSecondIsKnownByTheNumberThatMulticastDnsGaveIt() throws Exception {
    FakeListenerContext later = copyThatStarted(Duration.ofSeconds(1));
    String service = service(start(later));
    WifiListener hidden =
        WifiListener.builder()
            .port(0)
            .address(InetAddress.getLoopbackAddress())
            .directory(new FakeDirectory())
            .build();
    open.add(hidden);
    hidden.start(home);
    announce(service + " (2)", "127.0.0.1", hidden.port());
    await(() -> !later.stops().isEmpty());
  }

  @Test
  void liarsWithTheNameAndWithoutTheCertificateStopNobody() throws Exception {
    FakeListenerContext later = copyThatStarted(Duration.ofSeconds(1));
    WifiListener listener = start(later);
    FakeListenerContext withoutTheKeys =
        new FakeListenerContext().copy(new ReceiverRun(UUID.randomUUID(), Instant.EPOCH));
    WifiListener stranger = start(withoutTheKeys);
    try (FaultProxy toStranger = FaultProxy.to(stranger.port());
        FaultProxy toItself = FaultProxy.to(listener.port())) {
      String service = service(listener);
      announce(service, "127.0.0.1", toStranger.port());
      announce(service, "127.0.0.1", toItself.port());
      announce(service, "127.0.0.1", 1);
      await(() -> toStranger.connections() > 0 && toItself.connections() > 0);
      awaitLooks(2);
      assertEquals(List.of(), later.stops());
      assertEquals(List.of(), later.problems());
      start(home);
      await(() -> !later.stops().isEmpty()); // in spite of the liars, and not by them
    }
  }

  private String service(WifiListener listener) {
    return listener.route().orElseThrow().parameters().get("service");
  }

  private void announce(String service, String address, int port) {
    directory.publish(new Sighting(service, List.of(address), port, Set.of()));
  }
}
