package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.HoldCode;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.PatientQuery;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.api.transport.EnvelopeDeferredException;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.api.transport.Intake;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.OffsetConflictException;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.FakeSink;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Envelopes are opened while they come in. Which ones were shows when their file in the inbox is
 * damaged behind the receiver's back: what was opened does not need it.
 */
@Timeout(60)
final class EarlyOpeningTest extends ListenerFixture {
  private static final byte[] PHOTO = Arrays.copyOf(JPEG, 3_000_000);

  @BeforeEach
  void seal() throws Exception {
    sealed = phone.seal(id, PHOTO);
  }

  private void restart(UnaryOperator<Receiver.Builder> more) throws IOException {
    bench.close();
    bench = new Bench(home, new FakeSink("folders"), o -> more.apply(o.clock(clock)));
  }

  private Intake intake() {
    return context().intake();
  }

  private void append(int from, int to) throws IOException {
    intake().append(phone.id(), id, from, bytes(from, to));
  }

  private void appendInBlocks(int from, int to) throws IOException {
    for (int at = from; at < to; at += 100_003) {
      append(at, Math.min(to, at + 100_003));
    }
  }

  private void begin() throws IOException {
    assertEquals(0, intake().begin(phone.id(), id, sealed.length));
  }

  private Path inboxFile() throws IOException {
    List<String> files = bench.files("inbox");
    assertEquals(1, files.size(), files::toString);
    return home.resolve("inbox").resolve(files.get(0));
  }

  private void damageInbox() throws IOException {
    try (FileChannel file = FileChannel.open(inboxFile(), StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), 1_000_000);
    }
  }

  private Receipt receipt() throws Exception {
    return phone.open(id, Phone.await(phone.receipt(context(), id)));
  }

  private void assertFiled() throws Exception {
    assertInstanceOf(Receipt.Delivered.class, receipt());
    assertArrayEquals(PHOTO, bench.sink.content(id));
    assertEquals(1, bench.sink.attempts());
    assertNothingLeft();
  }

  private void assertLostAndFiledWhenSentAgain() throws Exception {
    assertThrows(EnvelopeLostException.class, this::receipt);
    assertNothingLeft();
    phone.upload(context(), id, sealed);
    assertFiled();
  }

  private void assertNothingLeft() throws IOException {
    bench.awaitEmpty("staging");
    bench.awaitEmpty("inbox");
  }

  @Test
  void theSealedBytesAreNotReadAgain() throws Exception {
    begin();
    appendInBlocks(0, sealed.length - 1);
    damageInbox();
    append(sealed.length - 1, sealed.length);
    assertFiled();
  }

  @Test
  void nobodyIsGivenThePhotoBeforeTheLastByte() throws Exception {
    begin();
    appendInBlocks(0, sealed.length - 1);
    assertEquals(List.of("arriving-1"), bench.files("staging"));
    assertTrue(Files.size(home.resolve("staging").resolve("arriving-1")) < PHOTO.length);
    assertEquals(0, bench.sink.attempts());
    append(sealed.length - 1, sealed.length);
    assertFiled();
  }

  @Test
  void afterABreakItGoesOn() throws Exception {
    begin();
    assertThrows(IOException.class, () -> intake().append(phone.id(), id, 0, broken(0, 1_500_000)));
    assertEquals(1_500_000, intake().state(phone.id(), id).offset());
    append(1_500_000, sealed.length - 1);
    damageInbox();
    append(sealed.length - 1, sealed.length);
    assertFiled();
  }

  @Test
  void afterARestartTheInboxIsRead() throws Exception {
    begin();
    appendInBlocks(0, 1_500_000);
    restart(o -> o);
    assertEquals(List.of(), bench.files("staging"));
    assertEquals(1_500_000, intake().begin(phone.id(), id, sealed.length));
    append(1_500_000, sealed.length - 1);
    damageInbox();
    append(sealed.length - 1, sealed.length);
    assertLostAndFiledWhenSentAgain();
  }

  @Test
  void whatIsRejectedIsReadBeforeItIsKept() throws Exception {
    restart(o -> o.allowedTypes(Set.of("png")));
    begin();
    append(0, sealed.length - 1);
    damageInbox();
    append(sealed.length - 1, sealed.length);
    assertThrows(EnvelopeLostException.class, this::receipt);
    assertEquals(List.of(), bench.files("quarantine"));

    phone.upload(context(), id, sealed);
    Receipt.Rejected rejected = assertInstanceOf(Receipt.Rejected.class, receipt());
    assertEquals(RejectionCode.TYPE_NOT_ALLOWED, rejected.code());
    assertEquals(
        Optional.of(RejectionCode.TYPE_NOT_ALLOWED),
        bench.receiver.deliveries(1).get(0).rejection());
    assertQuarantined();
  }

  @Test
  void whatIsRejectedAndGoneFromTheInboxIsAskedForAgain() throws Exception {
    CountDownLatch rejecting = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    PhotoFilter filter =
        new PhotoFilter() {
          @Override
          public String id() {
            return "strict";
          }

          @Override
          public StagedPhoto apply(StagedPhoto photo) throws PhotoRejectedException {
            rejecting.countDown();
            try {
              goOn.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            throw new PhotoRejectedException("Not this one.");
          }
        };
    restart(o -> o.filter(filter));
    begin();
    append(0, sealed.length);
    rejecting.await();
    Files.delete(inboxFile());
    goOn.countDown();
    assertThrows(EnvelopeLostException.class, this::receipt);
    assertEquals(List.of(), bench.files("quarantine"));
    assertNothingLeft();

    phone.upload(context(), id, sealed);
    assertInstanceOf(Receipt.Rejected.class, receipt());
    assertQuarantined();
  }

  @Test
  void whatIsHeldIsReadBeforeItIsKept() throws Exception {
    PatientCheck knowsNobody =
        new PatientCheck() {
          @Override
          public String id() {
            return "practice";
          }

          @Override
          public PatientMatch find(PatientQuery query) {
            return PatientMatch.unknown();
          }
        };
    restart(o -> o.patientCheck(knowsNobody, WhenUnavailable.WAIT));
    begin();
    append(0, sealed.length - 1);
    damageInbox();
    append(sealed.length - 1, sealed.length);
    assertThrows(EnvelopeLostException.class, this::receipt);
    assertEquals(List.of(), bench.files("quarantine"));

    phone.upload(context(), id, sealed);
    assertEquals(HoldCode.UNKNOWN_PATIENT, assertInstanceOf(Receipt.Held.class, receipt()).code());
    assertQuarantined();
    Person.assign(bench.receiver, id, PatientTag.parse("#ZZZ0016"), "Dr Ngata");
    bench.awaitEmpty("staging");
  }

  private void assertQuarantined() throws IOException {
    String file =
        bench.files("quarantine").stream()
            .filter(name -> name.endsWith(".sealed"))
            .findFirst()
            .orElseThrow();
    assertArrayEquals(sealed, Files.readAllBytes(home.resolve("quarantine").resolve(file)));
    assertNothingLeft();
  }

  @Test
  void damageOnTheWayIsJudgedByTheInboxAlone() throws Exception {
    byte[] good = sealed.clone();
    sealed[1_500_000] ^= 1;
    begin();
    append(0, 2_500_000);
    assertEquals(List.of(), bench.files("staging"), "it failed, and was given up");
    append(2_500_000, sealed.length);
    assertThrows(EnvelopeLostException.class, this::receipt);
    assertNothingLeft();
    sealed = good;
    phone.upload(context(), id, sealed);
    assertFiled();
  }

  @Test
  void envelopeOfAnotherIdIsNotTaken() throws Exception {
    EnvelopeId other = Phone.freshId();
    byte[] ofAnother = phone.seal(other, PHOTO);
    phone.upload(context(), id, ofAnother);
    assertThrows(EnvelopeLostException.class, () -> Phone.await(phone.receipt(context(), id)));
    assertEquals(0, bench.sink.attempts());
    assertNothingLeft();
  }

  @Test
  void secondAppenderGoesOnWhereTheStalledOneIs() throws Exception {
    begin();
    FrozenAppender first = frozenAt(1_000_000);
    clock.advance(Duration.ofSeconds(6));
    append((int) intake().state(phone.id(), id).offset(), sealed.length - 1);
    assertThrows(OffsetConflictException.class, () -> Phone.await(first.goOn()));
    damageInbox();
    append(sealed.length - 1, sealed.length);
    assertFiled();
  }

  @Test
  void revokedInTheMiddleNothingLiesOpen() throws Exception {
    begin();
    append(0, 1_500_000);
    bench.receiver.revoke("phone");
    assertThrows(NotPairedException.class, () -> append(1_500_000, sealed.length));
    assertEquals(List.of(), bench.files("staging"));
    assertEquals(0, bench.sink.attempts());
  }

  @Test
  void whatComesAfterARevocationIsNotOpened() throws Exception {
    bench.receiver.revoke("phone");
    Intake relayed = context().intakeForAdmitted();
    relayed.begin(phone.id(), id, sealed.length);
    relayed.append(phone.id(), id, 0, bytes(0, 1_500_000));
    assertEquals(List.of(), bench.files("staging"));
    relayed.append(phone.id(), id, 1_500_000, bytes(1_500_000, sealed.length));
    Receipt receipt = phone.open(id, Phone.await(relayed.receipt(phone.id(), id)));
    assertEquals(
        RejectionCode.DEVICE_REVOKED, assertInstanceOf(Receipt.Rejected.class, receipt).code());
    assertQuarantined();
  }

  @Test
  void revokedInTheMiddleWhatARelayBringsIsBegunAnew() throws Exception {
    Intake relayed = context().intakeForAdmitted();
    relayed.begin(phone.id(), id, sealed.length);
    relayed.append(phone.id(), id, 0, bytes(0, 1_500_000));
    assertEquals(1, bench.files("staging").size());
    bench.receiver.revoke("phone");
    assertThrows(
        EnvelopeDeferredException.class,
        () -> relayed.append(phone.id(), id, 1_500_000, bytes(1_500_000, sealed.length)));
    assertEquals(List.of(), bench.files("staging"));
    assertEquals(0, relayed.begin(phone.id(), id, sealed.length));
  }

  @Test
  void ofTwoCopiesOnTheirWayAtOnceOneIsFiled() throws Exception {
    DirectListener relay = new DirectListener("relay");
    restart(o -> o.listener(relay));
    Intake relayed = relay.context().intakeForAdmitted();
    begin();
    relayed.begin(phone.id(), id, sealed.length);
    append(0, 1_500_000);
    relayed.append(phone.id(), id, 0, bytes(0, 2_500_000));
    assertEquals(List.of("arriving-1", "arriving-2"), bench.files("staging"));
    append(1_500_000, sealed.length);
    assertFiled();
    assertEquals(sealed.length, relayed.begin(phone.id(), id, sealed.length));
    assertNothingLeft();
  }

  @Test
  void uploadThatGivesWayLeavesNothing() throws Exception {
    intake().begin(phone.id(), id, sealed.length + 1000);
    append(0, 1_500_000);
    assertEquals(List.of("arriving-1"), bench.files("staging"));
    begin();
    assertEquals(List.of(), bench.files("staging"));
    append(0, sealed.length);
    assertFiled();
  }

  @Test
  void ofWhatSeemsTooLargeNothingIsOpened() throws Exception {
    restart(o -> o.maxPhotoSize(1 << 20));
    begin();
    append(0, 1_000_000);
    assertEquals(List.of(), bench.files("staging"));
    append(1_000_000, sealed.length);
    assertEquals(
        RejectionCode.TOO_LARGE, assertInstanceOf(Receipt.Rejected.class, receipt()).code());
  }

  @Test
  void closedReceiverLeavesNothing() throws Exception {
    begin();
    append(0, 1_500_000);
    bench.close();
    assertEquals(List.of(), bench.files("staging"));
  }

  @Test
  void photoThatWaitsDoesNotLieOpen() throws Exception {
    restart(o -> o.addOnTimeLimit(Duration.ofMillis(50)));
    begin();
    append(0, 1_500_000);
    clock.advance(Upload.BETWEEN_BLOCKS);
    Await.until("nothing lies open", () -> bench.files("staging").isEmpty());
    append(1_500_000, sealed.length);
    assertFiled();
  }

  @Test
  void onlySomeAreOpenedAtOnceAndStalledOnesMakeRoom() throws Exception {
    int most = EarlyOpenings.most();
    for (int i = 0; i <= most; i++) {
      EnvelopeId other = Phone.freshId();
      byte[] envelope = phone.seal(other, PHOTO);
      intake().begin(phone.id(), other, envelope.length);
      intake().append(phone.id(), other, 0, new ByteArrayInputStream(envelope, 0, 1_500_000));
    }
    assertEquals(most, bench.files("staging").size());
    begin();
    append(0, 1_500_000);
    append(1_500_000, sealed.length);
    assertInstanceOf(Receipt.Delivered.class, receipt());
    Await.until("only those lie open", () -> bench.files("staging").size() == most);

    clock.advance(Upload.STALLED);
    EnvelopeId last = Phone.freshId();
    byte[] envelope = phone.seal(last, PHOTO);
    intake().begin(phone.id(), last, envelope.length);
    intake().append(phone.id(), last, 0, new ByteArrayInputStream(envelope, 0, 1_500_000));
    assertEquals(List.of("arriving-" + (most + 1)), bench.files("staging"));
  }

  @Test
  void largeFileIsOpenedWhileItArrivesToo() throws Exception {
    byte[] video = Arrays.copyOf(JPEG, 13 << 20);
    EnvelopeId large = Phone.freshId();
    sealed = phone.seal(large, video);
    intake().begin(phone.id(), large, sealed.length);
    intake().append(phone.id(), large, 0, bytes(0, sealed.length - 1));
    damageInbox();
    intake().append(phone.id(), large, sealed.length - 1, bytes(sealed.length - 1, sealed.length));
    Receipt receipt = phone.open(large, Phone.await(phone.receipt(context(), large)));
    assertInstanceOf(Receipt.Delivered.class, receipt);
    assertArrayEquals(video, bench.sink.content(large));
    assertNothingLeft();
  }
}
