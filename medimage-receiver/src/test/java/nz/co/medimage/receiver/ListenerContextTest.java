package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.OffsetConflictException;
import nz.co.medimage.testkit.FakeSink;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ListenerContextTest extends ListenerFixture {
  @Nested
  final class Authentication {
    @Test
    void pairedCredentialIsLetIn() throws Exception {
      assertEquals(
          phone.id(), context().intake().authenticate(phone.pairing().credential("direct")));
    }

    @Test
    void credentialOfAnotherTransportIsNot() {
      Credential relays = phone.pairing().credential("relay");
      assertThrows(NotPairedException.class, () -> context().intake().authenticate(relays));
    }

    @Test
    void wrongTokenIsNot() {
      Credential forged = new Credential(phone.id().value(), new byte[32]);
      NotPairedException e =
          assertThrows(NotPairedException.class, () -> context().intake().authenticate(forged));
      assertEquals(NOT_PAIRED, e.getMessage());
    }

    @Test
    void pairingThatCannotBeReadIsAFailureAndNoReasonToPairAgain() throws Exception {
      Path keys;
      try (Stream<Path> files = Files.walk(home)) {
        keys =
            files
                .filter(file -> file.getFileName().toString().contains(phone.id().toString()))
                .findFirst()
                .orElseThrow();
      }
      Files.write(keys, new byte[] {1});
      Credential credential = phone.pairing().credential("direct");
      IOException e =
          assertThrows(IOException.class, () -> context().intake().authenticate(credential));
      assertFalse(e instanceof NotPairedException);
    }

    @Test
    void revocationByAnotherProcessCountsAtOnce() throws Exception {
      try (Receiver other = Receiver.builder(home).build()) {
        other.revoke("phone");
      }
      Credential credential = phone.pairing().credential("direct");
      assertThrows(NotPairedException.class, () -> context().intake().authenticate(credential));
      assertThrows(
          NotPairedException.class, () -> context().intake().begin(phone.id(), id, sealed.length));
      assertEquals(
          List.of("other"), bench.receiver.pairings().stream().map(PairedDevice::name).toList());
    }
  }

  @Test
  void receiptOfAnUnfinishedUploadIsNotThereYet() throws Exception {
    context().intake().begin(phone.id(), id, sealed.length);
    context().intake().append(phone.id(), id, 0, new ByteArrayInputStream(sealed, 0, 9));
    assertFalse(context().intake().receipt(phone.id(), id).toCompletableFuture().isDone());
  }

  @Nested
  final class DamagedOnTheWay {
    @Test
    void changedEnvelopeIsDroppedAndTakenAgain() throws Exception {
      byte[] changed = sealed.clone();
      changed[changed.length - 1] ^= 1;
      phone.upload(context(), id, changed);
      CompletableFuture<byte[]> receipt = phone.receipt(context(), id);
      assertThrows(EnvelopeLostException.class, () -> Phone.await(receipt));
      assertEquals(0, bench.sink.attempts());
      Receipt second = phone.deliver(context(), id, sealed);
      assertTrue(second instanceof Receipt.Delivered);
      bench.awaitEmpty("inbox");
    }

    @Test
    void envelopeUnderAnotherIdIsDropped() throws Exception {
      EnvelopeId other = Phone.freshId();
      phone.upload(context(), other, sealed);
      assertThrows(EnvelopeLostException.class, () -> Phone.await(phone.receipt(context(), other)));
      assertEquals(0, bench.sink.attempts());
    }

    @Test
    void envelopeOfAnotherPhoneIsDropped() throws Exception {
      Phone thief = PairedHome.other();
      thief.upload(context(), id, sealed);
      assertThrows(EnvelopeLostException.class, () -> Phone.await(thief.receipt(context(), id)));
      assertEquals(0, bench.sink.attempts());
    }

    @Test
    void fileThatVanishedFromTheInboxIsAskedForAgain() throws Exception {
      bench.close();
      FakeSink away = new FakeSink("folders");
      away.goAway();
      bench = new Bench(home, away, o -> o.backoff(Bench.NEVER));
      phone.upload(context(), id, sealed);
      bench.events.await(line -> line.startsWith("retrying"));
      Files.delete(home.resolve("inbox").resolve(bench.files("inbox").get(0)));
      away.comeBack();
      CompletableFuture<byte[]> receipt = phone.receipt(context(), id);
      bench.close();
      assertThrows(IOException.class, () -> Phone.await(receipt));
      bench = new Bench(home);
      assertTrue(phone.deliver(context(), id, sealed) instanceof Receipt.Delivered);
    }
  }

  @Test
  void receiptOfAnotherDeviceIsNotGivenOut() throws Exception {
    phone.deliver(context(), id, sealed);
    Phone other = PairedHome.other();
    assertThrows(EnvelopeLostException.class, () -> Phone.await(other.receipt(context(), id)));
    assertEquals(0, context().intake().begin(other.id(), id, sealed.length));
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
      // One that is asked for once the photo is filed is the same, sealed anew.
      Receipt first = phone.open(twice, Phone.await(receipts.get(0)));
      assertEquals(first, phone.open(twice, Phone.await(receipts.get(1))));
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
          phone.upload(context(), twice, envelope);
          receipt.complete(Phone.await(phone.receipt(context(), twice)));
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
    context().secrets().put("certificate", new byte[] {1, 2});
    assertArrayEquals(new byte[] {1, 2}, context().secrets().get("certificate").orElseThrow());
    assertTrue(context().secrets().get("identity").isEmpty());
  }
}
