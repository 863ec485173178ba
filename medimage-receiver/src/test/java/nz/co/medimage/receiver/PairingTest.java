package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import nz.co.medimage.api.transport.PairingRefusedException;
import nz.co.medimage.api.transport.PairingRefusedException.Reason;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.testkit.FakeSink;
import nz.co.medimage.testkit.MutableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class PairingTest {
  @TempDir Path home;
  private final MutableClock clock = MutableClock.at(Clock.systemUTC().instant());
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // as nanoTime may be
  private Bench bench;

  @BeforeEach
  void start() throws IOException {
    bench = new Bench(home, new FakeSink("folders"), o -> o.clock(clock).nanoTime(nanos::get));
  }

  @AfterEach
  void stop() throws IOException {
    bench.close();
  }

  private static String nameplate(PairingOffer offer) {
    return offer.code().substring(0, offer.code().indexOf('-'));
  }

  /** The same nameplate with another secret. */
  private static String wrong(PairingOffer offer) {
    char last = offer.code().charAt(offer.code().length() - 1);
    return offer.code().substring(0, offer.code().length() - 1) + (last == 'X' ? 'K' : 'X');
  }

  private Reason refusal(String code) {
    return assertThrows(
            PairingRefusedException.class, () -> Phone.pair(bench.context(), code, "thief"))
        .reason();
  }

  @Test
  void phoneLearnsNameAndRoutesAndIsListed() throws Exception {
    Phone phone = bench.pair("Nurse's phone");
    assertEquals("Practice PC", phone.pairing().receiverName());
    assertEquals(List.of(new Route("direct", Map.of("at", "here"))), phone.pairing().routes());
    assertEquals(
        List.of(new PairedDevice(phone.id(), "Nurse's phone", clock.instant())),
        bench.receiver.pairings());
    assertEquals(List.of("paired Nurse's phone"), bench.events.lines());
  }

  @Test
  void phoneLearnsTheRouteAsItIsNow() throws Exception {
    Route elsewhere = new Route("direct", Map.of("at", "another address"));
    bench.listener.moved = Optional.of(elsewhere);
    assertEquals(List.of(elsewhere), bench.pair("phone").pairing().routes());
  }

  @Test
  void namesThatAreTakenGetANumber() throws Exception {
    try (PairingOffer offer = bench.receiver.offerPairing()) {
      for (int i = 0; i < 3; i++) {
        Phone.pair(bench.context(), offer.code(), "iPhone");
      }
    }
    assertEquals(
        List.of("iPhone", "iPhone 2", "iPhone 3"),
        bench.receiver.pairings().stream().map(PairedDevice::name).toList());
    bench.receiver.revoke("iPhone 2");
    bench.pair("iPhone");
    assertEquals(
        Set.of("iPhone", "iPhone 2", "iPhone 3"),
        Set.copyOf(bench.receiver.pairings().stream().map(PairedDevice::name).toList()));
  }

  @Test
  void offersAreAnnouncedWhileTheyAreOpen() throws Exception {
    assertEquals(Set.of(), bench.listener.announced);
    PairingOffer first = bench.receiver.offerPairing();
    PairingOffer second = bench.receiver.offerPairing();
    assertNotEquals(nameplate(first), nameplate(second));
    assertEquals(Set.of(nameplate(first), nameplate(second)), bench.listener.announced);
    first.close();
    assertEquals(Set.of(nameplate(second)), bench.listener.announced);
    assertFalse(first.isOpen());
    assertTrue(second.isOpen());
    assertEquals(Reason.NO_OFFER, refusal(first.code()));
  }

  @Test
  void offerEndsWithItsReceiver() throws Exception {
    PairingOffer offer = bench.receiver.offerPairing();
    bench.receiver.close();
    assertFalse(offer.isOpen());
  }

  @Test
  void offerRunsOutAfterAnHour() throws Exception {
    PairingOffer offer = bench.receiver.offerPairing();
    assertEquals(clock.instant().plus(Duration.ofHours(1)), offer.validUntil());
    nanos.addAndGet(Duration.ofMinutes(59).toNanos());
    Phone.pair(bench.context(), offer.code(), "phone");
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    assertEquals(Reason.NO_OFFER, refusal(offer.code()));
    assertFalse(offer.isOpen());
    assertEquals(Set.of(), bench.listener.announced);
  }

  @ParameterizedTest
  @ValueSource(longs = {3000, -3000})
  void clockThatJumpsYearsNeitherEndsNorProlongsAnOffer(long days) throws Exception {
    PairingOffer offer = bench.receiver.offerPairing();
    nanos.addAndGet(Duration.ofMinutes(59).toNanos());
    clock.advance(Duration.ofDays(days));
    assertTrue(offer.isOpen());
    Phone.pair(bench.context(), offer.code(), "phone");
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    assertFalse(offer.isOpen());
    assertEquals(Reason.NO_OFFER, refusal(offer.code()));
  }

  @Test
  void fifthWrongGuessBurnsTheOffer() throws Exception {
    PairingOffer offer = bench.receiver.offerPairing();
    for (int i = 0; i < 5; i++) {
      assertTrue(offer.isOpen());
      assertEquals(Reason.WRONG_CODE, refusal(wrong(offer)));
    }
    assertFalse(offer.isOpen());
    assertEquals(Set.of(), bench.listener.announced);
    assertEquals(List.of("offerBurnt"), bench.events.lines());
    PairingRefusedException e =
        assertThrows(
            PairingRefusedException.class,
            () -> Phone.pair(bench.context(), offer.code(), "phone"));
    assertEquals(Reason.NO_OFFER, e.reason());
    assertEquals(
        "This pairing code is not, or no longer, valid: ask the receiver for a new one.",
        e.getMessage());
    assertEquals(List.of(), bench.receiver.pairings());
  }

  @Test
  void nameplatesGrowWhenTheShortOnesAreTaken() throws Exception {
    List<String> longer = new ArrayList<>();
    Set<String> nameplates = new HashSet<>();
    bench.listener.refuse(nameplate -> nameplate.length() == 1 && nameplate.compareTo("6") > 0);
    for (int i = 0; i < 10; i++) {
      String nameplate = bench.receiver.offerPairing().code().split("-")[0];
      assertTrue(nameplates.add(nameplate), "each offer has a nameplate of its own");
      if (nameplate.length() > 1) {
        longer.add(nameplate);
      }
    }
    assertTrue(longer.size() >= 4, "six of one digit are free");
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> bench.receiver.offerPairing());
    assertEquals("too many pairing offers are open; close one first", e.getMessage());
  }

  @Test
  void oneCodeIsForFiftyDevices() {
    assertEquals(50, Receiver.builder(home).devicesPerCode);
  }

  @Test
  void oneCodeIsForSoManyDevices() throws Exception {
    bench.close();
    bench = new Bench(home, new FakeSink("folders"), o -> o.devicesPerCode(3));
    PairingOffer offer = bench.receiver.offerPairing();
    for (int i = 0; i < 3; i++) {
      assertTrue(offer.isOpen());
      Phone.pair(bench.context(), offer.code(), "phone");
    }
    assertFalse(offer.isOpen());
    assertEquals(Set.of(), bench.listener.announced);
    PairingRefusedException e =
        assertThrows(
            PairingRefusedException.class,
            () -> Phone.pair(bench.context(), offer.code(), "phone"));
    assertEquals(
        "3 devices have paired with this code, and no more can: ask for a new one.",
        e.getMessage());
    assertEquals(3, bench.receiver.pairings().size());
  }

  @Test
  void tooManyOffersAreRefused() {
    bench.listener.refuse(nameplate -> true);
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> bench.receiver.offerPairing());
    assertEquals("too many pairing offers are open; close one first", e.getMessage());
    bench.listener.refuse(nameplate -> false);
    bench.receiver.offerPairing();
  }

  @Test
  void wayThatRefusesEveryNameplateIsLeftOutAndHoldsUpNoOther() throws Exception {
    DirectListener relay = new DirectListener("relay");
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    bench.close();
    bench = new Bench(home, new FakeSink("folders"), o -> o.listener(relay));
    PairingOffer before = bench.receiver.offerPairing();
    relay.refuse(
        nameplate -> {
          asked.countDown();
          awaitUninterruptibly(answered);
          return true;
        });

    CompletableFuture<PairingOffer> opened =
        CompletableFuture.supplyAsync(() -> bench.receiver.offerPairing());
    asked.await();
    Phone.pair(bench.context(), before.code(), "phone"); // while the relay takes its time
    answered.countDown();
    PairingOffer offer = opened.get(30, TimeUnit.SECONDS);

    Phone.pair(bench.context(), offer.code(), "other");
    assertEquals(Set.of(nameplate(before)), relay.announced);
    assertTrue(
        bench
            .events
            .lines()
            .contains(
                "problem relay takes no nameplate of this receiver: the pairing code that begins"
                    + (" with " + nameplate(offer) + " does not work over it.")));
  }

  /** Listeners give free what is not announced. */
  @Test
  void nameplateThatIsBeingTakenIsAnnouncedWhenAnotherOfferEndsMeanwhile() throws Exception {
    PairingOffer old = bench.receiver.offerPairing();
    Map<String, Set<String>> announced = new HashMap<>();
    bench.listener.refuse(
        nameplate -> {
          old.close();
          announced.put(nameplate, bench.listener.announced);
          return false;
        });
    String fresh = nameplate(bench.receiver.offerPairing());
    assertEquals(Map.of(fresh, Set.of(fresh)), announced);
    assertEquals(Set.of(fresh), bench.listener.announced);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void nameplateThatAnotherReceiverHasIsNotTaken() throws Exception {
    bench.listener.refuse(nameplate -> nameplate.length() < 3);
    try (PairingOffer offer = bench.receiver.offerPairing()) {
      assertTrue(offer.code().matches("[0-9]{3}-.*"), offer.code());
      Phone.pair(bench.context(), offer.code(), "phone");
    }
  }

  @Test
  void listenersHearOfWhoPairsAndWhoIsRevokedAndSeeTheTokens() throws Exception {
    Phone phone = bench.pair("phone");
    bench.listener.awaitSendersChanged();
    assertEquals(
        Map.of(phone.id(), phone.pairing().credential("direct").tokenHash()),
        bench.context().senders());
    bench.receiver.revoke("phone");
    bench.listener.awaitSendersChanged();
    assertEquals(Map.of(), bench.context().senders());
  }

  @Test
  void listenersHearAlsoOfADeviceThatIsRevokedAsSoonAsItIsPaired() throws Exception {
    bench.pair("phone");
    bench.receiver.revoke("phone");
    bench.listener.awaitSendersChanged();
    bench.listener.awaitSendersChanged();
  }

  @Test
  void revokingAnUnknownNameSaysWhatIsPaired() throws Exception {
    IllegalArgumentException none =
        assertThrows(IllegalArgumentException.class, () -> bench.receiver.revoke("nobody"));
    assertEquals("no device called 'nobody' is paired; none is", none.getMessage());
    bench.pair("phone");
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> bench.receiver.revoke("nobody"));
    assertEquals("no device called 'nobody' is paired; paired: phone", e.getMessage());
  }

  @Test
  void pairingNeedsARunningReceiver() throws Exception {
    try (Receiver other = Receiver.builder(home).build()) {
      assertThrows(IllegalStateException.class, other::offerPairing);
    }
    assertThrows(IllegalArgumentException.class, () -> bench.receiver.offerPairing(Duration.ZERO));
  }
}
