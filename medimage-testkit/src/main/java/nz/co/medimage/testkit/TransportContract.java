package nz.co.medimage.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import nz.co.medimage.api.transport.EnvelopeDeferredException;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.PairingLink;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.api.transport.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The contract of a {@link Transport} and its {@link nz.co.medimage.api.transport.Listener} as
 * tests of both together, for authors of transports to extend:
 *
 * <pre>{@code
 * final class ShareTransportTest extends TransportContract {
 *   @TempDir Path share;
 *
 *   @Override
 *   protected Transport transport() {
 *     return new ShareTransport(share);
 *   }
 *
 *   @Override
 *   protected Listener listener() throws IOException {
 *     return new ShareListener(Files.createTempDirectory(share, "receiver"));
 *   }
 * }
 * }</pre>
 *
 * <p>If the transport has sockets, override {@link #port} and {@link #via} too: the network between
 * the two is then made to fail. If the listener made anew for a restart needs the address of the
 * first, override {@link #restarted}. {@link Transport} explains the rules that a failing test
 * names. Each test has a limit of three minutes.
 */
@Timeout(180)
public abstract class TransportContract extends TransportEndings {

  /** For subclasses. */
  protected TransportContract() {}

  @Test
  final void bothHalvesAndTheRouteHaveOneId() {
    TransportRules.ID.holds(
        () -> {
          assertEquals(transport.id(), listener.id(), "the id of the listener");
          assertEquals(transport.id(), route.transport(), "the transport of the route");
        });
  }

  @Test
  final void envelopeArrivesAsItIs() {
    TransportRules.UPLOAD.holds(
        () -> {
          try (Link link = connect()) {
            for (int size : new int[] {1, 1000, SIZE}) {
              SealedEnvelope envelope = envelope(size);
              link.upload(envelope, QUIET);
              assertArrived(envelope);
            }
          }
        });
  }

  @Test
  final void freshEnvelopeArrivesOnceAlsoIfTheOtherEndHasItAfterAll() {
    TransportRules.UPLOAD.holds(
        () -> {
          SealedEnvelope envelope = envelope(SIZE);
          Path file = folder.resolve(envelope.id().toString());
          SealedEnvelope fresh = SealedEnvelope.of(envelope.id(), file, envelope.size(), true);
          try (Link link = connect()) {
            link.upload(fresh, QUIET);
            assertArrived(envelope);
            link.upload(fresh, QUIET);
            assertArrived(envelope);
          }
        });
  }

  @Test
  final void envelopeThatBreaksOffIsNotTakenForWhole() {
    TransportRules.UPLOAD.holds(
        () -> {
          SealedEnvelope envelope = envelope(SIZE);
          SealedEnvelope broken = new BrokenEnvelope(envelope);
          try (Link link = connect()) {
            assertThrows(IOException.class, () -> link.upload(broken, QUIET), "the upload");
          }
          int held = context.intake().received(envelope.id()).length;
          assertTrue(held < SIZE, "all of it arrived");
          try (Link link = connect()) {
            link.upload(envelope, QUIET);
            assertArrived(envelope);
          }
        });
  }

  @Test
  final void progressGrowsUpToTheSize() {
    TransportRules.PROGRESS.holds(
        () -> {
          List<Long> told = new ArrayList<>();
          SealedEnvelope envelope = envelope(SIZE);
          Thread caller = Thread.currentThread();
          Link.Progress progress =
              (sent, total) -> {
                assertSame(caller, Thread.currentThread(), "the thread of progress");
                assertEquals(SIZE, total, "the bytes in all");
                assertTrue(told.isEmpty() || sent >= told.get(told.size() - 1), "it went back");
                told.add(sent);
              };
          try (Link link = connect()) {
            link.upload(envelope, progress);
            assertFalse(told.isEmpty(), "no progress was told");
            assertEquals(0, told.get(0), "the first progress of a new upload");
            assertEquals(SIZE, told.get(told.size() - 1), "the last progress");
            told.clear();
            link.upload(envelope, progress);
            assertFalse(told.isEmpty(), "no progress was told of an upload that is there in full");
            assertEquals(SIZE, told.get(0), "the first progress of what is there in full");
          }
        });
  }

  @Test
  final void whatProgressThrowsBreaksOffAndTheRestComesLater() {
    TransportRules.PROGRESS.holds(
        () -> {
          SealedEnvelope envelope = envelope(SIZE);
          RuntimeException enough = new IllegalStateException("enough");
          try (Link link = connect()) {
            RuntimeException thrown =
                assertThrows(
                    RuntimeException.class,
                    () ->
                        link.upload(
                            envelope,
                            (sent, total) -> {
                              if (sent > 0) {
                                throw enough;
                              }
                            }));
            assertSame(enough, thrown, "what upload throws");
          }
          try (Link link = connect()) {
            link.upload(envelope, QUIET);
          }
          assertArrived(envelope);
        });
  }

  @Test
  final void uploadThatWasCutGoesOnWhereItStopped() {
    TransportRules.RESUME.holds(
        () -> {
          try (FaultProxy proxy = proxy()) {
            Route through = via(route, proxy.port());
            SealedEnvelope envelope = envelope(SIZE);
            proxy.always(Fault.endToTarget(SIZE / 2)); // no connection lives to bring all of it
            int attempts = 1;
            while (!goesOn(through, envelope)) {
              assertTrue(++attempts < 20, "each attempt began from the start");
            }
            assertArrived(envelope);
            assertTrue(proxy.struck() > 0, "nothing was cut");
            long most = SIZE + proxy.connections() * (BUFFER + OVERHEAD);
            long all = proxy.bytesToTarget();
            assertTrue(all <= most, () -> all + " bytes were sent of " + SIZE);
          }
        });
  }

  /** Makes one attempt, which begins no earlier than with what the other end is seen to have. */
  private boolean goesOn(Route through, SealedEnvelope envelope) throws Exception {
    long held = context.intake().received(envelope.id()).length;
    AtomicLong began = new AtomicLong(-1);
    boolean isWhole = uploads(through, envelope, sent -> began.compareAndSet(-1, sent));
    assertTrue(
        began.get() < 0 || began.get() >= held,
        () -> "it went on at " + began + ", though " + held + " bytes were there");
    return isWhole;
  }

  private boolean uploads(Route through, SealedEnvelope envelope, LongConsumer progress)
      throws Exception {
    try (Link link = connect(through)) {
      link.upload(envelope, (sent, total) -> progress.accept(sent));
      return true;
    } catch (NotPairedException e) {
      throw e;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  final void uploadThatWasBrokenOffGoesOnWhereItStopped() {
    TransportRules.RESUME.holds(
        () -> {
          assumeTrue(
              port(route).isEmpty(),
              "with sockets, bytes may be under way that count nowhere yet; uploadThatWasCutGoesOnWhereItStopped"
                  + " checks the rule");
          SealedEnvelope envelope = envelope(SIZE);
          try (Link link = connect()) {
            assertThrows(
                IllegalStateException.class, () -> link.upload(envelope, this::stopHalfWay));
          }
          List<Long> told = new ArrayList<>();
          try (Link link = connect()) {
            link.upload(envelope, (sent, total) -> told.add(sent));
          }
          assertArrived(envelope);
          assertTrue(told.get(0) > SIZE / 4, () -> "it went on at " + told.get(0));
        });
  }

  private void stopHalfWay(long sent, long total) {
    if (sent > total / 2) {
      throw new IllegalStateException("enough");
    }
  }

  private FaultProxy proxy() throws IOException {
    assumeTrue(port(route).isPresent(), "the transport has no sockets");
    return FaultProxy.to(port(route).getAsInt());
  }

  @Test
  final void receiptComesBack() {
    TransportRules.RECEIPT.holds(
        () -> {
          SealedEnvelope envelope = envelope(1000);
          byte[] receipt = TestPhotos.noise(5, 400);
          try (Link link = connect()) {
            link.upload(envelope, QUIET);
            Optional<byte[]> none = link.receipt(envelope.id(), Duration.ofMillis(20));
            assertTrue(none.isEmpty(), "a receipt that nobody gave");
            context.intake().answer(envelope.id(), receipt);
            assertArrayEquals(receipt, awaitReceipt(link, envelope), "the receipt");
            assertArrayEquals(receipt, awaitReceipt(link, envelope), "the receipt, again");
          }
        });
  }

  private static byte[] awaitReceipt(Link link, SealedEnvelope envelope) throws Exception {
    return link.receipt(envelope.id(), PATIENCE).orElseThrow();
  }

  @Test
  final void envelopeThatIsNotHeldIsLost() {
    TransportRules.RECEIPT.holds(
        () -> {
          SealedEnvelope envelope = envelope(1000);
          try (Link link = connect()) {
            assertThrows(EnvelopeLostException.class, () -> awaitReceipt(link, envelope));
            assumeFalse(transport.isStoreAndForward(), "a relay holds it");
            link.upload(envelope, QUIET);
            context.intake().lose(envelope.id());
            assertThrows(EnvelopeLostException.class, () -> awaitReceipt(link, envelope));
            link.upload(envelope, QUIET);
          }
          assertArrived(envelope);
        });
  }

  @Test
  final void deferralComesWithItsSentence() {
    TransportRules.DEFERRED.holds(
        () -> {
          assumeFalse(transport.isStoreAndForward(), "a relay defers by itself");
          SealedEnvelope envelope = envelope(1000);
          try (Link link = connect()) {
            context.intake().deferAll("There is no room; it is taken again later.");
            EnvelopeDeferredException deferred =
                assertThrows(EnvelopeDeferredException.class, () -> link.upload(envelope, QUIET));
            assertEquals(
                "There is no room; it is taken again later.",
                deferred.getMessage(),
                "the sentence");
            context.intake().deferNothing();
            link.upload(envelope, QUIET);
          }
          assertArrived(envelope);
        });
  }

  @Test
  final void anotherReceiverAtThatAddressGetsNothing() {
    TransportRules.RIGHT_RECEIVER.holds(
        () -> {
          assumeFalse(transport.isStoreAndForward(), "a relay is not the receiver");
          try (FaultProxy proxy = proxy()) {
            connect().close();
            // Were it asked, the other would let the device in.
            other.intake().accept(phone);
            proxy.redirect(port(secondRoute).getAsInt());
            closeListener();
            SealedEnvelope envelope = envelope(1000);
            assertThrows(
                IOException.class, () -> connect(via(route, proxy.port())).upload(envelope, QUIET));
            assertTrue(proxy.connections() > 0, "it was not tried");
            assertEquals(0, other.intake().envelopes(), "envelopes at the wrong receiver");
            assertEquals(0, other.intake().authentications(), "credentials shown to it");
          }
        });
  }

  @Test
  final void severalThreadsUploadByOneLink() {
    TransportRules.THREADS.holds(
        () -> {
          List<SealedEnvelope> all = new ArrayList<>();
          try (Link link = connect()) {
            List<Callable<Boolean>> uploads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
              SealedEnvelope envelope = envelope(300_000 + i);
              all.add(envelope);
              uploads.add(
                  () -> {
                    link.upload(envelope, QUIET);
                    return true;
                  });
            }
            AtOnce.run(uploads);
          }
          for (SealedEnvelope envelope : all) {
            assertArrived(envelope);
          }
        });
  }

  @Test
  final void announcedOfferIsFoundAndAnswers() {
    TransportRules.OFFERS.holds(
        () -> {
          assumeTrue(findsOffers(), "offers are not found near by");
          context.intake().onPair((nameplate, message) -> answer(nameplate, message));
          listener.announce(Set.of("7", "12"));
          List<PairingLink> links = transport.findOffers("12");
          assertEquals(1, links.size(), "offers under the nameplate 12");
          assertAnswers(links.get(0));
          assertTrue(transport.findOffers("99").isEmpty(), "an offer that nobody announced");
        });
  }

  @Test
  final void offerIsReachedAtATypedAddress() {
    TransportRules.OFFERS.holds(
        () -> {
          assumeTrue(typed(route).isPresent(), "no address can be typed");
          context.intake().onPair((nameplate, message) -> answer(nameplate, message));
          assertTrue(listener.reserve("12", Duration.ofMinutes(5)), "the nameplate is taken");
          listener.announce(Set.of("12"));
          List<PairingLink> links = transport.offersAt(typed(route).get(), "12");
          assertEquals(1, links.size(), () -> "links to the address " + typed(route).get());
          assertAnswers(links.get(0));
          assertNotForThis("no address");
        });
  }

  private void assertNotForThis(String address) {
    String tried = "offersAt(\"" + address + "\"), whose form is not for this transport";
    List<PairingLink> links = assertDoesNotThrow(() -> transport.offersAt(address, "12"), tried);
    assertEquals(List.of(), links, "links of " + tried);
  }
}
