package nz.co.medimage.crypto;

import static nz.co.medimage.crypto.Fixtures.CLOCK;
import static nz.co.medimage.crypto.Fixtures.CODE;
import static nz.co.medimage.crypto.Fixtures.NOW;
import static nz.co.medimage.crypto.Fixtures.ROUTES;
import static nz.co.medimage.crypto.Fixtures.guest;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import nz.co.medimage.api.transport.PairingRefusedException;
import nz.co.medimage.api.transport.PairingRefusedException.Reason;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class PairingTest {
  private static final String WRONG =
      "The pairing code is wrong: type it again as the receiver shows it.";
  private static final String NO_OFFER =
      "This pairing code is not, or no longer, valid: ask the receiver for a new one.";
  private static final String BAD_MESSAGE =
      "The other side does not pair the way this version of MedImage does: update both.";
  private static final ReceiverIdentity IDENTITY = ReceiverIdentity.generate();

  private final List<ReceiverPairing> kept = new ArrayList<>();
  private final PairingHost host = host((pairing, previous) -> kept.add(pairing));

  private static PairingHost host(PairingHost.Keeper keeper) {
    return new PairingHost(
        CODE, "Surgery", IDENTITY, () -> ROUTES, CLOCK, new SecureRandom(), keeper);
  }

  private byte[] proof(PairingGuest guest) throws IOException {
    return guest.proof(host.answer(guest.hello()));
  }

  private void guessWrong() throws IOException {
    byte[] proof = proof(guest("7-AAAA"));
    refused(Reason.WRONG_CODE, WRONG, () -> host.answer(proof));
  }

  private static void refused(Reason reason, String sentence, Executable call) {
    PairingRefusedException refusal = assertThrows(PairingRefusedException.class, call);
    assertEquals(reason, refusal.reason());
    assertEquals(sentence, refusal.getMessage());
  }

  @Nested
  class WithTheRightCode {

    @Test
    void bothSidesKeepTheSamePairing() throws Exception {
      PairingGuest guest = guest("7-QXKD");

      SenderPairing sender = guest.finish(host.answer(proof(guest)));

      ReceiverPairing receiver = kept.get(0);
      assertEquals(receiver.id(), sender.id());
      assertArrayEquals(receiver.key(), sender.key());
      assertEquals("Ward phone", receiver.deviceName());
      assertEquals("Surgery", sender.receiverName());
      assertEquals(ROUTES, sender.routes());
      assertEquals(List.of(NOW, NOW), List.of(receiver.pairedAt(), sender.pairedAt()));
      assertTrue(receiver.accepts(sender.credential("wifi"), "wifi"));
    }

    @Test
    void anyNumberOfPhonesMayPair() throws Exception {
      for (int i = 0; i < 3; i++) {
        PairingGuest guest = guest("7-QXKD");
        guest.finish(host.answer(proof(guest)));
      }

      assertEquals(3, kept.size());
      assertNotEquals(kept.get(0).id(), kept.get(1).id());
    }

    @Test
    void thePairingIsKeptBeforeTheAnswer() throws Exception {
      byte[] proof = proof(guest("7-QXKD"));

      host.answer(proof);

      assertEquals(1, kept.size());
    }

    @Test
    void aKeeperThatFailsIsAskedAgain() throws Exception {
      int[] calls = new int[1];
      PairingHost host =
          host(
              (pairing, previous) -> {
                if (calls[0]++ == 0) {
                  throw new IOException("disk full");
                }
                kept.add(pairing);
              });
      PairingGuest guest = guest("7-QXKD");
      byte[] proof = guest.proof(host.answer(guest.hello()));

      IOException failure = assertThrows(IOException.class, () -> host.answer(proof));
      SenderPairing sender = guest.finish(host.answer(proof));

      assertEquals("disk full", failure.getMessage());
      assertEquals(sender.id(), kept.get(0).id());
    }
  }

  @Nested
  class EarlierPairings {
    private final List<ReceiverPairing> previous = new ArrayList<>();

    private PairingHost host(ReceiverIdentity identity) {
      return new PairingHost(
          CODE,
          "Surgery",
          identity,
          () -> ROUTES,
          CLOCK,
          new SecureRandom(),
          (pairing, before) -> {
            kept.add(pairing);
            previous.addAll(before);
          });
    }

    private byte[] pair(ReceiverIdentity identity, List<SenderPairing> before) throws Exception {
      PairingHost host = host(identity);
      PairingGuest guest = new PairingGuest(CODE, "Ward phone", before, CLOCK, new SecureRandom());
      byte[] proof = guest.proof(host.answer(guest.hello()));
      guest.finish(host.answer(proof));
      return proof;
    }

    @Test
    void areHandedOverToTheReceiverThatTheyAreWith() throws Exception {
      Fixtures.Paired here = Fixtures.pair();
      Fixtures.Paired elsewhere = Fixtures.pair();

      pair(here.identity(), List.of(elsewhere.sender(), here.sender()));

      assertEquals(1, previous.size());
      assertTrue(previous.get(0).isSamePairing(here.receiver()));
      assertEquals("Ward phone", previous.get(0).deviceName());
      assertEquals(NOW.minusMillis(1), previous.get(0).pairedAt());
    }

    @Test
    void tellAnotherReceiverNothingButTheirNumber() throws Exception {
      Fixtures.Paired elsewhere = Fixtures.pair();

      pair(IDENTITY, List.of(elsewhere.sender()));

      assertEquals(1, kept.size());
      assertEquals(List.of(), previous);
    }

    @Test
    void areSixteenAtMostSoThatTheMessageFitsThroughARelay() throws Exception {
      Fixtures.Paired here = Fixtures.pair();

      byte[] proof = pair(here.identity(), Collections.nCopies(40, here.sender()));

      assertEquals(16, previous.size());
      assertTrue(proof.length < 8192, "" + proof.length);
    }
  }

  @Nested
  class ARepeatedMessage {

    @Test
    void getsTheSameAnswer() throws Exception {
      PairingGuest guest = guest("7-QXKD");
      byte[] first = host.answer(guest.hello());
      assertArrayEquals(first, host.answer(guest.hello()));
      byte[] proof = guest.proof(first);

      byte[] last = host.answer(proof);

      assertArrayEquals(last, host.answer(proof));
      assertArrayEquals(first, host.answer(guest.hello()));
      assertEquals(1, kept.size());
    }

    @Test
    void isNoSecondGuess() throws Exception {
      byte[] proof = proof(guest("7-AAAA"));
      for (int i = 0; i < 10; i++) {
        refused(Reason.WRONG_CODE, WRONG, () -> host.answer(proof));
      }

      assertFalse(host.isBurnt());
    }

    @Test
    void ofAPairedPhoneIsAnsweredWhenTheOfferIsBurnt() throws Exception {
      byte[] proof = proof(guest("7-QXKD"));
      byte[] answer = host.answer(proof);
      for (int i = 0; i < 5; i++) {
        guessWrong();
      }

      assertArrayEquals(answer, host.answer(proof));
    }
  }

  @Nested
  class AWrongCode {

    @Test
    void burnsTheOfferTheFifthTime() throws Exception {
      for (int i = 0; i < 4; i++) {
        guessWrong();
      }
      assertFalse(host.isBurnt());

      guessWrong();

      assertTrue(host.isBurnt());
      refused(Reason.NO_OFFER, NO_OFFER, () -> host.answer(guest("7-QXKD").hello()));
      assertEquals(List.of(), kept);
    }

    @Test
    void doesNotStandInTheWayOfTheRightOne() throws Exception {
      guessWrong();
      PairingGuest guest = guest("7-QXKD");

      guest.finish(host.answer(proof(guest)));

      assertEquals(1, kept.size());
    }

    @Test
    void cannotBeGuessedTwiceInOneSession() throws Exception {
      PairingGuest guest = guest("7-AAAA");
      byte[] proof = proof(guest);
      refused(Reason.WRONG_CODE, WRONG, () -> host.answer(proof));
      proof[proof.length - 1] ^= 1;

      refused(Reason.BAD_MESSAGE, BAD_MESSAGE, () -> host.answer(proof));
    }

    @Test
    void countsToFiveAtMostWhenManyGuessAtOnce() throws Exception {
      List<Callable<Reason>> guesses = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        byte[] proof = proof(guest("7-AAAA"));
        guesses.add(
            () -> assertThrows(PairingRefusedException.class, () -> host.answer(proof)).reason());
      }
      ExecutorService threads = Executors.newFixedThreadPool(8);
      int wrong = 0;
      try {
        for (Future<Reason> guess : threads.invokeAll(guesses)) {
          wrong += guess.get() == Reason.WRONG_CODE ? 1 : 0;
        }
      } finally {
        threads.shutdown();
      }

      assertEquals(5, wrong);
      assertTrue(host.isBurnt());
    }

    @Test
    void ofTheOtherSideIsNoticedByThePhone() throws Exception {
      PairingGuest guest = guest("7-QXKD");
      byte[] proof = proof(guest);
      byte[] answer = host.answer(proof);
      answer[5] ^= 1;

      refused(Reason.WRONG_CODE, WRONG, () -> guest.finish(answer));
    }
  }

  @Nested
  class Bounds {

    @Test
    void theOldestOfMoreThanSixteenSessionsIsDropped() throws Exception {
      byte[] oldest = proof(guest("7-QXKD"));
      byte[] second = proof(guest("7-QXKD"));
      for (int i = 0; i < 15; i++) {
        host.answer(guest("7-QXKD").hello());
      }

      refused(
          Reason.BAD_MESSAGE,
          "This attempt to pair took too long, or too many tried at once: try again.",
          () -> host.answer(oldest));
      host.answer(second);
      assertEquals(1, kept.size());
    }

    @Test
    void anotherHelloOfTheSameSessionIsRefused() throws Exception {
      byte[] hello = guest("7-QXKD").hello();
      host.answer(hello);
      hello[hello.length - 1] ^= 1;

      refused(Reason.BAD_MESSAGE, BAD_MESSAGE, () -> host.answer(hello));
    }

    @Test
    void whatIsNoMessageIsRefused() {
      for (byte[] message : new byte[][] {{}, {1}, {1, 1}, new byte[1618], new byte[100_000]}) {
        refused(Reason.BAD_MESSAGE, BAD_MESSAGE, () -> host.answer(message));
      }
    }

    @Test
    void aChangedProofIsNoGuess() throws Exception {
      for (int i = 0; i < 6; i++) {
        byte[] proof = proof(guest("7-QXKD"));
        proof[500] ^= 1;
        refused(Reason.BAD_MESSAGE, BAD_MESSAGE, () -> host.answer(proof));
      }

      assertFalse(host.isBurnt());
    }

    @Test
    void aChangedProfileIsRefusedOnBothSides() throws Exception {
      byte[] changed = proof(guest("7-QXKD"));
      changed[changed.length - 1] ^= 1;
      refused(Reason.BAD_MESSAGE, BAD_MESSAGE, () -> host.answer(changed));
      PairingGuest guest = guest("7-QXKD");
      byte[] answer = host.answer(proof(guest));
      answer[answer.length - 1] ^= 1;

      refused(Reason.BAD_MESSAGE, BAD_MESSAGE, () -> guest.finish(answer));
    }

    @Test
    void namesThatCannotBeShownAreRefused() {
      for (String name : List.of("", "  ", "a\nb", "x\u202ey", "x".repeat(101))) {
        IllegalArgumentException failure =
            assertThrows(
                IllegalArgumentException.class,
                () -> new PairingGuest(CODE, name, CLOCK, new SecureRandom()));

        assertEquals(
            "A name has 1 to 100 characters, and no control characters.", failure.getMessage());
      }
    }
  }

  @Nested
  class Steps {

    @Test
    void outOfOrderAreMisuse() throws Exception {
      PairingGuest guest = guest("7-QXKD");
      assertThrows(IllegalStateException.class, () -> guest.finish(new byte[0]));
      byte[] answer = host.answer(guest.hello());
      guest.proof(answer);

      assertThrows(IllegalStateException.class, () -> guest.proof(answer));
    }

    @Test
    void ofAnotherProtocolAreRefused() {
      refused(Reason.BAD_MESSAGE, BAD_MESSAGE, () -> guest("7-QXKD").proof(new byte[2450]));
    }
  }
}
