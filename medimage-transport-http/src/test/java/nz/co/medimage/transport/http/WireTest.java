package nz.co.medimage.transport.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.EnvelopeDeferredException;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.testkit.Fault;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads from client to server, with bad connections between them. */
@Timeout(60)
class WireTest extends WireFixture {
  @Nested
  class Uploading {
    @Test
    void bringsEveryByte() throws IOException {
      SealedEnvelope envelope = envelope(SIZE);
      try (Link link = link()) {
        link.upload(envelope, QUIET);
      }
      assertArrived(envelope);
    }

    @Test
    void tellsProgressUpToTheEnd() throws IOException {
      List<Long> sent = new ArrayList<>();
      try (Link link = link()) {
        link.upload(envelope(SIZE), (soFar, total) -> sent.add(soFar));
      }
      assertEquals(0, sent.get(0));
      assertEquals(SIZE, sent.get(sent.size() - 1));
      assertEquals(sent.stream().sorted().toList(), sent);
    }

    @Test
    void usesOneConnectionForMany() throws IOException {
      try (Link link = link()) {
        for (int i = 0; i < 3; i++) {
          SealedEnvelope envelope = envelope(10_000);
          link.upload(envelope, QUIET);
          context.intake().answer(envelope.id(), new byte[] {1});
          assertTrue(link.receipt(envelope.id(), Duration.ofSeconds(5)).isPresent());
        }
      }
      assertEquals(1, proxy.connections());
    }

    @Test
    void sendsNothingOfWhatIsThereAlready() throws IOException {
      SealedEnvelope envelope = envelope(SIZE);
      try (Link link = link()) {
        link.upload(envelope, QUIET);
        List<Long> sent = new ArrayList<>();
        link.upload(envelope, (soFar, total) -> sent.add(soFar));
        assertEquals(List.of((long) SIZE), sent);
      }
      assertEquals(1, context.intake().envelopes());
    }

    @ParameterizedTest
    @CsvSource({
      "1, 1",
      "300, 300",
      "700, 700",
      "100000, 100000",
      "1500000, 1000000",
      "2999999, 300"
    })
    void goesOnWhereTheConnectionWasCut(long first, long second) throws IOException {
      SealedEnvelope envelope = envelope(SIZE);
      try (Link link = link()) {
        proxy.resetNow();
        proxy.next(Fault.cutToTarget(first), Fault.cutToTarget(second));
        link.upload(envelope, QUIET);
      }
      assertArrived(envelope);
      assertEquals(2, proxy.struck());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 600, 1_000_000, 3_000_000})
    void survivesALostReply(long requestBytes) throws IOException {
      SealedEnvelope envelope = envelope(SIZE);
      try (Link link = link()) {
        proxy.resetNow();
        proxy.next(Fault.dropReply(requestBytes));
        link.upload(envelope, QUIET);
      }
      assertArrived(envelope);
      assertEquals(1, context.intake().envelopes());
      assertEquals(1, proxy.struck());
    }

    @Test
    void isNotLockedOutByItsOwnFrozenConnection() throws IOException {
      SealedEnvelope envelope = envelope(SIZE);
      try (Link link = link()) {
        proxy.resetNow();
        proxy.next(Fault.freeze(1_000_000));
        link.upload(envelope, QUIET);
      }
      assertArrived(envelope);
      assertEquals(1, proxy.struck());
    }

    @Test
    void givesUpAfterSomeBreaks() throws IOException {
      SealedEnvelope envelope = envelope(SIZE);
      try (Link link = link()) {
        proxy.resetNow();
        proxy.always(Fault.refuse());
        IOException e = assertThrows(IOException.class, () -> link.upload(envelope, QUIET));
        assertEquals("The connection to 127.0.0.1:" + proxy.port() + " broke off", e.getMessage());
        assertTrue(proxy.struck() > 1, () -> "struck " + proxy.struck());
      }
    }

    @Test
    void goesOnAfterwardsByAnotherLink() throws IOException {
      SealedEnvelope envelope = envelope(SIZE);
      try (Link link = link()) {
        proxy.resetNow();
        proxy.next(Fault.freeze(1_000_000));
        proxy.always(Fault.refuse());
        assertThrows(IOException.class, () -> link.upload(envelope, QUIET));
      }
      assertTrue(proxy.struck() > 1, () -> "struck " + proxy.struck());
      proxy.clear();
      int there = context.intake().received(envelope.id()).length;
      assertTrue(there > 500_000, () -> "held " + there);
      List<Long> sent = new ArrayList<>();
      try (Link link = link()) {
        link.upload(envelope, (soFar, total) -> sent.add(soFar));
      }
      // What was still on its way may have been added meanwhile.
      assertTrue(sent.get(0) >= there, () -> "began again at " + sent.get(0));
      assertArrived(envelope);
    }

    @Test
    void beginsAnewWhatWasBegunWithAnotherSize() throws Exception {
      SealedEnvelope envelope = envelope(SIZE);
      context.intake().begin(new PairingId(credential.id()), envelope.id(), SIZE - 1);
      try (Link link = link()) {
        link.upload(envelope, QUIET);
      }
      assertArrived(envelope);
    }

    @Test
    void isRefusedWithTheReceiversSentence() throws IOException {
      SealedEnvelope envelope = envelope(100);
      try (Link link = link()) {
        link.upload(envelope, QUIET);
        SealedEnvelope other =
            SealedEnvelope.of(envelope.id(), folder.resolve(envelope.id().toString()), 99);
        EnvelopeDeferredException e =
            assertThrows(EnvelopeDeferredException.class, () -> link.upload(other, QUIET));
        assertEquals("The envelope was begun with another size", e.getMessage());
      }
    }

    @Test
    void endsWhenThePairingIsRevokedMeanwhile() throws IOException {
      SealedEnvelope envelope = envelope(SIZE);
      context
          .intake()
          .onAppend(
              (id, held) -> {
                if (held > 500_000) {
                  context.intake().revoke(credential);
                }
              });
      try (Link link = link()) {
        assertThrows(NotPairedException.class, () -> link.upload(envelope, QUIET));
      }
      assertTrue(context.intake().received(envelope.id()).length < SIZE);
    }

    @Test
    void beginsAgainWhenWhatArrivedIsLost() throws IOException {
      SealedEnvelope envelope = envelope(SIZE);
      AtomicInteger times = new AtomicInteger();
      context
          .intake()
          .onAppend(
              (id, held) -> {
                if (held > 500_000 && times.incrementAndGet() == 1) {
                  context.intake().lose(id);
                  throw new EnvelopeLostException("The envelope is not here; send it again");
                }
              });
      try (Link link = link()) {
        link.upload(envelope, QUIET);
      }
      assertArrived(envelope);
    }

    @Test
    void isBrokenOffByClose() throws Exception {
      Link link = link();
      CompletableFuture<Void> upload = frozenUpload(link);
      link.close();
      Exception e = assertThrows(Exception.class, () -> upload.get(30, TimeUnit.SECONDS));
      assertEquals("The link was closed", e.getCause().getMessage());
    }

    @Test
    void doesNotKeepTheServerFromStopping() throws Exception {
      try (Link link = link()) {
        CompletableFuture<Void> upload = frozenUpload(link);
        server.close();
        assertThrows(ExecutionException.class, () -> upload.get(20, TimeUnit.SECONDS));
      }
    }

    /** An upload that is in the middle of its body, and stays there. */
    private CompletableFuture<Void> frozenUpload(Link link) throws Exception {
      SealedEnvelope envelope = envelope(SIZE);
      CountDownLatch under = new CountDownLatch(1);
      context.intake().onAppend((id, held) -> under.countDown());
      proxy.resetNow();
      proxy.next(Fault.freeze(500_000));
      CompletableFuture<Void> upload =
          CompletableFuture.runAsync(
              () -> {
                try {
                  link.upload(envelope, QUIET);
                } catch (IOException e) {
                  throw new CompletionException(e);
                }
              });
      assertTrue(under.await(30, TimeUnit.SECONDS));
      proxy.awaitStruck(1);
      return upload;
    }
  }
}
