package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.api.transport.EnvelopeDeferredException;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.testkit.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Photos that are refused for good, and their replay. */
@Timeout(60)
final class RefusedTest extends FilingFixture {
  @Test
  void textNamedAsAPhotoGoesToQuarantine() throws Exception {
    Receipt.Rejected receipt = (Receipt.Rejected) send(TEXT);
    assertEquals(RejectionCode.TYPE_NOT_ALLOWED, receipt.code());
    assertEquals("The file is named .jpg, but its content is text.", receipt.message());
    assertEquals(2, bench.files("quarantine").size());
    assertEquals(List.of(), bench.files("inbox"));
    assertEquals(List.of(), bench.files("staging"));
    DeliveryRecord record = onlyDelivery();
    assertEquals(DeliveryRecord.State.REJECTED, record.state());
    assertEquals("The file is named .jpg, but its content is text.", record.detail());
    assertEquals(
        List.of("rejected phone TYPE_NOT_ALLOWED The file is named .jpg, but its content is text."),
        bench.events.lines());
  }

  @Test
  void contentAboveTheLimitIsRejectedByItsTrueSize() throws Exception {
    restart(o -> o.maxPhotoSize(JPEG.length - 1));
    Receipt.Rejected receipt = (Receipt.Rejected) send(JPEG);
    assertEquals(RejectionCode.TOO_LARGE, receipt.code());
    assertEquals(
        "The file is larger than this receiver takes: at most " + (JPEG.length - 1) + " bytes.",
        receipt.message());
  }

  @Test
  void sinkThatRefusesForGoodEndsIt() throws Exception {
    sink.refuseNext(new PhotoRejectedException("No such patient."));
    Receipt.Rejected receipt = (Receipt.Rejected) send(JPEG);
    assertEquals(RejectionCode.REFUSED, receipt.code());
    assertEquals("No such patient.", receipt.message());
  }

  @Test
  void envelopeFromBeforeWhatIsRememberedIsTooOld() throws Exception {
    clock.advance(Duration.ofDays(5 * 365 + 3));
    sendOneOfNow();
    Receipt.Rejected receipt = (Receipt.Rejected) sendWhileTidying();
    assertEquals(RejectionCode.TOO_OLD, receipt.code());
    assertEquals(
        "The photo is older than the five years that this receiver remembers, by the clocks of the"
            + " device and of this computer: check both.",
        receipt.message());
    Person.replay(bench.receiver, id);
    bench.events.await(2, line -> line.startsWith("delivered"));
    assertEquals(2, sink.photos().size());
  }

  @Test
  void envelopeFromTheFutureIsTaken() throws Exception {
    clock.advance(Duration.ofDays(-400));
    assertInstanceOf(Receipt.Delivered.class, send(JPEG));
    assertInstanceOf(Receipt.Delivered.class, send(JPEG));
    assertEquals(1, sink.attempts());
  }

  @Test
  void ledgerForgetsPastItsAgeAndRefusesFromThenOn() throws Exception {
    send(JPEG);
    clock.advance(Duration.ofDays(5 * 365));
    EnvelopeId then = sendOneOfNow();
    restart(o -> o);
    assertInstanceOf(Receipt.Delivered.class, sendWhileTidying());
    clock.advance(Duration.ofDays(4));
    EnvelopeId later = sendOneOfNow();
    restart(o -> o);
    assertEquals(
        List.of(later, then),
        bench.receiver.deliveries(1_000).stream().map(record -> record.id().envelope()).toList());
    assertEquals(RejectionCode.TOO_OLD, ((Receipt.Rejected) sendWhileTidying()).code());
    assertEquals(3, sink.attempts());
  }

  private EnvelopeId sendOneOfNow() throws Exception {
    EnvelopeId now = EnvelopeId.create(clock, new SecureRandom());
    byte[] sealed = phone.seal(now, JPEG);
    untilTaken(() -> phone.deliver(bench.context(), now, sealed));
    return now;
  }

  /** By this clock a file of now is years old: a receiver that tidies up may take it away. */
  private Receipt sendWhileTidying() throws Exception {
    return untilTaken(() -> send(JPEG));
  }

  private static Receipt untilTaken(Callable<Receipt> sending) throws Exception {
    AtomicReference<Receipt> receipt = new AtomicReference<>();
    Await.<Exception>until(
        "the photo is taken",
        () -> {
          try {
            receipt.set(sending.call());
            return true;
          } catch (EnvelopeDeferredException | EnvelopeLostException e) {
            return false;
          }
        });
    return receipt.get();
  }

  @Test
  void replayOfWhatIsStillRefusedKeepsIt() throws Exception {
    send(TEXT);
    clock.advance(Duration.ofMinutes(1));
    Person.replay(bench.receiver, id);
    bench.events.await(2, line -> line.startsWith("rejected"));
    bench.close();
    assertEquals(clock.instant().truncatedTo(ChronoUnit.MILLIS), onlyDelivery().at());
    assertEquals(2, bench.files("quarantine").size());
    assertEquals(List.of(), bench.files("requests"));
  }

  @Test
  void replayAfterTheReasonIsGoneDelivers() throws Exception {
    sink.refuseNext(new PhotoRejectedException("No such patient."));
    byte[] sealed = phone.seal(id, JPEG);
    phone.deliver(bench.context(), id, sealed);
    Person.replay(bench.receiver, id);
    bench.events.await(line -> line.startsWith("delivered"));
    restart(o -> o);
    assertEquals(List.of(), bench.files("quarantine"));
    assertEquals(List.of(), bench.files("requests"));
    assertEquals(DeliveryRecord.State.DELIVERED, onlyDelivery().state());
    // A sender that lost the first receipt gets the new one.
    assertInstanceOf(Receipt.Delivered.class, phone.deliver(bench.context(), id, sealed));
    assertEquals(1, sink.photos().size());
  }

  @Test
  void replayWorksFromAnotherProcess() throws Exception {
    sink.refuseNext(new PhotoRejectedException("No such patient."));
    send(JPEG);
    try (Receiver other = Receiver.builder(home).build()) {
      Person.replay(other, id);
    }
    bench.events.await(line -> line.startsWith("delivered"));
  }

  @Test
  void replayIsDoneAtTheNextStartIfNobodyRunsTheHome() throws Exception {
    sink.refuseNext(new PhotoRejectedException("No such patient."));
    send(JPEG);
    bench.close();
    try (Receiver other = Receiver.builder(home).build()) {
      Person.replay(other, id);
    }
    restart(o -> o);
    bench.events.await(line -> line.startsWith("delivered"));
  }

  @Test
  void replayOfNothingSaysSo() throws Exception {
    send(JPEG);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Person.replay(bench.receiver, id));
    assertEquals(
        "there is nothing to try again for " + id + ": it neither waits nor lies in quarantine",
        e.getMessage());
  }

  /** As an integrator does who looks at each rejection. */
  @Test
  void replayAskedForWhileThePhotoIsBeingRejectedIsDone() throws Exception {
    AtomicReference<Receiver> receiver = new AtomicReference<>();
    sink.refuseNext(new PhotoRejectedException("No such patient."));
    sink.refuseNext(new PhotoRejectedException("No such patient."));
    CountDownLatch delivered = new CountDownLatch(1);
    restart(
        o ->
            o.events(
                new ReceiverEvents() {
                  @Override
                  public void rejected(PhotoId id, String from, Receipt.Rejected receipt) {
                    try {
                      Person.replay(Objects.requireNonNull(receiver.get()), receipt.id());
                    } catch (IOException | DecisionRefusedException e) {
                      throw new IllegalStateException(e);
                    }
                  }

                  @Override
                  public void delivered(StagedPhoto photo, Receipt.Delivered receipt) {
                    delivered.countDown();
                  }
                }));
    receiver.set(bench.receiver);
    assertInstanceOf(Receipt.Rejected.class, send(JPEG));
    delivered.await();
    assertEquals(1, sink.photos().size());
  }
}
