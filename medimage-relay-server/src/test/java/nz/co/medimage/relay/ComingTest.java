package nz.co.medimage.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.relay.store.MessageKey;
import nz.co.medimage.transport.http.MailboxClient;
import nz.co.medimage.transport.http.v1.BearerToken;
import nz.co.medimage.transport.http.v1.WaitingList;
import nz.co.medimage.transport.http.v1.WaitingList.Message;
import nz.co.medimage.transport.http.v1.Wire;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A receiver has what is there of an envelope while the rest is coming in. */
@Timeout(60)
final class ComingTest extends RelayFixture {
  private static final int HALF = SIZE / 2;

  private MessageKey key(SealedEnvelope envelope) {
    return new MessageKey(mailbox.id(), phone.id(), envelope.id().value());
  }

  /** Appends, as it does when an upload comes in. */
  private void come(SealedEnvelope envelope, int from, int to) throws IOException {
    store.append(key(envelope), from, ByteBuffer.wrap(bytes(envelope), from, to - from));
  }

  private SealedEnvelope half() throws IOException {
    SealedEnvelope envelope = envelope(SIZE);
    store.begin(key(envelope), SIZE);
    come(envelope, 0, HALF);
    return envelope;
  }

  private Message listed() throws IOException {
    return receiver().waitingOrComing("0", LONG).orElseThrow().messages().get(0);
  }

  /** Reads it on another thread, from an offset. */
  private CompletableFuture<byte[]> reading(Message message, int offset) {
    CompletableFuture<byte[]> read = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try (InputStream in = receiver().read(message, offset)) {
                read.complete(in.readAllBytes());
              } catch (Throwable e) {
                read.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return read;
  }

  /** Does not ask for more, as {@link InputStream#readNBytes} does of some streams. */
  static byte[] exactly(InputStream in, int count) throws IOException {
    byte[] bytes = new byte[count];
    for (int at = 0; at < count; ) {
      int n = in.read(bytes, at, count - at);
      assertTrue(n > 0, "it ended early");
      at += n;
    }
    return bytes;
  }

  @Nested
  final class Told {
    @Test
    void receiverThatAsksIsToldWhileItWaits() throws Exception {
      CompletableFuture<Optional<WaitingList>> waits = new CompletableFuture<>();
      Thread thread =
          new Thread(
              () -> {
                try {
                  waits.complete(receiver().waitingOrComing("0", LONG));
                } catch (IOException e) {
                  waits.completeExceptionally(e);
                }
              });
      thread.setDaemon(true);
      thread.start();
      SealedEnvelope envelope = half();
      Message message = waits.get().orElseThrow().messages().get(0);
      assertEquals(envelope.id().value(), message.id());
      assertEquals(SIZE, message.size());
      assertFalse(message.isWhole());
    }

    @Test
    void receiverThatDoesNotAskIsToldOfWhatIsWhole() throws Exception {
      SealedEnvelope envelope = half();
      assertEquals(204, plainWaiting().statusCode());
      come(envelope, HALF, SIZE);
      HttpResponse<String> list = plainWaiting();
      assertEquals(200, list.statusCode());
      assertFalse(list.body().contains("coming"), list.body());
    }

    private HttpResponse<String> plainWaiting() throws Exception {
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create(
                      "http://127.0.0.1:"
                          + relay.port()
                          + "/v1/mailboxes/"
                          + mailbox.id()
                          + "/waiting?after=0&wait=0"))
              .header("Authorization", BearerToken.header(mailbox))
              .header(Wire.MAILBOX_SESSION, session.toString())
              .build();
      return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  @Nested
  final class Reading {
    @Test
    void beginsBeforeTheRestIsThereAndEndsWithIt() throws Exception {
      SealedEnvelope envelope = half();
      byte[] bytes = bytes(envelope);
      Message message = listed();
      try (InputStream in = receiver().read(message, 0)) {
        assertArrayEquals(Arrays.copyOf(bytes, HALF), exactly(in, HALF));
        come(envelope, HALF, HALF + 1000);
        assertArrayEquals(Arrays.copyOfRange(bytes, HALF, HALF + 1000), exactly(in, 1000));
        come(envelope, HALF + 1000, SIZE);
        assertArrayEquals(Arrays.copyOfRange(bytes, HALF + 1000, SIZE), in.readAllBytes());
      }
      receiver().reply(message, new byte[] {42});
      assertArrayEquals(new byte[] {42}, sender().receipt(envelope.id(), LONG).orElseThrow());
    }

    @Test
    void goesOnWhereItStood() throws Exception {
      SealedEnvelope envelope = half();
      CompletableFuture<byte[]> rest = reading(listed(), HALF - 10);
      come(envelope, HALF, SIZE);
      assertArrayEquals(Arrays.copyOfRange(bytes(envelope), HALF - 10, SIZE), rest.get());
    }

    @Test
    void ofRealUploadsNeverMissesAPart() throws Exception {
      for (int i = 0; i < 20; i++) {
        SealedEnvelope envelope = envelope(SIZE);
        CompletableFuture<Message> told =
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return listed();
                  } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                });
        CompletableFuture<byte[]> read = told.thenCompose(message -> reading(message, 0));
        sender().upload(envelope, QUIET);
        assertArrayEquals(bytes(envelope), read.get());
        receiver().reply(told.get(), new byte[1]);
      }
    }

    @Test
    void breaksWhenTheMessageIsDropped() throws Exception {
      SealedEnvelope envelope = half();
      Message message = listed();
      try (InputStream in = receiver().read(message, 0)) {
        exactly(in, HALF);
        store.drop(key(envelope));
        assertThrows(IOException.class, in::readAllBytes);
      }
      assertThrows(EnvelopeLostException.class, () -> receiver().read(message, 0));
    }

    @Test
    void breaksWhenTheMessageExpires() throws Exception {
      half();
      try (InputStream in = receiver().read(listed(), 0)) {
        exactly(in, HALF);
        clock.advance(Duration.ofDays(8));
        store.sweep(Duration.ofDays(7), Duration.ofDays(30));
        assertThrows(IOException.class, in::readAllBytes);
      }
    }

    @Test
    void breaksBeforeTheLastByteIfAnotherSessionCollectsByThen() throws Exception {
      SealedEnvelope envelope = half();
      try (InputStream in = receiver().read(listed(), 0)) {
        exactly(in, HALF);
        store.endSession(mailbox.id(), session);
        store.openSession(mailbox.id(), new java.util.UUID(8, 8));
        come(envelope, HALF, SIZE);
        assertThrows(IOException.class, in::readAllBytes);
      }
    }

    @Test
    void receiverThatGoesAwayLeavesNothingBehind() throws Exception {
      SealedEnvelope envelope = half();
      Message message = listed();
      MailboxClient gone = receiver();
      InputStream in = gone.read(message, 0);
      exactly(in, HALF);
      gone.close();
      come(envelope, HALF, SIZE);
      assertHeld(envelope);
      receiver().reply(message, new byte[] {42});
    }

    @Test
    void ofManyAtOnceHoldsNoThread() throws Exception {
      SealedEnvelope envelope = half();
      Message message = listed();
      byte[] get =
          """
          GET /v1/mailboxes/%s/messages/%s/%s HTTP/1.1
          Host: x
          Authorization: %s
          Mailbox-Session: %s
          Connection: close

          """
              .formatted(
                  mailbox.id(), message.from(), message.id(), BearerToken.header(mailbox), session)
              .replace("\n", "\r\n")
              .getBytes(StandardCharsets.US_ASCII);
      List<Socket> readers = new ArrayList<>();
      try {
        for (int i = 0; i < 300; i++) { // there are 200 threads
          Socket reader = new Socket(InetAddress.getLoopbackAddress(), relay.port());
          readers.add(reader);
          reader.getOutputStream().write(get);
        }
        for (Socket reader : readers) {
          assertTrue(exactly(reader.getInputStream(), HALF).length == HALF);
        }
        assertTrue(client().health().isPresent());
        come(envelope, HALF, SIZE);
        for (Socket reader : readers) {
          byte[] rest = reader.getInputStream().readAllBytes();
          assertArrayEquals(
              Arrays.copyOfRange(bytes(envelope), SIZE - 1000, SIZE),
              Arrays.copyOfRange(rest, rest.length - 1000, rest.length));
        }
      } finally {
        for (Socket reader : readers) {
          reader.close();
        }
      }
    }
  }

  @Test
  void nothingComesForSomeTime() throws Exception {
    SealedEnvelope envelope = half();
    StoredReader reader =
        new StoredReader(
            store,
            new ComingBytes(),
            new Waiters(Runnable::run),
            key(envelope),
            HALF - 3,
            SIZE,
            Duration.ofMillis(1),
            () -> {});
    assertEquals(3, reader.read(ByteBuffer.allocate(10)).toCompletableFuture().get());
    ExecutionException e =
        assertThrows(
            ExecutionException.class,
            () ->
                reader
                    .read(ByteBuffer.allocate(10))
                    .toCompletableFuture()
                    .get(LONG.toMillis(), TimeUnit.MILLISECONDS));
    assertTrue(e.getCause() instanceof TimeoutException, e.toString());
    assertEquals(HALF, store.state(key(envelope)).orElseThrow().offset());
  }
}
