package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import nz.co.medimage.api.transport.PairingRefusedException;
import nz.co.medimage.api.transport.PairingRefusedException.Reason;
import nz.co.medimage.testkit.FakeSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Guesses at the code of an offer that is open over two routes, of one id as two relays are. */
@Timeout(60)
final class TwoRoutesTest {
  @TempDir Path home;
  private final DirectListener second = new DirectListener();
  private Bench bench;

  @BeforeEach
  void start() throws IOException {
    bench = new Bench(home, new FakeSink("folders"), options -> options.listener(second));
  }

  @AfterEach
  void stop() throws IOException {
    bench.close();
  }

  private static String nameplate(PairingOffer offer) {
    return offer.code().substring(0, offer.code().indexOf('-'));
  }

  private static Reason refusal(DirectListener listener, String code) {
    return assertThrows(
            PairingRefusedException.class, () -> Phone.pair(listener.context(), code, "thief"))
        .reason();
  }

  private void guessWrongly(DirectListener listener, PairingOffer offer) {
    for (int i = 0; i < 5; i++) {
      char last = offer.code().charAt(offer.code().length() - 1);
      String stem = offer.code().substring(0, offer.code().length() - 1);
      assertEquals(Reason.WRONG_CODE, refusal(listener, stem + (last == 'X' ? 'K' : 'X')));
    }
  }

  @Test
  void burnTheOfferForTheirWayAlone() throws Exception {
    PairingOffer offer = bench.receiver.offerPairing();
    guessWrongly(second, offer);

    assertEquals(Reason.NO_OFFER, refusal(second, offer.code()));
    assertEquals(Set.of(), second.announced);
    assertTrue(offer.isOpen());
    assertEquals(Set.of(nameplate(offer)), bench.listener.announced);
    Phone.pair(bench.context(), offer.code(), "phone");
    assertEquals(
        List.of(
            "problem Wrong codes were tried too often over direct: the pairing code that begins"
                + " with "
                + nameplate(offer)
                + " works there no more. Make a new code if a device has to pair over it.",
            "paired phone"),
        bench.events.lines());
  }

  @Test
  void areInTheLinkBesideEachOtherTheBestOfEachFirst() {
    bench.listener.addresses =
        List.of("10.0.0.1:5566", "10.0.0.2:5566", "10.0.0.3:5566", "10.0.0.4:5566");
    second.addresses = List.of("https://relay.example", "not an address");
    PairingOffer offer = bench.receiver.offerPairing();

    assertEquals(
        "medimage:#v=1&c="
            + offer.code()
            + "&a=10.0.0.1%3A5566&a=https%3A%2F%2Frelay.example&a=10.0.0.2%3A5566"
            + "&a=10.0.0.3%3A5566",
        offer.link());
  }

  @Test
  void leadToAPageOnlyIfOneIsNamed() {
    bench.listener.addresses = List.of("10.0.0.9:5566");
    second.addresses = List.of("https://relay.example", "https://other.example");
    PairingOffer offer = bench.receiver.offerPairing();
    String rest =
        "#v=1&c="
            + offer.code()
            + "&a=10.0.0.9%3A5566&a=https%3A%2F%2Frelay.example&a=https%3A%2F%2Fother.example";

    assertEquals("medimage:" + rest, offer.link());
    assertEquals(
        "https://photos.example/p" + rest, offer.link(URI.create("https://photos.example/p")));
    assertEquals(Optional.of(URI.create("https://relay.example/p")), offer.relayPage());
    assertEquals("https://relay.example/p" + rest, offer.link(offer.relayPage().orElseThrow()));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> offer.link(URI.create("http://photos.example/p")));
    assertEquals(
        "a page for pairing has a URL such as https://relay.example/p, without a query or fragment",
        e.getMessage());
  }

  @Test
  void haveNoPageIfNoneIsARelay() {
    bench.listener.addresses = List.of("10.0.0.9:5566");
    assertEquals(Optional.empty(), bench.receiver.offerPairing().relayPage());
  }

  /** Listeners are add-ons too. */
  @Test
  void areLeftOutOfTheLinkIfTheirListenerFailsToNameThem() {
    second.addresses = List.of("https://relay.example");
    PairingOffer offer = bench.receiver.offerPairing();
    String link = "medimage:#v=1&c=" + offer.code() + "&a=https%3A%2F%2Frelay.example";
    List<Supplier<List<String>>> faults =
        List.of(
            () -> {
              throw new IllegalArgumentException("of patient ZAC5361");
            },
            () -> {
              throw new NoSuchMethodError();
            },
            () -> null,
            () -> Arrays.asList(null, null));
    for (Supplier<List<String>> fault : faults) {
      bench.listener.addressesNow = fault;
      assertEquals(link, offer.link());
      assertEquals(
          "https://photos.example/p" + link.substring("medimage:".length()),
          offer.link(URI.create("https://photos.example/p")));
    }
    assertEquals(
        Set.of(
            "problem direct does not tell its addresses, so the pairing link lacks them; phones"
                + " can still search for this receiver."),
        Set.copyOf(bench.events.lines()));
  }

  @Test
  void areInTheLinkOfAnOfferThatHasEndedButNobodyPairsByIt() {
    second.addresses = List.of("https://relay.example");
    PairingOffer offer = bench.receiver.offerPairing();
    String link = offer.link();
    offer.close();

    assertEquals(link, offer.link());
    assertEquals(Reason.NO_OFFER, refusal(second, offer.code()));
  }

  @Test
  void areNotInTheLinkOnceTheOfferIsBurntOverThem() {
    bench.listener.addresses = List.of("10.0.0.1:5566");
    second.addresses = List.of("https://relay.example");
    PairingOffer offer = bench.receiver.offerPairing();
    guessWrongly(second, offer);

    assertEquals("medimage:#v=1&c=" + offer.code() + "&a=10.0.0.1%3A5566", offer.link());
  }

  @Test
  void overAllWaysBurnItForGood() throws Exception {
    PairingOffer offer = bench.receiver.offerPairing();
    guessWrongly(second, offer);
    guessWrongly(bench.listener, offer);

    assertFalse(offer.isOpen());
    assertTrue(bench.events.lines().contains("offerBurnt"));
    assertEquals(Reason.NO_OFFER, refusal(bench.listener, offer.code()));
  }

  @Test
  void doNotPushOutThoseWhoPairOverAnotherWay() throws Exception {
    PairingOffer offer = bench.receiver.offerPairing();
    var honest = Phone.greet(bench.context(), offer.code(), "phone");
    for (int i = 0; i < 20; i++) {
      Phone.greet(second.context(), offer.code(), "stranger");
    }
    honest.finish();
    assertEquals(1, bench.receiver.pairings().size());
  }
}
