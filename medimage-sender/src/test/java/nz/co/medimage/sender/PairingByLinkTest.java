package nz.co.medimage.sender;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.PairingLink;
import nz.co.medimage.api.transport.PairingRefusedException;
import nz.co.medimage.api.transport.PairingRefusedException.Reason;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.api.transport.Transport;
import nz.co.medimage.crypto.PairingCode;
import nz.co.medimage.crypto.PairingUri;
import nz.co.medimage.testkit.LoopbackTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PairingByLinkTest extends OneReceiver {
  private static final PairingCode CODE = PairingCode.parse("7-QXKD");

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<byte[]> messages = new CopyOnWriteArrayList<>();
  private final CountDownLatch hangs = new CountDownLatch(1);
  private final CompletableFuture<Void> mayAnswer = new CompletableFuture<>();
  private final CountDownLatch left = new CountDownLatch(1);

  /** The loopback, with addresses that a link can carry; it takes them for typed ones. */
  private final class ByName implements Transport {
    private final LoopbackTransport real = new LoopbackTransport(on.network);

    @Override
    public String id() {
      return real.id();
    }

    @Override
    public Link connect(Route route, Credential credential) throws IOException {
      return real.connect(route, credential);
    }

    @Override
    public List<PairingLink> findOffers(String nameplate) {
      asked.add("nearby");
      return real.findOffers(nameplate);
    }

    @Override
    public List<PairingLink> offersAt(String address, String nameplate) throws IOException {
      asked.add(address);
      if (address.startsWith("https://dead")) {
        return List.of(new Hanging());
      }
      if (address.startsWith("https:")) {
        throw new IllegalArgumentException("no relay has such a name");
      }
      String name = address.replace("-", " ").replace(":5566", "");
      return real.offersAt("loopback:" + name, nameplate).stream()
          .<PairingLink>map(offer -> new Typed(offer, address))
          .toList();
    }

    @Override
    public void close() {
      real.close();
    }
  }

  private record Typed(PairingLink offer, String address) implements PairingLink {
    @Override
    public byte[] exchange(byte[] message) throws IOException {
      return offer.exchange(message);
    }

    @Override
    public Route reached(Route told) {
      Map<String, String> parameters = new HashMap<>(told.parameters());
      parameters.put("typed", address);
      return new Route(told.transport(), parameters);
    }

    @Override
    public void close() {
      offer.close();
    }
  }

  /** Passes a message on once it may, and heeds no interrupt. */
  private final class Hanging implements PairingLink {
    @Override
    public byte[] exchange(byte[] message) {
      messages.add(message);
      hangs.countDown();
      mayAnswer.join();
      return new byte[0];
    }

    @Override
    public void close() {
      left.countDown();
    }
  }

  private Sender byName() throws IOException {
    return on.keep(on.builder(on.home, new ByName()));
  }

  private static String link(String... addresses) {
    return PairingUri.of(CODE, List.of(addresses)).text();
  }

  @Test
  void reachesTheReceiverAtItsAddressWithoutASearch() throws Exception {
    context.offer(CODE);

    PairedReceiver paired = byName().pair(" " + link("Reception:5566") + "\n");

    assertEquals("Reception", paired.name());
    assertEquals(List.of("Reception:5566"), asked);
  }

  @Test
  void triesTheAddressesInTheirOrder() throws Exception {
    context.offer(CODE);

    Sender sender = byName();
    sender.pair(link("Attic:5566", "https://relay.example", "Reception:5566", "Cellar:5566"));

    assertEquals(List.of("Attic:5566", "https://relay.example", "Reception:5566"), asked);
  }

  @Test
  void searchesNearbyIfNoAddressIsReached() throws Exception {
    context.offer(CODE);

    assertEquals("Reception", byName().pair(link("Attic:5566")).name());

    assertEquals(List.of("Attic:5566", "nearby"), asked);
  }

  @Test
  void withoutAnAddressSearchesNearby() throws Exception {
    context.offer(CODE);

    assertEquals("Reception", byName().pair("medimage:#v=1&c=7-QXKD").name());
  }

  @Test
  void anAddressThatAnotherReceiverHasByNowIsPassedOver() throws Exception {
    on.receiver("Next door").offer(PairingCode.parse("7-MNPR"));
    on.receiver("Upstairs"); // shows no code
    context.offer(CODE);

    Sender sender = byName();
    PairedReceiver paired = sender.pair(link("Next-door:5566", "Upstairs:5566", "Reception:5566"));

    assertEquals("Reception", paired.name());
    assertEquals(List.of(paired), sender.pairings());
  }

  /** Another receiver may have an old address by now, and know no such offer. */
  @Test
  void searchesNearbyIfAStrangerAtAnOldAddressKnowsNoSuchOffer() throws Exception {
    on.receiver("Upstairs"); // shows no code
    context.offer(CODE);

    assertEquals("Reception", byName().pair(link("Upstairs:5566")).name());

    assertEquals(List.of("Upstairs:5566", "nearby"), asked);
  }

  @Test
  void ifNobodyNearbyHasTheOfferEitherSaysWhatTheStrangerSaid() throws Exception {
    on.receiver("Upstairs");
    Sender sender = byName();

    PairingRefusedException e =
        assertThrows(PairingRefusedException.class, () -> sender.pair(link("Upstairs:5566")));

    assertEquals(Reason.NO_OFFER, e.reason());
    assertEquals(List.of("Upstairs:5566", "nearby"), asked);
  }

  @Test
  void deadAddressesHoldUpTheSearchForAMinuteInAll() throws Exception {
    context.offer(CODE);
    Sender sender = byName();
    CompletableFuture<String> paired = new CompletableFuture<>();
    Thread pairing =
        new Thread(
            () -> {
              try {
                paired.complete(sender.pair(link("https://dead.example", "Reception:5566")).name());
              } catch (Throwable e) {
                paired.completeExceptionally(e);
              }
            });
    pairing.start();
    hangs.await();
    on.timer.advance(Duration.ofSeconds(59));
    assertEquals(List.of("https://dead.example"), asked);
    on.timer.advance(Duration.ofSeconds(1));

    assertEquals("Reception", paired.get());
    mayAnswer.complete(null);
    left.await();
    assertEquals(List.of("https://dead.example", "nearby"), asked);
    assertEquals(1, messages.size());
  }

  @Test
  void anInterruptEndsThePairing() throws Exception {
    Sender sender = byName();
    Thread here = Thread.currentThread();
    Thread interrupts =
        new Thread(
            () -> {
              try {
                hangs.await();
                here.interrupt();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    interrupts.start();
    assertThrows(
        InterruptedIOException.class, () -> sender.pair(link("https://dead.example", "Attic:1")));
    assertTrue(Thread.interrupted());
    mayAnswer.complete(null);
    left.await();
    assertEquals(List.of("https://dead.example"), asked);
  }

  @Test
  void aWrongCodeIsSaidAndNobodyElseIsTried() throws Exception {
    on.receiver("Next door").offer(PairingCode.parse("7-MNPR"));
    context.offer(CODE);
    Sender sender = byName();

    PairingRefusedException e =
        assertThrows(
            PairingRefusedException.class, () -> sender.pair(link("Attic:5566", "Next-door:5566")));

    assertEquals(Reason.WRONG_CODE, e.reason());
    assertEquals(List.of("Attic:5566", "Next-door:5566"), asked);
    assertEquals(List.of(), sender.pairings());
  }

  @Test
  void oneCodeIsProvedThreeTimesAtMostOverAllAddresses() throws Exception {
    for (String rogue : List.of("Rogue 1", "Rogue 2", "Rogue 3")) {
      on.receiver(rogue).offer(PairingCode.parse("7-MNPR"));
    }
    context.offer(CODE);
    Sender sender = byName();

    assertThrows(
        PairingRefusedException.class,
        () -> sender.pair(link("Rogue-1:5566", "Rogue-2:5566", "Rogue-3:5566", "Reception:5566")));

    assertEquals(0, context.pairingCount());
    assertEquals(List.of("Rogue-1:5566", "Rogue-2:5566", "Rogue-3:5566"), asked);
  }

  @Test
  void anAddressOfALinkIsNotKeptAsTyped() throws Exception {
    context.offer(CODE);
    Sender sender = byName();
    sender.pair(link("Reception:5566"));
    sender.close();
    assertEquals(
        Map.of("address", "Reception"),
        Pairings.load(Pairings.keys(on.home, null), problem -> {})
            .only()
            .routes()
            .get(0)
            .parameters());
  }

  @Test
  void withAnAddressBesideItOnlyItsCodeCounts() throws Exception {
    context.offer(CODE);

    assertEquals("Reception", byName().pair(link("Attic:5566"), "Reception:5566").name());

    assertEquals(List.of("Reception:5566"), asked);
  }

  @Test
  void ifNothingAnswersSaysWhatWasTriedFirst() throws Exception {
    Sender sender = byName();
    IOException e =
        assertThrows(IOException.class, () -> sender.pair(link("Attic:5566", "Cellar:5566")));
    assertEquals(
        "No receiver could be reached for pairing: nobody listens at Attic", e.getMessage());
  }

  @Test
  void ifNothingIsFoundSaysWhatToDo() throws Exception {
    Sender sender = byName();
    IOException e = assertThrows(IOException.class, () -> sender.pair(link()));
    assertEquals(
        "No receiver answers to this pairing link: make sure that the receiver still shows it, or"
            + " type the code and the receiver's address.",
        e.getMessage());
  }

  @Test
  void aLinkThatIsNoneIsRefused() throws Exception {
    Sender sender = byName();
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> sender.pair("https://relay.example/p#v=1"));
    assertEquals(
        "This is not a pairing link: copy all of it as the receiver shows it, or type the pairing"
            + " code.",
        e.getMessage());
    assertEquals(List.of(), asked);
  }

  @Test
  void aLinkOfALaterVersionAsksForAnUpdate() throws Exception {
    Sender sender = byName();
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> sender.pair("medimage:#v=2&c=7-QXKD", "pc:5566"));
    assertEquals(
        "This pairing link is of a later version: update this device, or type the pairing code.",
        e.getMessage());
  }
}
