package nz.co.medimage.sender;

import static nz.co.medimage.sender.FakeTransport.route;
import static nz.co.medimage.sender.SenderFixture.TAG;
import static nz.co.medimage.sender.SenderFixture.await;
import static nz.co.medimage.sender.SenderFixture.photo;
import static nz.co.medimage.sender.SenderFixture.receipt;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.crypto.SenderPairing;
import nz.co.medimage.sender.DeliveryStatus.State;
import nz.co.medimage.testkit.LoopbackNetwork.Call;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RoutesTest {
  @TempDir Path folder;
  private SenderFixture on;
  private FakeReceiver context;
  private FakeTransport wifi;
  private FakeTransport relay;
  private Sender sender;

  @BeforeEach
  void open() throws Exception {
    on = new SenderFixture(folder);
    context =
        on.receiver("Reception").routes(route("relay", "Reception"), route("wifi", "Reception"));
    wifi = new FakeTransport(on.network, "wifi");
    relay = new FakeTransport(on.network, "relay");
    sender = on.keep(builder().transport(wifi).transport(relay));
    sender.pair(context.offer());
  }

  private Sender.Builder builder() {
    return Sender.builder(on.home)
        .clock(on.clock)
        .timer(on.timer)
        .backoff(SenderFixture.EXACT)
        .withoutWarmUp();
  }

  @AfterEach
  void close() {
    on.close();
  }

  @Test
  void theFirstTransportGivenIsPreferred() throws Exception {
    receipt(sender.send(photo(1), TAG));
    assertEquals(1, wifi.uploads.get());
    assertEquals(0, relay.connects.get());
  }

  @Test
  void theNextOneIsTakenWhereTheFirstCannotBeReached() throws Exception {
    wifi.off = true;
    receipt(sender.send(photo(1), TAG));
    assertEquals(1, relay.uploads.get());
  }

  @Test
  void theNextOneIsTakenWhereTheFirstBreaks() throws Exception {
    receipt(sender.send(photo(1), TAG));
    wifi.off = true;
    receipt(sender.send(photo(2), TAG));
    assertEquals(1, relay.uploads.get());
    assertEquals(2, wifi.connects.get()); // the open link broke, and no new one could be made
  }

  @Test
  void aRouteThatWasAwayIsPreferredAgainOnceItIsThere() throws Exception {
    wifi.off = true;
    receipt(sender.send(photo(1), TAG));
    wifi.off = false;
    receipt(sender.send(photo(2), TAG));
    assertEquals(1, relay.uploads.get());
    assertEquals(1, wifi.uploads.get());
  }

  @Test
  void whatIsLearntOfARouteIsKept() throws Exception {
    receipt(sender.send(photo(1), TAG));
    sender.close();
    SenderPairing kept = Pairings.load(Pairings.keys(on.home, null), problem -> {}).only();
    assertEquals("yes", kept.routes().get(1).parameters().get("learnt"), kept.routes().toString());
    assertEquals(null, kept.routes().get(0).parameters().get("learnt"));
  }

  @Test
  void whenNoneWorksAllAreNamed() throws Exception {
    wifi.off = true;
    relay.off = true;
    Delivery delivery = sender.send(photo(1), TAG);
    assertEquals(
        "Reception cannot be reached now (wifi: wifi is off; relay: relay is off).",
        await(delivery, State.WAITING).detail());
  }

  @Test
  void withoutATransportForAnyRouteItSaysSo() throws Exception {
    sender.close();
    Sender other = on.keep(builder().transport(new FakeTransport(on.network, "pigeon")));
    Delivery delivery = other.send(photo(1), TAG);
    assertEquals(
        "This device has no transport that reaches Reception.",
        await(delivery, State.WAITING).detail());
  }

  @Test
  void aPhotoThatHasArrivedIsNotSentAgainOverAnotherRoute() throws Exception {
    on.network.loseReplies(Call.RECEIPT, 1);
    Delivery delivery = sender.send(photo(1), TAG);
    assertEquals(
        "The connection to Reception broke (wifi: the reply was lost).",
        await(delivery, State.WAITING).detail());
    sender.retryNow();
    receipt(delivery);
    assertEquals(0, relay.uploads.get());
    assertEquals(1, context.filed().size());
  }

  @Test
  void closingWaitsForNoTransportThatHangs() throws Exception {
    wifi.hang = true;
    Delivery delivery = sender.send(photo(1), TAG);
    assertTrue(wifi.hanging.await(20, TimeUnit.SECONDS));

    sender.close();

    on.awaitFreeHome();
    assertEquals(State.WAITING, delivery.status().state());
    assertEquals(List.of(delivery.id()), on.waiting());
  }

  @Test
  void closingClosesTheTransports() {
    sender.close();
    assertTrue(wifi.closed && relay.closed);
  }
}
