package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.api.transport.EnvelopeDeferredException;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.api.transport.Intake;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.OffsetConflictException;
import nz.co.medimage.crypto.EnvelopeOpener;
import nz.co.medimage.testkit.FakeSink;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class UploadTest extends ListenerFixture {
  @Test
  void whatArrivedBeforeABreakIsKept() throws Exception {
    assertEquals(0, context().intake().begin(phone.id(), id, sealed.length));
    IOException e =
        assertThrows(
            IOException.class, () -> context().intake().append(phone.id(), id, 0, broken(0, 100)));
    assertEquals("connection reset", e.getMessage());
    assertEquals(
        new Intake.UploadState(100, sealed.length), context().intake().state(phone.id(), id));
    phone.upload(context(), id, sealed);
    Phone.await(phone.receipt(context(), id));
    assertArrayEquals(JPEG, bench.sink.content(id));
  }

  @Test
  void uploadGoesOnAfterARestart() throws Exception {
    context().intake().begin(phone.id(), id, sealed.length);
    context().intake().append(phone.id(), id, 0, bytes(0, 77));
    bench.close();
    bench = new Bench(home);
    assertEquals(77, context().intake().begin(phone.id(), id, sealed.length));
    phone.upload(context(), id, sealed);
    Phone.await(phone.receipt(context(), id));
    assertArrayEquals(JPEG, bench.sink.content(id));
  }

  @Test
  void pieceAtAnotherOffsetIsTurnedAway() throws Exception {
    context().intake().begin(phone.id(), id, sealed.length);
    context().intake().append(phone.id(), id, 0, bytes(0, 10));
    OffsetConflictException e =
        assertThrows(
            OffsetConflictException.class,
            () -> context().intake().append(phone.id(), id, 5, bytes(5, 20)));
    assertEquals(10, e.offset());
  }

  @Test
  void secondAppenderIsTurnedAwayUntilTheFirstStalls() throws Exception {
    context().intake().begin(phone.id(), id, sealed.length);
    FrozenAppender first = frozenAt(50);
    assertThrows(
        OffsetConflictException.class,
        () -> context().intake().append(phone.id(), id, 50, bytes(50, sealed.length)));
    clock.advance(Duration.ofSeconds(6));
    context().intake().append(phone.id(), id, 50, bytes(50, sealed.length));
    Phone.await(phone.receipt(context(), id));
    assertThrows(OffsetConflictException.class, () -> Phone.await(first.goOn()));
    assertArrayEquals(JPEG, bench.sink.content(id));
  }

  @Test
  void otherSizeBeginsItAnew() throws Exception {
    context().intake().begin(phone.id(), id, 4711);
    context().intake().append(phone.id(), id, 0, bytes(0, 100));
    assertEquals(0, context().intake().begin(phone.id(), id, sealed.length));
    assertInstanceOf(Receipt.Delivered.class, phone.deliver(context(), id, sealed));
    bench.awaitEmpty("inbox");
  }

  @Test
  void otherSizeWaitsWhileTheFirstIsComingIn() throws Exception {
    context().intake().begin(phone.id(), id, sealed.length);
    EnvelopeDeferredException[] refused = new EnvelopeDeferredException[1];
    InputStream meanwhile =
        reading(
            () -> {
              refused[0] =
                  assertThrows(
                      EnvelopeDeferredException.class,
                      () -> context().intake().begin(phone.id(), id, 4711));
              return -1;
            });
    context().intake().append(phone.id(), id, 0, meanwhile);
    assertEquals(
        "This photo is coming in with another size at this moment; it is taken again later.",
        refused[0].getMessage());
  }

  @Test
  void otherDeviceUnderTheSameIdIsApart() throws Exception {
    context().intake().begin(phone.id(), id, sealed.length);
    context().intake().append(phone.id(), id, 0, bytes(0, 100));
    Phone other = PairedHome.other();
    assertThrows(EnvelopeLostException.class, () -> context().intake().state(other.id(), id));
    assertEquals(0, context().intake().begin(other.id(), id, 4711));
    assertEquals(100, context().intake().begin(phone.id(), id, sealed.length));
    assertInstanceOf(Receipt.Delivered.class, phone.deliver(context(), id, sealed));
  }

  @Test
  void uploadThatWasNeverBegunIsLost() {
    assertThrows(EnvelopeLostException.class, () -> context().intake().state(phone.id(), id));
    assertThrows(
        EnvelopeLostException.class,
        () -> context().intake().append(phone.id(), id, 0, bytes(0, 10)));
    assertThrows(EnvelopeLostException.class, () -> Phone.await(phone.receipt(context(), id)));
  }

  @Test
  void finishedUploadStandsAtItsEnd() throws Exception {
    phone.deliver(context(), id, sealed);
    assertEquals(
        new Intake.UploadState(sealed.length, sealed.length),
        context().intake().state(phone.id(), id));
    assertEquals(
        sealed.length, context().intake().append(phone.id(), id, sealed.length, bytes(0, 0)));
    assertThrows(
        OffsetConflictException.class,
        () -> context().intake().append(phone.id(), id, 0, bytes(0, 10)));
  }

  @Test
  void revokedInTheMiddleTheRestIsRefused() throws Exception {
    byte[] large = TestPhotos.noise(1, 2 << 20);
    sealed = phone.seal(id, large);
    context().intake().begin(phone.id(), id, sealed.length);
    InputStream revoking =
        reading(
            () -> {
              bench.receiver.revoke("phone");
              return -1;
            });
    InputStream all =
        new SequenceInputStream(
            new SequenceInputStream(bytes(0, 1000), revoking), bytes(1000, sealed.length));
    NotPairedException e =
        assertThrows(
            NotPairedException.class, () -> context().intake().append(phone.id(), id, 0, all));
    assertEquals(NOT_PAIRED, e.getMessage());
    assertEquals(0, bench.sink.attempts());
  }

  @Test
  void unfinishedUploadIsDroppedAfterAWeek() throws Exception {
    context().intake().begin(phone.id(), id, sealed.length);
    context().intake().append(phone.id(), id, 0, bytes(0, 77));
    assertEquals(Duration.ofDays(7), context().intake().unfinishedKept());
    bench.close();
    clock.advance(Duration.ofDays(6));
    bench = new Bench(home, new FakeSink("folders"), o -> o.clock(clock));
    assertEquals(77, context().intake().state(phone.id(), id).offset());
    bench.close();
    clock.advance(Duration.ofDays(2));
    bench = new Bench(home, new FakeSink("folders"), o -> o.clock(clock));
    assertThrows(EnvelopeLostException.class, () -> context().intake().state(phone.id(), id));
    assertEquals(List.of(), bench.files("inbox"));
  }

  @Test
  void contentBeyondTheLimitIsRejectedByItsBeginning() throws Exception {
    sealed = phone.seal(id, Arrays.copyOf(JPEG, 17 << 20));
    assertEquals(0, context().intake().begin(phone.id(), id, sealed.length));
    InputStream body = bytes(0, sealed.length);
    assertEquals(sealed.length, context().intake().append(phone.id(), id, 0, body));
    assertEquals(sealed.length - EnvelopeOpener.MANIFEST_WITHIN, body.available());
    Receipt.Rejected receipt =
        (Receipt.Rejected) phone.open(id, Phone.await(phone.receipt(context(), id)));
    assertEquals(RejectionCode.TOO_LARGE, receipt.code());
    assertEquals("The file is larger than this receiver takes: at most 16 MiB.", receipt.message());
    assertEquals(List.of(), bench.files("inbox"));
    assertEquals(List.of(), bench.files("quarantine"));
    assertEquals(sealed.length, context().intake().begin(phone.id(), id, sealed.length));
    assertEquals(
        new Intake.UploadState(sealed.length, sealed.length),
        context().intake().state(phone.id(), id));
  }

  @Test
  void beginningOfWhatIsTooLargeIsOpenedAfterARestartToo() throws Exception {
    sealed = phone.seal(id, Arrays.copyOf(JPEG, 17 << 20));
    context().intake().begin(phone.id(), id, sealed.length);
    context().intake().append(phone.id(), id, 0, bytes(0, 1 << 20));
    bench.close();
    bench = new Bench(home);
    assertEquals(1 << 20, context().intake().begin(phone.id(), id, sealed.length));
    Receipt.Rejected receipt = (Receipt.Rejected) phone.deliver(context(), id, sealed);
    assertEquals(RejectionCode.TOO_LARGE, receipt.code());
    assertEquals(List.of(), bench.files("inbox"));
  }

  @Test
  void ofTooManyUnfinishedUploadsOfADeviceTheOldestGivesWay() throws Exception {
    List<EnvelopeId> begun = new ArrayList<>();
    for (int i = 0; i <= Quotas.MOST_UNFINISHED; i++) {
      begun.add(Phone.freshId());
      context().intake().begin(phone.id(), begun.get(i), 1000);
      clock.advance(Duration.ofSeconds(1));
    }
    assertEquals(Quotas.MOST_UNFINISHED, bench.files("inbox").size());
    assertThrows(
        EnvelopeLostException.class, () -> context().intake().state(phone.id(), begun.get(0)));
    assertEquals(0, context().intake().state(phone.id(), begun.get(1)).offset());
  }

  @Test
  void unfinishedUploadsOfARevokedDeviceAreDropped() throws Exception {
    context().intake().begin(phone.id(), id, sealed.length);
    bench.receiver.revoke("phone");
    bench.close();
    bench = new Bench(home);
    assertEquals(List.of(), bench.files("inbox"));
  }

  @Test
  void uploadBegunAnewWhileTheEarlierOneEndedIsDropped() throws Exception {
    phone.deliver(context(), id, sealed);
    bench.close();
    Path left =
        HeldEnvelope.in(
                home.resolve("inbox"),
                phone.photo(id),
                sealed.length,
                "direct",
                HeldEnvelope.Begun.WHILE_PAIRED)
            .file();
    Files.createFile(left);
    bench = new Bench(home);
    assertEquals(sealed.length, context().intake().begin(phone.id(), id, sealed.length));
    assertEquals(List.of(), bench.files("inbox"));
  }

  @Test
  void emptyEnvelopeIsRefused() {
    assertThrows(
        EnvelopeDeferredException.class, () -> context().intake().begin(phone.id(), id, 0));
  }
}
