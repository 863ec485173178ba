package nz.co.medimage.relay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.api.transport.PairingRefusedException;
import nz.co.medimage.api.transport.PairingRefusedException.Reason;
import nz.co.medimage.relay.store.MessageKey;
import nz.co.medimage.relay.store.Offer;
import nz.co.medimage.relay.store.RelayStore;
import nz.co.medimage.transport.http.v1.ProblemException;
import nz.co.medimage.transport.http.v1.ProblemType;
import nz.co.medimage.transport.http.v1.Wire;
import org.jspecify.annotations.Nullable;

/** Passes pairing messages to the receiver that made the offer, and its answers back. */
final class PairingPost {
  private static final int MOST_MESSAGES = 64;

  private final RelayStore store;
  private final Waiters waiters;
  private final Duration patience;

  /**
   * @param patience how long a receiver may take to answer
   */
  PairingPost(RelayStore store, Waiters waiters, Duration patience) {
    this.store = store;
    this.waiters = waiters;
    this.patience = patience;
  }

  /**
   * Passes a message on. Its id is made of its content, so the same message gets the same answer.
   *
   * @return a stage that fails if the receiver does not answer in time
   */
  CompletionStage<byte[]> pass(String nameplate, byte[] message) throws IOException {
    if (message.length == 0 || message.length > Wire.MAX_PAIRING_MESSAGE) {
      throw new PairingRefusedException(Reason.BAD_MESSAGE, "That is no pairing message");
    }
    Offer offer = store.offer(nameplate).orElseThrow(PairingPost::noOffer);
    MessageKey key = new MessageKey(offer.mailbox(), offer.id(), idOf(message));
    begin(key, message.length);
    store.append(key, 0, ByteBuffer.wrap(message));
    if (!store.offer(nameplate).map(Offer::id).equals(Optional.of(offer.id()))) {
      store.drop(key); // it would wait for an offer that is over
    }
    return waiters
        .await(List.of(key.topic()), () -> answer(key))
        .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .handle(PairingPost::opened);
  }

  private Optional<byte[]> answer(MessageKey key) throws IOException {
    Optional<byte[]> reply = store.reply(key);
    if (reply.isEmpty() && store.state(key).isEmpty()) {
      throw noOffer();
    }
    return reply;
  }

  private static PairingRefusedException noOffer() {
    return new PairingRefusedException(
        Reason.NO_OFFER, "No pairing code with this number is valid now: ask for a new one.");
  }

  /** A UUID of version 8, RFC 9562, so that it is never taken for an envelope's, which has 7. */
  private static UUID idOf(byte[] message) {
    ByteBuffer hash = ByteBuffer.wrap(Sha256.of(message));
    return new UUID(
        (hash.getLong() & ~0xF000L) | 0x8000L,
        (hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L);
  }

  /** One at a time, so that many at once do not exceed the limit. */
  private synchronized void begin(MessageKey key, int size) throws IOException {
    if (store.state(key).isEmpty() && store.messages(key.from()) >= MOST_MESSAGES) {
      throw new ProblemException(
          ProblemType.TOO_MANY_REQUESTS, "Too many tried this code: ask for a new one.");
    }
    store.begin(key, size);
  }

  private static byte[] opened(byte @Nullable [] stored, @Nullable Throwable e) {
    try {
      if (stored != null) {
        return StoredReply.open(stored);
      }
      if (e instanceof TimeoutException) {
        throw new ProblemException(
            ProblemType.RECEIVER_AWAY, "The receiver does not answer: is it running?");
      }
      throw e instanceof IOException known
          ? known
          : new IOException("The pairing message was not answered", e);
    } catch (IOException failure) {
      throw new CompletionException(failure);
    }
  }
}
