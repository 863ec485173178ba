package nz.co.medimage.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.PairingLink;
import nz.co.medimage.api.transport.PairingRefusedException;
import nz.co.medimage.api.transport.PairingRefusedException.Reason;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.relay.store.MessageKey;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.transport.http.MailboxClient;
import nz.co.medimage.transport.http.v1.BearerToken;
import nz.co.medimage.transport.http.v1.WaitingList;
import nz.co.medimage.transport.http.v1.WaitingList.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What senders and receivers find at a relay, over HTTP. */
@Timeout(60)
class RelayTest extends RelayFixture {
  private static final byte[] RECEIPT = "receipt".getBytes(UTF_8);

  private interface Call<T> {
    T run() throws Exception;
  }

  private static <T> CompletableFuture<T> inBackground(Call<T> call) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(call.run());
              } catch (Exception e) {
                result.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return result;
  }

  @Test
  void envelopeWaitsForItsReceiverAndTheReceiptForItsSender() throws Exception {
    SealedEnvelope envelope = uploaded(SIZE);
    assertEquals(List.of(message(envelope)), waiting());
    assertHeld(envelope);
    assertEquals(Optional.empty(), sender().receipt(envelope.id(), Duration.ZERO));
    receiver().reply(message(envelope), RECEIPT);
    assertEquals(List.of(), waiting());
    assertArrayEquals(RECEIPT, sender().receipt(envelope.id(), Duration.ZERO).orElseThrow());
    assertThrows(EnvelopeLostException.class, () -> receiver().read(message(envelope), 0));
  }

  @Test
  void receiverAndSenderThatWaitAreToldAtOnce() throws Exception {
    MailboxClient receiver = receiver();
    var coming = inBackground(() -> receiver.waiting(WaitingList.FROM_THE_START, LONG));
    awaitParked(1);
    SealedEnvelope envelope = uploaded(SIZE);
    assertEquals(
        List.of(message(envelope)), coming.get(30, TimeUnit.SECONDS).orElseThrow().messages());
    Link sender = sender();
    var receipt = inBackground(() -> sender.receipt(envelope.id(), LONG));
    awaitParked(1);
    receiver.reply(message(envelope), RECEIPT);
    assertArrayEquals(RECEIPT, receipt.get(30, TimeUnit.SECONDS).orElseThrow());
    awaitParked(0);
  }

  /** Those who wait show in the metrics. */
  private void awaitParked(int count) throws Exception {
    String line = "medimage_relay_requests_parked " + count + ".0";
    Await.until("the metrics say: " + line, () -> get("/metrics").contains(line));
  }

  private String get(String path) throws Exception {
    var uri = java.net.URI.create("http://127.0.0.1:" + relay.port() + path);
    try (InputStream in = uri.toURL().openStream()) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  @Test
  void everythingIsThereAfterARestart() throws Exception {
    SealedEnvelope first = uploaded(SIZE);
    SealedEnvelope second = uploaded(SIZE);
    receiver().reply(message(first), RECEIPT);
    restart(Limits.standard());
    assertEquals(List.of(message(second)), waiting());
    assertHeld(second);
    assertArrayEquals(RECEIPT, sender().receipt(first.id(), Duration.ZERO).orElseThrow());
    sender().upload(first, QUIET);
    assertEquals(List.of(message(second)), waiting());
  }

  @Test
  void uploadThatBrokeOffGoesOnAfterARestart() throws Exception {
    SealedEnvelope envelope = envelope(SIZE);
    Link.Progress breaksOff =
        (sent, total) -> {
          if (sent > SIZE / 2) {
            awaitSomeOf(envelope);
            throw new IllegalStateException("cut");
          }
        };
    assertThrows(IllegalStateException.class, () -> sender().upload(envelope, breaksOff));
    restart(Limits.standard());
    long[] from = {-1};
    sender().upload(envelope, (sent, total) -> from[0] = from[0] < 0 ? sent : from[0]);
    assertTrue(from[0] > 0, () -> "it began at " + from[0]);
    assertHeld(envelope);
  }

  private void awaitSomeOf(SealedEnvelope envelope) {
    MessageKey key = new MessageKey(mailbox.id(), phone.id(), envelope.id().value());
    try {
      Await.until("some of the envelope came", () -> store.state(key).orElseThrow().offset() > 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void readsOnFromAnyByte() throws Exception {
    SealedEnvelope envelope = uploaded(SIZE);
    byte[] all = bytes(envelope);
    for (int offset : new int[] {1, 65_536, SIZE / 2, SIZE - 1}) {
      try (InputStream in = receiver().read(message(envelope), offset)) {
        assertArrayEquals(Arrays.copyOfRange(all, offset, SIZE), in.readAllBytes());
      }
    }
  }

  @Test
  void firstReplyStandsAlsoLongAfter() throws Exception {
    SealedEnvelope envelope = uploaded(SIZE);
    receiver().reply(message(envelope), RECEIPT);
    receiver().reply(message(envelope), "other".getBytes(UTF_8));
    assertArrayEquals(RECEIPT, sender().receipt(envelope.id(), Duration.ZERO).orElseThrow());
  }

  @Test
  void forgottenEnvelopeIsAskedForAgain() throws Exception {
    SealedEnvelope envelope = uploaded(SIZE);
    Link sender = sender();
    var receipt = inBackground(() -> sender.receipt(envelope.id(), LONG));
    awaitParked(1);
    receiver().forget(message(envelope));
    ExecutionException told =
        assertThrows(ExecutionException.class, () -> receipt.get(30, TimeUnit.SECONDS));
    assertTrue(told.getCause() instanceof EnvelopeLostException);
    sender.upload(envelope, QUIET);
    assertHeld(envelope);
  }

  @Test
  void requestToForgetThatComesLateLeavesWhatWasSentAgain() throws Exception {
    SealedEnvelope envelope = uploaded(SIZE);
    Message damaged = waiting().get(0);
    receiver().forget(damaged);
    sender().upload(envelope, QUIET);
    receiver().forget(damaged);
    assertHeld(envelope);
    assertEquals(List.of(message(envelope)), waiting());
  }

  @Test
  void envelopesOfTwoPhonesUnderOneIdAreTwo() throws Exception {
    Credential rogue = credential(3);
    receiver().admit(senders(phone, rogue));
    SealedEnvelope honest = envelope(SIZE);
    byte[] other = "other".getBytes(UTF_8);
    Path file = Files.write(folder.resolve("rogue"), other);
    Link squatter = sender(rogue);
    SealedEnvelope taken = SealedEnvelope.of(honest.id(), file, other.length);
    squatter.upload(taken, QUIET);
    sender().upload(honest, QUIET);
    Message ofRogue = message(rogue, taken);
    assertEquals(List.of(ofRogue, message(honest)), waiting());
    assertHeld(honest);
    try (InputStream in = receiver().read(ofRogue, 0)) {
      assertArrayEquals(other, in.readAllBytes());
    }
    receiver().reply(ofRogue, other);
    receiver().reply(message(honest), RECEIPT);
    assertArrayEquals(RECEIPT, sender().receipt(honest.id(), LONG).orElseThrow());
    assertArrayEquals(other, squatter.receipt(honest.id(), LONG).orElseThrow());
  }

  @Test
  void othersMailboxIsNotThere() throws Exception {
    uploaded(SIZE);
    MailboxClient stranger = receiver(credential(3));
    assertThrows(
        NotPairedException.class, () -> stranger.waiting(WaitingList.FROM_THE_START, LONG));
    stranger.enrol(Optional.empty());
    assertEquals(Optional.empty(), stranger.waiting(WaitingList.FROM_THE_START, Duration.ZERO));
    var wrong = new nz.co.medimage.api.transport.Credential(mailbox.id(), new byte[32]);
    assertThrows(NotPairedException.class, () -> receiver(wrong).enrol(Optional.empty()));
    assertThrows(
        NotPairedException.class,
        () -> receiver(wrong).waiting(WaitingList.FROM_THE_START, Duration.ZERO));
    assertEquals(1, waiting().size());
  }

  @Test
  void revokedSenderIsOutAtOnceAlsoWhileItWaits() throws Exception {
    SealedEnvelope envelope = uploaded(SIZE);
    Link sender = sender();
    var receipt = inBackground(() -> sender.receipt(envelope.id(), LONG));
    awaitParked(1);
    receiver().admit(Map.of());
    ExecutionException told =
        assertThrows(ExecutionException.class, () -> receipt.get(30, TimeUnit.SECONDS));
    assertTrue(told.getCause() instanceof NotPairedException);
    assertThrows(NotPairedException.class, this::sender);
    assertHeld(envelope);
  }

  @Test
  void revokedSenderIsOutInMidUpload() throws Exception {
    SealedEnvelope envelope = envelope(4 * SIZE);
    boolean[] revoked = {false};
    Link.Progress revokes =
        (sent, total) -> {
          if (sent > SIZE && !revoked[0]) {
            revoked[0] = true;
            try {
              receiver().admit(Map.of());
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    assertThrows(NotPairedException.class, () -> sender().upload(envelope, revokes));
    assertEquals(List.of(), waiting());
  }

  @Test
  void pairingMessageIsAnsweredByTheReceiver() throws Exception {
    assertTrue(receiver().reserve("417", Duration.ofMinutes(5)));
    assertFalse(otherReceiver().reserve("417", Duration.ofMinutes(5)));
    try (PairingLink link = client().pairing("417")) {
      var answer = inBackground(() -> link.exchange("hello".getBytes(UTF_8)));
      Message message =
          receiver().waiting(WaitingList.FROM_THE_START, LONG).orElseThrow().messages().get(0);
      assertEquals(Optional.of("417"), message.nameplate());
      try (InputStream in = receiver().read(message, 0)) {
        assertEquals("hello", new String(in.readAllBytes(), UTF_8));
      }
      receiver().reply(message, "welcome".getBytes(UTF_8));
      assertEquals("welcome", new String(answer.get(30, TimeUnit.SECONDS), UTF_8));
      assertEquals("welcome", new String(link.exchange("hello".getBytes(UTF_8)), UTF_8));
    }
    receiver().release("417");
    assertTrue(otherReceiver().reserve("417", Duration.ofMinutes(5)));
  }

  private MailboxClient otherReceiver() throws Exception {
    MailboxClient other = receiver(credential(4));
    other.enrol(Optional.empty());
    return other;
  }

  @Test
  void refusalOfThePairingComesFromTheReceiver() throws Exception {
    receiver().reserve("417", Duration.ofMinutes(5));
    try (PairingLink link = client().pairing("417")) {
      var answer = inBackground(() -> link.exchange("guess".getBytes(UTF_8)));
      Message message =
          receiver().waiting(WaitingList.FROM_THE_START, LONG).orElseThrow().messages().get(0);
      receiver()
          .refuse(message, new PairingRefusedException(Reason.WRONG_CODE, "That is another code"));
      ExecutionException told =
          assertThrows(ExecutionException.class, () -> answer.get(30, TimeUnit.SECONDS));
      PairingRefusedException refused = (PairingRefusedException) told.getCause();
      assertEquals(Reason.WRONG_CODE, refused.reason());
      assertEquals("That is another code", refused.getMessage());
    }
  }

  @Test
  void offerThatIsNotThereOrOverIsToldAtOnce() throws Exception {
    receiver().reserve("417", Duration.ofMinutes(5));
    clock.advance(Duration.ofMinutes(6));
    for (String nameplate : List.of("417", "5")) {
      try (PairingLink link = client().pairing(nameplate)) {
        PairingRefusedException refused =
            assertThrows(
                PairingRefusedException.class, () -> link.exchange("hello".getBytes(UTF_8)));
        assertEquals(Reason.NO_OFFER, refused.reason());
      }
    }
  }

  @Test
  void offerThatEndsIsToldToThoseWhoWaitForIt() throws Exception {
    receiver().reserve("417", Duration.ofMinutes(5));
    try (PairingLink link = client().pairing("417")) {
      var answer = inBackground(() -> link.exchange("hello".getBytes(UTF_8)));
      receiver().waiting(WaitingList.FROM_THE_START, LONG);
      receiver().release("417");
      ExecutionException told =
          assertThrows(ExecutionException.class, () -> answer.get(30, TimeUnit.SECONDS));
      assertEquals(Reason.NO_OFFER, ((PairingRefusedException) told.getCause()).reason());
    }
  }

  @Test
  void envelopeCannotBeRefusedAsAPairingIs() throws Exception {
    SealedEnvelope envelope = uploaded(SIZE);
    var refusal = new PairingRefusedException(Reason.WRONG_CODE, "That is another code");
    assertThrows(
        PairingRefusedException.class, () -> receiver().refuse(message(envelope), refusal));
    assertEquals(List.of(message(envelope)), waiting());
  }

  @Test
  void stopAnswersThoseWhoWait() throws Exception {
    MailboxClient receiver = receiver();
    var coming = inBackground(() -> receiver.waiting(WaitingList.FROM_THE_START, LONG));
    awaitParked(1);
    relay.close();
    assertEquals(Optional.empty(), coming.get(30, TimeUnit.SECONDS));
  }

  @Test
  void accessLogTellsWhatWasAskedAndNoSecret() throws Exception {
    SealedEnvelope envelope = uploaded(SIZE);
    receiver().waiting(WaitingList.FROM_THE_START, Duration.ZERO);
    relay.close();
    String log = String.join("\n", accessLog);
    assertTrue(log.contains("\"PATCH /v1/envelopes/" + envelope.id() + "\" 204"), log);
    assertTrue(log.contains("/waiting\" 200"), log);
    for (var secret : List.of(phone, mailbox)) {
      String token =
          BearerToken.header(secret).substring(BearerToken.header(secret).indexOf('.') + 1);
      assertFalse(log.contains(token), log);
      assertFalse(log.contains(secret.tokenHash().hex()), log);
    }
  }
}
