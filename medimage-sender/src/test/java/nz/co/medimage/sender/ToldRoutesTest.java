package nz.co.medimage.sender;

import static nz.co.medimage.sender.FakeTransport.route;
import static nz.co.medimage.sender.SenderFixture.TAG;
import static nz.co.medimage.sender.SenderFixture.photo;
import static nz.co.medimage.sender.SenderFixture.receipt;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import nz.co.medimage.api.transport.Route;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Receipts tell the receiver's routes to devices that are paired already. */
@Timeout(60)
class ToldRoutesTest {
  private static final Route WIFI = route("wifi", "PC");
  private static final Route RELAY = route("relay", "PC");

  @TempDir Path folder;
  private SenderFixture on;
  private FakeReceiver pc;
  private FakeTransport wifi;
  private FakeTransport relay;
  private Sender sender;
  private Instant now;

  @BeforeEach
  void pairOverTheLan() throws Exception {
    on = new SenderFixture(folder);
    now = on.clock.instant();
    pc = on.receiver("PC").routes(WIFI);
    wifi = new FakeTransport(on.network, "wifi");
    relay = new FakeTransport(on.network, "relay");
    sender = on.keep(builder());
    sender.pair(pc.offer());
  }

  private Sender.Builder builder() {
    return Sender.builder(on.home)
        .clock(on.clock)
        .timer(on.timer)
        .backoff(SenderFixture.EXACT)
        .withoutWarmUp()
        .transport(wifi)
        .transport(relay);
  }

  @AfterEach
  void close() {
    on.close();
  }

  private List<Route> routes() throws IOException {
    return Pairings.load(Pairings.keys(on.home, null), problem -> {}).only().routes();
  }

  private List<String> transports() throws IOException {
    return routes().stream().map(Route::transport).collect(Collectors.toList());
  }

  private void send(int seed) throws Exception {
    receipt(sender.send(photo(seed), TAG));
  }

  @Test
  void aRelayThatWasAddedIsTakenWithoutPairingAgain() throws Exception {
    pc.tell(now, WIFI, RELAY);
    send(1);
    wifi.off = true;
    send(2);
    assertEquals(1, relay.uploads.get());
  }

  @Test
  void theyAreKeptOverARestart() throws Exception {
    pc.tell(now, WIFI, RELAY);
    send(1);
    sender.close();
    on.awaitFreeHome();
    wifi.off = true;
    sender = on.keep(builder());
    send(2);
    assertEquals(1, relay.uploads.get());
  }

  @Test
  void aReceiptThatLayAtARelayDoesNotBringOldOnesBack() throws Exception {
    pc.tell(now, WIFI, RELAY);
    send(1);
    pc.tell(now.minusSeconds(1), WIFI);
    send(2);
    assertEquals(List.of("wifi", "relay"), transports());
    pc.tell(now.plusSeconds(1), WIFI);
    on.clock.advance(Duration.ofSeconds(2));
    send(3);
    assertEquals(List.of("wifi"), transports());
  }

  @Test
  void aReceiverWhoseClockWasAheadIsBelievedAgain() throws Exception {
    pc.tell(now.plus(Duration.ofDays(3650)), WIFI, RELAY);
    send(1);
    on.clock.advance(Duration.ofMinutes(1));
    pc.tell(on.clock.instant(), WIFI);
    send(2);
    assertEquals(List.of("wifi"), transports());
  }

  @Test
  void noRoutesAtAllChangeNothing() throws Exception {
    pc.tell(now);
    send(1);
    assertEquals(List.of("wifi"), transports());
  }

  @Test
  void whatAReceiverCallsTypedIsDropped() throws Exception {
    Map<String, String> parameters = new HashMap<>(RELAY.parameters());
    parameters.put("typed", "elsewhere:80");
    pc.tell(now, WIFI, new Route("relay", parameters));
    send(1);
    assertEquals(List.of(WIFI, RELAY), routes());
  }

  @Test
  void whatWasTypedOnThisDeviceStays() {
    Route typed = new Route("wifi", Map.of("port", "1", "typed", "practice.example:80"));
    Route told = new Route("wifi", Map.of("port", "2"));

    assertEquals(
        List.of(RELAY, new Route("wifi", Map.of("port", "2", "typed", "practice.example:80"))),
        TypedRoutes.kept(List.of(typed), List.of(RELAY, told)));
    assertEquals(List.of(RELAY, typed), TypedRoutes.kept(List.of(typed), List.of(RELAY)));
  }
}
