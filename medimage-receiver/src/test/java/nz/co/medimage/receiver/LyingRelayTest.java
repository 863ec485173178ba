package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.api.transport.EnvelopeDeferredException;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.api.transport.Intake;
import nz.co.medimage.api.transport.ListenerContext;
import nz.co.medimage.crypto.EnvelopeOpener;
import nz.co.medimage.receiver.filter.SizeFilter;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.FakeSink;
import nz.co.medimage.testkit.MutableClock;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a relay says of an envelope, and what it gives for one, is authentic only once it was
 * opened. Whatever it lies, the photo arrives once, over the local network at once and over the
 * relay as soon as that behaves.
 */
@Timeout(120)
final class LyingRelayTest {
  private static final byte[] PHOTO = Arrays.copyOf(TestPhotos.jpeg(1), 1_200_000);
  private static final int VERSION = 8;
  private static final int SUITE = 9;
  private static final String DAMAGED =
      "problem Photos arrive damaged over relay; they are sent again. If this goes on,"
          + " something on that route loses or changes them.";
  private static final String UNSUPPORTED =
      "problem A photo that came over relay was sealed by a later version of MedImage, or is"
          + " damaged: update the receiver. Its sender keeps it meanwhile.";

  @TempDir Path home;
  private final MutableClock clock = MutableClock.at(Clock.systemUTC().instant());
  private final DirectListener relay = new DirectListener("relay");
  private final EnvelopeId id = Phone.freshId();
  private Bench bench;
  private Phone phone;
  private byte[] sealed;

  @BeforeEach
  void start() throws Exception {
    PairedHome.fill(home);
    phone = PairedHome.phone();
    sealed = phone.seal(id, PHOTO);
    start(new FakeSink("folders"), o -> o);
  }

  private void start(FakeSink sink, UnaryOperator<Receiver.Builder> more) throws IOException {
    bench = new Bench(home, sink, o -> more.apply(o.clock(clock).listener(relay)));
  }

  private void restart(FakeSink sink, UnaryOperator<Receiver.Builder> more) throws IOException {
    bench.close();
    start(sink, more);
  }

  @AfterEach
  void stop() throws IOException {
    bench.close();
  }

  /** What a relay can make of an envelope. */
  private enum Lie {
    SIZE_HUGE,
    SIZE_JUST_TOO_LARGE,
    SIZE_AND_ONE,
    SIZE_LESS_ONE,
    VERSION_FLIPPED,
    SUITE_FLIPPED,
    MAGIC_FLIPPED,
    ENVELOPE_ID_FLIPPED,
    PAIRING_ID_SWAPPED,
    KEY_FLIPPED,
    FIRST_SEGMENT_FLIPPED,
    LAST_SEGMENT_FLIPPED,
    HUGE_AND_VERSION_FLIPPED,
    HUGE_AND_FIRST_SEGMENT_FLIPPED,
    ANOTHER_ENVELOPE,
    CUT_OFF,
    ENDLESS;

    long size(byte[] sealed) {
      return switch (this) {
        case SIZE_HUGE, HUGE_AND_VERSION_FLIPPED, HUGE_AND_FIRST_SEGMENT_FLIPPED, ENDLESS ->
            1L << 50;
        case SIZE_JUST_TOO_LARGE -> EnvelopeOpener.maxSealedSize(SizeFilter.DEFAULT_BYTES) + 1;
        case SIZE_AND_ONE -> sealed.length + 1L;
        case SIZE_LESS_ONE -> sealed.length - 1L;
        default -> sealed.length;
      };
    }

    InputStream bytes(byte[] sealed, Phone phone) throws Exception {
      return switch (this) {
        case VERSION_FLIPPED, HUGE_AND_VERSION_FLIPPED -> flipped(sealed, VERSION);
        case SUITE_FLIPPED -> flipped(sealed, SUITE);
        case MAGIC_FLIPPED -> flipped(sealed, 0);
        case ENVELOPE_ID_FLIPPED -> flipped(sealed, 25);
        case PAIRING_ID_SWAPPED -> swapped(sealed);
        case KEY_FLIPPED -> flipped(sealed, 60);
        case FIRST_SEGMENT_FLIPPED, HUGE_AND_FIRST_SEGMENT_FLIPPED -> flipped(sealed, 5000);
        case LAST_SEGMENT_FLIPPED -> flipped(sealed, sealed.length - 1);
        case ANOTHER_ENVELOPE -> new ByteArrayInputStream(phone.seal(Phone.freshId(), PHOTO));
        case CUT_OFF -> new ByteArrayInputStream(sealed, 0, sealed.length / 2);
        case ENDLESS ->
            new SequenceInputStream(
                new ByteArrayInputStream(sealed), ListenerFixture.reading(() -> 0));
        default -> new ByteArrayInputStream(sealed);
      };
    }

    private static InputStream flipped(byte[] sealed, int at) {
      byte[] changed = sealed.clone();
      changed[at] ^= 1;
      return new ByteArrayInputStream(changed);
    }

    private static InputStream swapped(byte[] sealed) throws Exception {
      byte[] changed = sealed.clone();
      System.arraycopy(PairedHome.other().id().toBytes(), 0, changed, 26, 16);
      return new ByteArrayInputStream(changed);
    }
  }

  private Intake relayed() {
    return relay.context().intakeForAdmitted();
  }

  private ListenerContext direct() {
    return bench.context();
  }

  /** Brings what a relay gives, as a listener does, and gives the receipt that may come. */
  private CompletableFuture<byte[]> give(Lie lie) throws Exception {
    return give(phone.id(), id, lie.size(sealed), lie.bytes(sealed, phone));
  }

  private CompletableFuture<byte[]> give(PairingId from, EnvelopeId as, long size, InputStream in)
      throws Exception {
    long offset = relayed().begin(from, as, size);
    in.skipNBytes(Math.min(offset, in.available()));
    if (offset < size) {
      relayed().append(from, as, offset, in);
    }
    return relayed().receipt(from, as).toCompletableFuture();
  }

  private void giveHonestly() throws Exception {
    CompletableFuture<byte[]> receipt =
        give(phone.id(), id, sealed.length, new ByteArrayInputStream(sealed));
    assertInstanceOf(Receipt.Delivered.class, phone.open(id, Phone.await(receipt)));
  }

  private void assertFiledOnce() throws Exception {
    assertArrayEquals(PHOTO, bench.sink.content(id));
    assertEquals(1, bench.sink.attempts());
    assertEquals(1, bench.receiver.deliveries(1_000).size());
    assertEquals(DeliveryRecord.State.DELIVERED, bench.receiver.deliveries(1_000).get(0).state());
    assertFalse(bench.events.lines().stream().anyMatch(line -> line.startsWith("rejected")));
    assertEquals(List.of(), bench.files("quarantine"));
    bench.awaitEmpty("inbox");
    bench.awaitEmpty("staging");
  }

  /** No lie gets a receipt: whatever is complete is asked for again. */
  private static void assertNoReceipt(CompletableFuture<byte[]> receipt) {
    assertThrows(EnvelopeLostException.class, () -> Phone.await(receipt));
  }

  /** Of what is not complete there is nothing to tell yet. */
  private void assertNoReceiptFor(Lie lie) throws Exception {
    CompletableFuture<byte[]> receipt = give(lie);
    if (lie == Lie.SIZE_AND_ONE || lie == Lie.CUT_OFF) {
      assertFalse(receipt.isDone());
    } else {
      assertNoReceipt(receipt);
    }
  }

  @ParameterizedTest
  @EnumSource
  void lieDoesNotKeepThePhotoFromComingOverTheRelayLater(Lie lie) throws Exception {
    assertNoReceiptFor(lie);
    giveHonestly();
    assertFiledOnce();
  }

  @ParameterizedTest
  @EnumSource
  void lieInTheMiddleOfAnUploadOverTheLocalNetworkDoesNotTouchIt(Lie lie) throws Exception {
    int half = sealed.length / 2;
    direct().intake().begin(phone.id(), id, sealed.length);
    direct().intake().append(phone.id(), id, 0, new ByteArrayInputStream(sealed, 0, half));
    assertNoReceiptFor(lie);
    assertEquals(half, direct().intake().state(phone.id(), id).offset());
    assertInstanceOf(Receipt.Delivered.class, phone.deliver(direct(), id, sealed));
    assertFiledOnce();
  }

  @ParameterizedTest
  @EnumSource
  void lieAboutAPhotoThatWaitsForItsSinkChangesNothing(Lie lie) throws Exception {
    FakeSink away = new FakeSink("folders");
    away.goAway();
    restart(away, o -> o);
    phone.upload(direct(), id, sealed);
    CompletableFuture<byte[]> receipt = phone.receipt(direct(), id);
    bench.events.await(line -> line.startsWith("retrying"));
    var unused = give(lie);
    away.comeBack();
    assertInstanceOf(Receipt.Delivered.class, phone.open(id, Phone.await(receipt)));
    giveHonestly();
    assertArrayEquals(PHOTO, away.content(id));
    assertEquals(1, bench.receiver.deliveries(1_000).size());
    assertEquals(List.of(), bench.files("quarantine"));
  }

  @Test
  void liesAreToldOfAsTheRelays() throws Exception {
    assertNoReceipt(give(Lie.FIRST_SEGMENT_FLIPPED));
    assertNoReceipt(give(Lie.LAST_SEGMENT_FLIPPED));
    assertNoReceipt(give(Lie.SIZE_HUGE));
    assertNoReceipt(give(Lie.VERSION_FLIPPED));
    assertNoReceipt(give(Lie.SUITE_FLIPPED));
    bench.events.await(line -> line.equals(UNSUPPORTED));
    assertEquals(List.of(DAMAGED, UNSUPPORTED), bench.events.lines());
    clock.advance(RouteAlarm.QUIET);
    assertNoReceipt(give(Lie.LAST_SEGMENT_FLIPPED));
    bench.events.await(2, line -> line.equals(DAMAGED));
  }

  @Test
  void photoThatIsRejectedIsKeptWhateverTheRelayGivesForIt() throws Exception {
    byte[] text = "no picture".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    byte[] rejected = phone.seal(Phone.freshId(), text);
    EnvelopeId its = EnvelopeId.ofBytes(Arrays.copyOfRange(rejected, 10, 26));
    FakeSink away = new FakeSink("folders");
    byte[] garbage = rejected.clone();
    garbage[garbage.length - 1] ^= 1;
    restart(away, o -> o);
    relayed().begin(phone.id(), its, rejected.length);
    assertInstanceOf(Receipt.Rejected.class, phone.deliver(direct(), its, rejected));
    relayed().begin(phone.id(), its, rejected.length);
    assertThrows(
        IOException.class,
        () -> relayed().append(phone.id(), its, 0, new ByteArrayInputStream(garbage)));
    assertEquals(2, bench.files("quarantine").size());
    Path kept =
        HeldEnvelope.in(home.resolve("quarantine"), phone.photo(its), rejected.length).file();
    assertArrayEquals(rejected, java.nio.file.Files.readAllBytes(kept));
  }

  @Test
  void copiesOfARejectedPhotoThatACrashLeftAreToldApart() throws Exception {
    byte[] text = "no picture".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    sealed = phone.seal(Phone.freshId(), text);
    EnvelopeId its = EnvelopeId.ofBytes(Arrays.copyOfRange(sealed, 10, 26));
    phone.deliver(direct(), its, sealed);
    bench.close();
    // The ledger has it, and its file was not moved yet; a relay's copy lies beside it.
    Path kept = HeldEnvelope.in(home.resolve("quarantine"), phone.photo(its), sealed.length).file();
    java.nio.file.Files.move(kept, left("direct", its));
    byte[] garbage = sealed.clone();
    garbage[garbage.length - 1] ^= 1;
    java.nio.file.Files.write(left("relay", its), garbage);
    start(new FakeSink("folders"), o -> o);
    Await.until("the inbox is empty", () -> bench.files("inbox").isEmpty());
    assertArrayEquals(sealed, java.nio.file.Files.readAllBytes(kept));
  }

  private Path left(String transport, EnvelopeId its) {
    return HeldEnvelope.in(
            home.resolve("inbox"),
            phone.photo(its),
            sealed.length,
            transport,
            HeldEnvelope.Begun.WHILE_PAIRED)
        .file();
  }

  @Test
  void inventedEnvelopesUseUpNothing() throws Exception {
    for (int i = 0; i < 3 * Quotas.MOST_UNFINISHED; i++) {
      EnvelopeId invented = Phone.freshId();
      relayed().begin(phone.id(), invented, 10_000);
      relayed().append(phone.id(), invented, 0, new ByteArrayInputStream(new byte[100]));
    }
    assertEquals(Quotas.MOST_UNFINISHED, bench.files("inbox").size());
    assertEquals(0, direct().intake().begin(phone.id(), id, sealed.length));
    giveHonestly();
    assertEquals(sealed.length, direct().intake().begin(phone.id(), id, sealed.length));
    assertArrayEquals(PHOTO, bench.sink.content(id));
  }

  @Test
  void envelopeOfAnotherPairingIsNotTakenForThisOnes() throws Exception {
    assertNoReceipt(
        give(PairedHome.other().id(), id, sealed.length, new ByteArrayInputStream(sealed)));
    giveHonestly();
    assertFiledOnce();
  }

  @Test
  void oldDateThatNobodyVouchesForIsNoTooOld() throws Exception {
    EnvelopeId old = EnvelopeId.parse("00e1d3a0-0000-7000-8000-000000000001");
    assertNoReceipt(give(phone.id(), old, sealed.length, new ByteArrayInputStream(sealed)));
    assertEquals(List.of(), bench.receiver.deliveries(1_000));
    assertEquals(List.of(), bench.files("quarantine"));
  }

  @Test
  void sameMessageOverAndOverIsFiledOnce() throws Exception {
    giveHonestly();
    for (int i = 0; i < 20; i++) {
      giveHonestly();
    }
    assertFiledOnce();
  }

  @Test
  void tooLargePhotoIsRejectedWhateverSizeIsClaimed() throws Exception {
    restart(new FakeSink("folders"), o -> o.maxPhotoSize(1_000_000));
    assertNoReceipt(give(Lie.HUGE_AND_FIRST_SEGMENT_FLIPPED));
    // A size that would be taken is a lie that does not open.
    assertNoReceipt(give(phone.id(), id, 1_000_000, new ByteArrayInputStream(sealed)));
    Receipt receipt = phone.open(id, Phone.await(give(Lie.SIZE_HUGE)));
    assertEquals(RejectionCode.TOO_LARGE, ((Receipt.Rejected) receipt).code());
    assertEquals(receipt, phone.deliver(direct(), id, sealed));
  }

  @Test
  void headThatDoesNotSayItsSizeIsNoRejection() throws Exception {
    byte[] bad = HostileEnvelopes.seal(phone.pairing(), id, "{\"tag\":\"../..\"}", PHOTO);
    assertNoReceipt(give(phone.id(), id, 1L << 40, new ByteArrayInputStream(bad)));
    assertEquals(List.of(), bench.receiver.deliveries(1_000));
    // All of it is kept when it is refused for that.
    CompletableFuture<byte[]> receipt =
        give(phone.id(), id, bad.length, new ByteArrayInputStream(bad));
    Phone.await(receipt);
    assertEquals(2, bench.files("quarantine").size());
  }

  @Nested
  final class LaterVersion {
    private byte[] later;

    @BeforeEach
    void seal() {
      later = sealed.clone();
      later[VERSION] = 2;
    }

    private CompletableFuture<byte[]> uploadLater() throws Exception {
      direct().intake().begin(phone.id(), id, later.length);
      direct().intake().append(phone.id(), id, 0, new ByteArrayInputStream(later));
      return direct().intake().receipt(phone.id(), id).toCompletableFuture();
    }

    @Test
    void fromTheSenderItselfIsHeldWithoutAReceipt() throws Exception {
      CompletableFuture<byte[]> receipt = uploadLater();
      bench.events.await(line -> line.startsWith("problem"));
      assertEquals(
          List.of(
              "problem A photo that came over direct was sealed by a later version of MedImage,"
                  + " or is damaged: update the receiver. Its sender keeps it meanwhile."),
          bench.events.lines());
      assertEquals(later.length, direct().intake().begin(phone.id(), id, later.length));
      assertFalse(receipt.isDone());
      assertEquals(1, bench.files("inbox").size());
      DeliveryRecord record = bench.receiver.deliveries(1_000).get(0);
      assertEquals(DeliveryRecord.State.WAITING, record.state());
      assertEquals(
          "It was sealed by a later version of MedImage, or is damaged: update the receiver.",
          record.detail());
    }

    @Test
    void thatAreManyOfOneDeviceAreAskedForAgain() throws Exception {
      List<CompletableFuture<byte[]>> receipts = new ArrayList<>();
      for (int i = 0; i <= 20; i++) {
        EnvelopeId another = Phone.freshId();
        System.arraycopy(another.toBytes(), 0, later, 10, 16);
        direct().intake().begin(phone.id(), another, later.length);
        direct().intake().append(phone.id(), another, 0, new ByteArrayInputStream(later));
        receipts.add(direct().intake().receipt(phone.id(), another).toCompletableFuture());
      }
      CompletableFuture<?> first =
          CompletableFuture.anyOf(receipts.toArray(CompletableFuture<?>[]::new));
      assertThrows(EnvelopeLostException.class, () -> Phone.await(first));
      assertEquals(20, bench.files("inbox").size());
      giveHonestly();
      assertArrayEquals(PHOTO, bench.sink.content(id));
    }

    @Test
    void thatIsHeldDoesNotKeepAGenuineCopyBack() throws Exception {
      CompletableFuture<byte[]> held = uploadLater();
      bench.events.await(line -> line.startsWith("problem"));
      giveHonestly();
      assertInstanceOf(Receipt.Delivered.class, phone.open(id, Phone.await(held)));
      assertFiledOnce();
    }

    @Test
    void thatIsHeldIsTriedAgainAtTheNextStart() throws Exception {
      var unused = uploadLater();
      bench.events.await(line -> line.startsWith("problem"));
      bench.close();
      // A receiver that knows the version is one for which the version byte is right.
      Path file = left("direct", id);
      java.nio.file.Files.write(file, sealed);
      start(new FakeSink("folders"), o -> o);
      bench.events.await(line -> line.startsWith("delivered"));
      bench.close();
      start(bench.sink, o -> o);
      assertEquals(sealed.length, direct().intake().begin(phone.id(), id, sealed.length));
    }

    @Test
    void ofAReceiverThatIsNoLaterIsAskedForAgainAfterItsNextStart() throws Exception {
      var unused = uploadLater();
      bench.events.await(line -> line.startsWith("problem"));
      restart(new FakeSink("folders"), o -> o);
      bench.events.await(line -> line.startsWith("problem"));
      Await.until("the inbox is empty", () -> bench.files("inbox").isEmpty());
      assertEquals(0, direct().intake().begin(phone.id(), id, sealed.length));
      assertInstanceOf(Receipt.Delivered.class, phone.deliver(direct(), id, sealed));
      assertTrue(bench.files("quarantine").isEmpty());
    }
  }

  @Test
  void photoIsRefusedForNowWhileTheRelaysCopyOfAnotherSizeIsComingIn() throws Exception {
    relayed().begin(phone.id(), id, sealed.length + 1L);
    InputStream honest =
        ListenerFixture.reading(
            () -> {
              assertThrows(
                  EnvelopeDeferredException.class,
                  () -> relayed().begin(phone.id(), id, sealed.length));
              return -1;
            });
    relayed().append(phone.id(), id, 0, honest);
    giveHonestly();
    assertFiledOnce();
  }
}
