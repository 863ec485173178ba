package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import nz.co.medimage.api.Credential;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.Rejection;
import nz.co.medimage.api.spi.EnvelopeLostException;
import nz.co.medimage.api.spi.EnvelopeRefusedException;
import nz.co.medimage.api.spi.NotPairedException;
import nz.co.medimage.api.spi.OffsetConflictException;
import nz.co.medimage.api.spi.Reception;
import nz.co.medimage.testkit.FakeSink;
import nz.co.medimage.testkit.MutableClock;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ReceptionTest {
  private static final byte[] JPEG = TestPhotos.jpeg(1);
  private static final String NOT_PAIRED =
      "This device is not paired with the receiver, or no longer.";

  @TempDir Path home;
  private final MutableClock clock = MutableClock.at(Clock.systemUTC().instant());
  private Bench bench;
  private Phone phone;
  private final EnvelopeId id = Phone.freshId();
  private byte[] sealed;

  @BeforeEach
  void start() throws Exception {
    PairedHome.fill(home);
    bench = new Bench(home, new FakeSink("folders"), o -> o.clock(clock));
    phone = PairedHome.phone();
    sealed = phone.seal(id, JPEG);
  }

  @AfterEach
  void stop() throws IOException {
    bench.close();
  }

  private Reception reception() {
    return bench.reception();
  }

  private InputStream bytes(int from, int to) {
    return new ByteArrayInputStream(sealed, from, to - from);
  }

  /** Gives some bytes, then breaks as a connection does. */
  private InputStream broken(int from, int to) {
    InputStream breaking =
        reading(
            () -> {
              throw new IOException("connection reset");
            });
    return new SequenceInputStream(bytes(from, to), breaking);
  }

  private interface Read {
    int read() throws IOException;
  }

  /** A stream that does something when it is read. */
  private static InputStream reading(Read read) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        return read.read();
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        int value = read();
        if (value < 0) {
          return -1;
        }
        buffer[offset] = (byte) value;
        return 1;
      }
    };
  }

  @Nested
  final class Authentication {
    @Test
    void pairedCredentialIsLetIn() throws Exception {
      assertEquals(phone.id(), reception().authenticate(phone.pairing().credential()));
    }

    @Test
    void wrongTokenIsNot() {
      Credential forged = new Credential(phone.id(), new byte[32]);
      NotPairedException e =
          assertThrows(NotPairedException.class, () -> reception().authenticate(forged));
      assertEquals(NOT_PAIRED, e.getMessage());
    }

    @Test
    void revocationByAnotherProcessCountsAtOnce() throws Exception {
      try (Receiver other = Receiver.builder(home).build()) {
        other.revoke("phone");
      }
      Credential credential = phone.pairing().credential();
      assertThrows(NotPairedException.class, () -> reception().authenticate(credential));
      assertThrows(
          NotPairedException.class, () -> reception().begin(phone.id(), id, sealed.length));
      assertEquals(
          List.of("other"), bench.receiver.pairings().stream().map(PairedDevice::name).toList());
    }
  }

  @Nested
  final class Uploading {
    @Test
    void whatArrivedBeforeABreakIsKept() throws Exception {
      assertEquals(0, reception().begin(phone.id(), id, sealed.length));
      IOException e =
          assertThrows(
              IOException.class, () -> reception().append(phone.id(), id, 0, broken(0, 100)));
      assertEquals("connection reset", e.getMessage());
      assertEquals(
          new Reception.UploadState(100, sealed.length), reception().state(phone.id(), id));
      phone.upload(reception(), id, sealed);
      Phone.await(phone.receipt(reception(), id));
      assertArrayEquals(JPEG, bench.sink.photos().get(id));
    }

    @Test
    void uploadGoesOnAfterARestart() throws Exception {
      reception().begin(phone.id(), id, sealed.length);
      reception().append(phone.id(), id, 0, bytes(0, 77));
      bench.close();
      bench = new Bench(home);
      assertEquals(77, reception().begin(phone.id(), id, sealed.length));
      phone.upload(reception(), id, sealed);
      Phone.await(phone.receipt(reception(), id));
      assertArrayEquals(JPEG, bench.sink.photos().get(id));
    }

    @Test
    void pieceAtAnotherOffsetIsTurnedAway() throws Exception {
      reception().begin(phone.id(), id, sealed.length);
      reception().append(phone.id(), id, 0, bytes(0, 10));
      OffsetConflictException e =
          assertThrows(
              OffsetConflictException.class,
              () -> reception().append(phone.id(), id, 5, bytes(5, 20)));
      assertEquals(10, e.offset());
    }

    @Test
    void secondAppenderIsTurnedAwayUntilTheFirstStalls() throws Exception {
      reception().begin(phone.id(), id, sealed.length);
      CountDownLatch reading = new CountDownLatch(1);
      CountDownLatch goOn = new CountDownLatch(1);
      InputStream frozen =
          reading(
              () -> {
                reading.countDown();
                try {
                  goOn.await();
                } catch (InterruptedException e) {
                  throw new IOException(e);
                }
                return sealed[50] & 0xFF;
              });
      CompletableFuture<Long> first = new CompletableFuture<>();
      Thread thread =
          new Thread(
              () -> {
                try {
                  InputStream all = new SequenceInputStream(bytes(0, 50), frozen);
                  first.complete(reception().append(phone.id(), id, 0, all));
                } catch (IOException e) {
                  first.completeExceptionally(e);
                }
              });
      thread.start();
      reading.await();
      assertThrows(
          OffsetConflictException.class,
          () -> reception().append(phone.id(), id, 50, bytes(50, sealed.length)));
      clock.advance(Duration.ofSeconds(6));
      reception().append(phone.id(), id, 50, bytes(50, sealed.length));
      Phone.await(phone.receipt(reception(), id));
      goOn.countDown();
      assertThrows(OffsetConflictException.class, () -> Phone.await(first));
      assertArrayEquals(JPEG, bench.sink.photos().get(id));
    }

    @Test
    void otherSizeOrOtherDeviceIsRefused() throws Exception {
      reception().begin(phone.id(), id, sealed.length);
      String sentence =
          "An upload of this photo was begun with another size or from another device.";
      EnvelopeRefusedException size =
          assertThrows(
              EnvelopeRefusedException.class, () -> reception().begin(phone.id(), id, 4711));
      assertEquals(sentence, size.getMessage());
      Phone other = PairedHome.other();
      EnvelopeRefusedException device =
          assertThrows(
              EnvelopeRefusedException.class,
              () -> reception().begin(other.id(), id, sealed.length));
      assertEquals(sentence, device.getMessage());
      assertThrows(EnvelopeLostException.class, () -> reception().state(other.id(), id));
      assertThrows(
          EnvelopeLostException.class, () -> reception().append(other.id(), id, 0, bytes(0, 10)));
    }

    @Test
    void uploadThatWasNeverBegunIsLost() {
      assertThrows(EnvelopeLostException.class, () -> reception().state(phone.id(), id));
      assertThrows(
          EnvelopeLostException.class, () -> reception().append(phone.id(), id, 0, bytes(0, 10)));
      assertThrows(EnvelopeLostException.class, () -> Phone.await(phone.receipt(reception(), id)));
    }

    @Test
    void finishedUploadStandsAtItsEnd() throws Exception {
      phone.deliver(reception(), id, sealed);
      assertEquals(
          new Reception.UploadState(sealed.length, sealed.length),
          reception().state(phone.id(), id));
      assertEquals(sealed.length, reception().append(phone.id(), id, sealed.length, bytes(0, 0)));
      assertThrows(
          OffsetConflictException.class, () -> reception().append(phone.id(), id, 0, bytes(0, 10)));
    }

    @Test
    void revokedInTheMiddleTheRestIsRefused() throws Exception {
      byte[] large = TestPhotos.noise(1, 2 << 20);
      sealed = phone.seal(id, large);
      reception().begin(phone.id(), id, sealed.length);
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
          assertThrows(NotPairedException.class, () -> reception().append(phone.id(), id, 0, all));
      assertEquals(NOT_PAIRED, e.getMessage());
      assertEquals(0, bench.sink.attempts());
    }

    @Test
    void unfinishedUploadIsDroppedAfterAWeek() throws Exception {
      reception().begin(phone.id(), id, sealed.length);
      reception().append(phone.id(), id, 0, bytes(0, 77));
      assertEquals(Duration.ofDays(7), reception().unfinishedKept());
      bench.close();
      clock.advance(Duration.ofDays(6));
      bench = new Bench(home, new FakeSink("folders"), o -> o.clock(clock));
      assertEquals(77, reception().state(phone.id(), id).offset());
      bench.close();
      clock.advance(Duration.ofDays(2));
      bench = new Bench(home, new FakeSink("folders"), o -> o.clock(clock));
      assertThrows(EnvelopeLostException.class, () -> reception().state(phone.id(), id));
      assertEquals(List.of(), bench.files("inbox"));
    }

    @Test
    void sizeBeyondTheLimitIsRejectedWithoutAByte() throws Exception {
      assertEquals(1L << 40, reception().begin(phone.id(), id, 1L << 40));
      Receipt.Rejected receipt =
          (Receipt.Rejected) phone.open(id, Phone.await(phone.receipt(reception(), id)));
      assertEquals(Rejection.TOO_LARGE, receipt.reason());
      assertEquals(
          "The file is larger than this receiver takes: at most 16 MiB.", receipt.message());
      assertEquals(List.of(), bench.files("inbox"));
    }

    @Test
    void oversizeFilesDatedInTheFutureAreRefusedAndNotRemembered() throws Exception {
      Clock ahead = Clock.offset(clock, Duration.ofDays(2));
      EnvelopeId future = EnvelopeId.create(ahead, new SecureRandom());
      EnvelopeRefusedException e =
          assertThrows(
              EnvelopeRefusedException.class,
              () -> reception().begin(phone.id(), future, 1L << 40));
      assertEquals(
          "The file is too large, and dated in the future: check the clock of the device.",
          e.getMessage());
      assertEquals(List.of(), bench.receiver.deliveries());
    }

    @Test
    void tooManyUnfinishedUploadsOfADeviceAreRefusedAndOthersAreNot() throws Exception {
      for (int i = 0; i < Quotas.MOST_UNFINISHED; i++) {
        reception().begin(phone.id(), Phone.freshId(), 1000);
      }
      EnvelopeRefusedException e =
          assertThrows(
              EnvelopeRefusedException.class,
              () -> reception().begin(phone.id(), Phone.freshId(), 1000));
      assertEquals(
          "Too many photos of this device are half sent; this one follows when some are done.",
          e.getMessage());
      assertEquals(0, reception().begin(PairedHome.other().id(), id, 1000));
    }

    @Test
    void unfinishedUploadsOfARevokedDeviceAreDropped() throws Exception {
      reception().begin(phone.id(), id, sealed.length);
      bench.receiver.revoke("phone");
      bench.close();
      bench = new Bench(home);
      assertEquals(List.of(), bench.files("inbox"));
    }

    @Test
    void uploadBegunAnewWhileTheEarlierOneEndedIsDropped() throws Exception {
      phone.deliver(reception(), id, sealed);
      bench.close();
      Path left = HeldEnvelope.in(home.resolve("inbox"), id, phone.id(), sealed.length).file();
      Files.createFile(left);
      bench = new Bench(home);
      assertEquals(sealed.length, reception().begin(phone.id(), id, sealed.length));
      assertEquals(List.of(), bench.files("inbox"));
    }

    @Test
    void emptyEnvelopeIsRefused() {
      assertThrows(EnvelopeRefusedException.class, () -> reception().begin(phone.id(), id, 0));
    }
  }

  @Nested
  final class DamagedOnTheWay {
    @Test
    void changedEnvelopeIsDroppedAndTakenAgain() throws Exception {
      byte[] changed = sealed.clone();
      changed[changed.length - 1] ^= 1;
      phone.upload(reception(), id, changed);
      CompletableFuture<byte[]> receipt = phone.receipt(reception(), id);
      assertThrows(EnvelopeLostException.class, () -> Phone.await(receipt));
      assertEquals(0, bench.sink.attempts());
      Receipt second = phone.deliver(reception(), id, sealed);
      assertTrue(second instanceof Receipt.Delivered);
      assertEquals(List.of(), bench.files("inbox"));
    }

    @Test
    void envelopeUnderAnotherIdIsDropped() throws Exception {
      EnvelopeId other = Phone.freshId();
      phone.upload(reception(), other, sealed);
      assertThrows(
          EnvelopeLostException.class, () -> Phone.await(phone.receipt(reception(), other)));
      assertEquals(0, bench.sink.attempts());
    }

    @Test
    void envelopeOfAnotherPhoneIsDropped() throws Exception {
      Phone thief = PairedHome.other();
      thief.upload(reception(), id, sealed);
      assertThrows(EnvelopeLostException.class, () -> Phone.await(thief.receipt(reception(), id)));
      assertEquals(0, bench.sink.attempts());
    }

    @Test
    void fileThatVanishedFromTheInboxIsAskedForAgain() throws Exception {
      bench.close();
      FakeSink away = new FakeSink("folders");
      away.goAway();
      bench = new Bench(home, away, o -> o.backoff(Bench.NEVER));
      phone.upload(reception(), id, sealed);
      bench.events.await(line -> line.startsWith("retrying"));
      Files.delete(home.resolve("inbox").resolve(bench.files("inbox").get(0)));
      away.comeBack();
      CompletableFuture<byte[]> receipt = phone.receipt(reception(), id);
      bench.close();
      assertThrows(IOException.class, () -> Phone.await(receipt));
      bench = new Bench(home);
      assertTrue(phone.deliver(reception(), id, sealed) instanceof Receipt.Delivered);
    }
  }

  @Test
  void receiptOfAnotherDeviceIsNotGivenOut() throws Exception {
    phone.deliver(reception(), id, sealed);
    Phone other = PairedHome.other();
    assertThrows(EnvelopeLostException.class, () -> Phone.await(other.receipt(reception(), id)));
    assertThrows(
        EnvelopeLostException.class, () -> reception().begin(other.id(), id, sealed.length));
  }

  @Test
  void sameEnvelopeTwiceAtOnceIsOnePhotoAndOneReceipt() throws Exception {
    for (int round = 0; round < 20; round++) {
      EnvelopeId twice = Phone.freshId();
      byte[] envelope = phone.seal(twice, JPEG);
      CountDownLatch go = new CountDownLatch(1);
      List<CompletableFuture<byte[]>> receipts =
          List.of(new CompletableFuture<>(), new CompletableFuture<>());
      for (CompletableFuture<byte[]> receipt : receipts) {
        new Thread(() -> uploadUntilDone(twice, envelope, go, receipt)).start();
      }
      go.countDown();
      assertArrayEquals(Phone.await(receipts.get(0)), Phone.await(receipts.get(1)));
    }
    assertEquals(20, bench.sink.photos().size());
    assertEquals(20, bench.sink.attempts());
  }

  private void uploadUntilDone(
      EnvelopeId twice, byte[] envelope, CountDownLatch go, CompletableFuture<byte[]> receipt) {
    try {
      go.await();
      while (!receipt.isDone()) {
        try {
          phone.upload(reception(), twice, envelope);
          receipt.complete(Phone.await(phone.receipt(reception(), twice)));
        } catch (OffsetConflictException | EnvelopeLostException e) {
          // the other one is at it, or just got it through: ask again
        }
      }
    } catch (Exception e) {
      receipt.completeExceptionally(e);
    }
  }

  @Test
  void listenersKeepTheirSecretsApartFromTheReceivers() throws Exception {
    reception().secrets().put("certificate", new byte[] {1, 2});
    assertArrayEquals(new byte[] {1, 2}, reception().secrets().get("certificate").orElseThrow());
    assertTrue(reception().secrets().get("identity").isEmpty());
  }
}
