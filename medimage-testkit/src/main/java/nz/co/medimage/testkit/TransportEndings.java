package nz.co.medimage.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.PairingLink;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.api.transport.SealedEnvelope;
import org.junit.jupiter.api.Test;

/** The tests of {@link TransportContract} about how calls, links and both halves end. */
abstract class TransportEndings extends TransportAdmission {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofSeconds(5);
  private static final int LONGEST_MESSAGE = 8_192;
  private static final int LONGEST_ANSWER = 65_536;

  @Test
  final void closingALinkFreesWhoWaits() {
    TransportRules.CLOSE.holds(
        () -> {
          SealedEnvelope envelope = envelope(1000);
          Link link = connect();
          BackgroundCall wait = waitForReceipt(link, envelope);
          link.close();
          wait.assertFails(soon());
          assertThrows(IOException.class, () -> link.upload(envelope(10), QUIET));
        });
  }

  @Test
  final void closingTheTransportClosesItsLinks() {
    TransportRules.CLOSE.holds(
        () -> {
          SealedEnvelope envelope = envelope(1000);
          Link link = connect();
          BackgroundCall wait = waitForReceipt(link, envelope);
          closeTransport();
          wait.assertFails(soon());
          assertThrows(
              IOException.class,
              () -> link.upload(envelope(10), QUIET),
              "an upload after the transport was closed");
        });
  }

  @Test
  final void closingTheListenerFreesWhoWaits() {
    TransportRules.CLOSE.holds(
        () -> {
          assumeFalse(transport.isStoreAndForward(), "a relay is there without the receiver");
          SealedEnvelope envelope = envelope(1000);
          try (Link link = connect()) {
            BackgroundCall wait = waitForReceipt(link, envelope);
            closeListener();
            wait.assertFails(soon());
          }
        });
  }

  /** Uploads, and has another thread wait for the receipt. */
  private BackgroundCall waitForReceipt(Link link, SealedEnvelope envelope) throws Exception {
    link.upload(envelope, QUIET);
    assertArrived(envelope);
    BackgroundCall wait = BackgroundCall.begin("the wait", () -> link.receipt(envelope.id(), LONG));
    context.intake().awaitWaiting(envelope.id());
    return wait;
  }

  @Test
  final void interruptedUploadEnds() {
    TransportRules.INTERRUPT.holds(
        () -> {
          assumeFalse(transport.isStoreAndForward(), "a relay takes it without the receiver");
          CountDownLatch stored = new CountDownLatch(1);
          CountDownLatch freed = new CountDownLatch(1);
          context.intake().onAppend((id, held) -> block(stored, freed));
          SealedEnvelope envelope = envelope(SIZE);
          try (Link link = connect()) {
            BackgroundCall upload =
                BackgroundCall.begin("the upload", () -> link.upload(envelope, QUIET));
            assertTrue(stored.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS), "no byte arrived");
            upload.interrupt();
            upload.assertFails(soon());
          } finally {
            freed.countDown();
          }
        });
  }

  private static void block(CountDownLatch stored, CountDownLatch freed) throws IOException {
    stored.countDown();
    try {
      freed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  @Test
  final void interruptedWaitForAReceiptEnds() {
    TransportRules.INTERRUPT.holds(
        () -> {
          SealedEnvelope envelope = envelope(1000);
          try (Link link = connect()) {
            BackgroundCall wait = waitForReceipt(link, envelope);
            wait.interrupt();
            wait.assertFails(soon());
          }
        });
  }

  @Test
  final void waitsThatEndedLeaveNothingAtTheReceiver() {
    TransportRules.CANCEL.holds(
        () -> {
          assumeFalse(
              transport.isStoreAndForward(), "the receiver's half waits, whoever asks the relay");
          SealedEnvelope envelope = envelope(1000);
          Link link = connect();
          link.upload(envelope, QUIET);
          assertTrue(link.receipt(envelope.id(), Duration.ofMillis(20)).isEmpty(), "no receipt");
          awaitNobodyWaits("a wait ran out of time");
          BackgroundCall.begin("the wait", () -> link.receipt(envelope.id(), SHORT));
          Await.until("somebody waits", () -> context.intake().waiting() > 0);
          link.close(); // of which the other end may not hear until the wait is over
          awaitNobodyWaits("the link was closed");
        });
  }

  @Test
  final void listenerThatClosesCancelsItsWaits() {
    TransportRules.CANCEL.holds(
        () -> {
          SealedEnvelope envelope = envelope(1000);
          try (Link link = connect()) {
            waitForReceipt(link, envelope);
            Await.until("somebody waits", () -> context.intake().waiting() > 0);
            closeListener();
            awaitNobodyWaits("the listener was closed");
          }
        });
  }

  private void awaitNobodyWaits(String after) {
    Await.until(
        "the futures of Intake.receipt are cancelled after " + after,
        soon(),
        () -> context.intake().waiting() == 0);
  }

  @Test
  final void receiptWithoutWaitingReturnsSoon() {
    TransportRules.RECEIPT.holds(
        () -> {
          SealedEnvelope envelope = envelope(1000);
          try (Link link = connect()) {
            link.upload(envelope, QUIET);
            long best = Long.MAX_VALUE;
            for (int i = 0; i < 3 && best > atOnce().toNanos(); i++) {
              long begun = System.nanoTime();
              assertTrue(link.receipt(envelope.id(), Duration.ZERO).isEmpty(), "no receipt");
              best = Math.min(best, System.nanoTime() - begun);
            }
            Duration took = Duration.ofNanos(best);
            assertTrue(
                took.compareTo(atOnce()) <= 0, () -> "receipt(id, Duration.ZERO) took " + took);
          }
        });
  }

  @Test
  final void listenerThatStartsAgainIsTheSameReceiver() {
    TransportRules.RESTART.holds(
        () -> {
          connect().close();
          Route now = restart();
          Route known = port(now).isPresent() ? via(route, port(now).getAsInt()) : route;
          for (Route each : List.of(known, now)) {
            SealedEnvelope envelope = envelope(1000);
            try (Link link = connect(each)) {
              link.upload(envelope, QUIET);
            }
            assertArrived(envelope);
          }
        });
  }

  @Test
  final void longestPairingMessagesArrive() {
    TransportRules.OFFERS.holds(
        () -> {
          byte[] message = TestPhotos.noise(7, LONGEST_MESSAGE);
          byte[] answer = TestPhotos.noise(8, LONGEST_ANSWER);
          context
              .intake()
              .onPair(
                  (nameplate, arrived) -> {
                    assertArrayEquals(message, arrived, "the message that arrived");
                    return answer;
                  });
          try (PairingLink link = offer("12")) {
            assertArrayEquals(answer, link.exchange(message), "the answer of 65,536 bytes");
          }
        });
  }

  private PairingLink offer(String nameplate) throws IOException {
    assumeTrue(typed(route).isPresent() || findsOffers(), "the transport does not pair");
    assertTrue(listener.reserve(nameplate, Duration.ofMinutes(5)), "the nameplate is taken");
    listener.announce(Set.of(nameplate));
    List<PairingLink> links =
        typed(route).isPresent()
            ? transport.offersAt(typed(route).get(), nameplate)
            : transport.findOffers(nameplate);
    assertEquals(1, links.size(), "links to the offer");
    return links.get(0);
  }
}
