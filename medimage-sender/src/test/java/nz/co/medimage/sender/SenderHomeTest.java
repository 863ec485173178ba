package nz.co.medimage.sender;

import static nz.co.medimage.sender.SenderFixture.TAG;
import static nz.co.medimage.sender.SenderFixture.await;
import static nz.co.medimage.sender.SenderFixture.photo;
import static nz.co.medimage.sender.SenderFixture.receipt;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.runtime.Home;
import nz.co.medimage.sender.DeliveryStatus.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SenderHomeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;
  private SenderFixture on;

  @BeforeEach
  void open() {
    on = new SenderFixture(folder);
  }

  @AfterEach
  void close() {
    on.close();
  }

  @Test
  void showsWhatARunningSenderHas() throws Exception {
    Sender sender = on.sender(on.receiver("Reception"));
    Delivery delivered = sender.send(photo(1), TAG);
    receipt(delivered);
    on.clock.advance(Duration.ofSeconds(1));
    on.network.takeDown();
    Delivery waiting = sender.send(photo(2), TAG);
    await(waiting, State.WAITING);

    SenderHome home = SenderHome.open(on.home);

    assertEquals(sender.pairings(), home.pairings());
    assertEquals(
        List.of(delivered.status(), DeliveryStatus.of(State.SEALED, 0, waiting.size())),
        home.outbox().stream().map(OutboxEntry::status).toList());
    assertEquals(
        List.of(delivered.id(), waiting.id()),
        home.outbox().stream().map(OutboxEntry::id).toList());
    assertEquals("Reception", home.outbox().get(1).to());
    assertEquals(List.of(), home.problems());
  }

  @Test
  void aDamagedFileIsSaidAndLeftAlone() throws Exception {
    on.sender(on.receiver("Reception")).close();
    Path file = on.home.resolve("outbox").resolve("x.sealed");
    Files.write(file, new byte[3]);

    SenderHome home = SenderHome.open(on.home);

    assertEquals(List.of(file + " is damaged; send that photo again"), home.problems());
    assertEquals(List.of("x.sealed"), on.files("outbox"));
  }

  @Test
  void keysInClearStayInClear() throws Exception {
    Sender sender = on.sender(on.receiver("Reception"));

    SenderHome home = SenderHome.open(on.home, "kauri".toCharArray());

    assertEquals(sender.pairings(), home.pairings());
    sender.close();
    assertEquals(home.pairings(), on.sender().pairings()); // without a passphrase
  }

  @Test
  void aHomeThatLacksItsFoldersIsEmptyAndStaysAsItIs() throws Exception {
    Home.open(on.home, Home.Kind.SENDER);

    SenderHome home = SenderHome.open(on.home);

    assertEquals(List.of(), home.pairings());
    assertEquals(List.of(), home.outbox());
    assertEquals(List.of(), home.problems());
    assertEquals(List.of("medimage-home"), on.files("."));
  }

  @Test
  void probeTellsWhichRoutesAreOpenBesideARunningSender() throws Exception {
    on.sender(on.receiver("Reception"));
    FakeTransport route = new FakeTransport(on.network, "loopback");

    assertEquals(
        List.of(new RouteProbe("Reception", "loopback", false, Optional.empty(), Optional.empty())),
        SenderHome.open(on.home).probe(List.of(route), PATIENCE));

    route.isStoreAndForward = true;
    route.turnOff();
    RouteProbe probe = SenderHome.open(on.home).probe(List.of(route), PATIENCE).get(0);
    assertTrue(probe.isStoreAndForward());
    assertEquals("loopback is off", probe.fault().orElseThrow().getMessage());
    assertEquals(0, route.uploads.get());
  }

  @Test
  void probeDoesNotWaitForARouteThatHangs() throws Exception {
    on.sender(on.receiver("Reception"));
    FakeTransport route = new FakeTransport(on.network, "loopback");
    route.hang = true;
    RouteProbe probe =
        SenderHome.open(on.home).probe(List.of(route), Duration.ofMillis(100)).get(0);
    assertEquals("There is no answer in time", probe.fault().orElseThrow().getMessage());
  }

  @Test
  void probeOfARouteOfAnUnknownTransportSaysSo() throws Exception {
    on.sender(on.receiver("Reception"));
    RouteProbe probe = SenderHome.open(on.home).probe(List.of(), PATIENCE).get(0);
    assertEquals(
        "This program has no transport 'loopback'", probe.fault().orElseThrow().getMessage());
  }

  @Test
  void aFolderThatIsNoHomeIsLeftAsItIs() {
    IOException e = assertThrows(IOException.class, () -> SenderHome.open(on.home));
    assertEquals(on.home + " is not the home of a sender", e.getMessage());
    assertFalse(Files.exists(on.home));
  }
}
