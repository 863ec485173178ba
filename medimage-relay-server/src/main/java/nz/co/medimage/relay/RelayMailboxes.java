package nz.co.medimage.relay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import nz.co.medimage.api.Credential;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.TokenHash;
import nz.co.medimage.api.spi.EnvelopeLostException;
import nz.co.medimage.api.spi.NotPairedException;
import nz.co.medimage.api.spi.PairingRefusedException;
import nz.co.medimage.relay.store.Mailbox;
import nz.co.medimage.relay.store.MessageKey;
import nz.co.medimage.relay.store.RelayStore;
import nz.co.medimage.relay.store.Waiting;
import nz.co.medimage.transport.http.server.Mailboxes;
import nz.co.medimage.transport.http.v1.ProblemException;
import nz.co.medimage.transport.http.v1.ProblemType;
import nz.co.medimage.transport.http.v1.WaitingList;

/** Serves receivers from the store. */
final class RelayMailboxes implements Mailboxes {
  /** The version of the UUIDs that are ids of envelopes. */
  private static final int ENVELOPES = 7;

  private final RelayStore store;
  private final Limits limits;
  private final Allowance allowance;
  private final Waiters waiters;
  private final RelayMetrics metrics;
  private final Clock clock;

  RelayMailboxes(
      RelayStore store,
      Limits limits,
      Allowance allowance,
      Waiters waiters,
      RelayMetrics metrics,
      Clock clock) {
    this.store = store;
    this.allowance = allowance;
    this.limits = limits;
    this.waiters = waiters;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public boolean enrol(Credential mailbox, Optional<String> key) throws IOException {
    Optional<Mailbox> known = store.mailbox(mailbox.id());
    if (known.isEmpty()) {
      checkEnrolment(key);
    }
    Mailbox there = known.isPresent() ? known.get() : enrol(mailbox);
    check(there, mailbox);
    return known.isEmpty();
  }

  private Mailbox enrol(Credential mailbox) throws IOException {
    return allowance.unlessFull(() -> store.enrol(mailbox.id(), mailbox.tokenHash()));
  }

  private void checkEnrolment(Optional<String> key) throws IOException {
    if (limits.enrolmentKey().isPresent() && !isKey(key.orElse(""))) {
      throw allowance.refused(
          ProblemType.ENROLMENT_REFUSED,
          "This relay takes only receivers that show its enrolment key; its operator has it.");
    }
    if (store.mailboxes() >= limits.mailboxes()) {
      throw allowance.refused(
          ProblemType.ENROLMENT_REFUSED, "This relay has as many mailboxes as it may have.");
    }
  }

  private boolean isKey(String key) {
    return MessageDigest.isEqual(
        limits.enrolmentKey().orElse("").getBytes(StandardCharsets.UTF_8),
        key.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void authenticate(Credential mailbox) throws IOException {
    Optional<Mailbox> there = store.mailbox(mailbox.id());
    if (there.isEmpty()) {
      throw notHere();
    }
    check(there.get(), mailbox);
  }

  private static void check(Mailbox there, Credential shown) throws NotPairedException {
    if (!there.token().equals(shown.tokenHash())) {
      throw notHere();
    }
  }

  /** One sentence for both: whether a mailbox is there is nobody else's business. */
  private static NotPairedException notHere() {
    return new NotPairedException("This relay has no mailbox that belongs to this receiver");
  }

  @Override
  public void admit(UUID mailbox, Map<PairingId, TokenHash> senders) throws IOException {
    Map<UUID, TokenHash> admitted = new HashMap<>();
    senders.forEach((pairing, token) -> admitted.put(pairing.value(), token));
    allowance.unlessFull(
        () -> {
          store.admit(mailbox, admitted);
          return true;
        });
  }

  @Override
  public boolean reserve(UUID mailbox, String nameplate, Duration term) throws IOException {
    return allowance.unlessFull(
        () -> store.reserve(nameplate, mailbox, clock.instant().plus(term)));
  }

  @Override
  public void release(UUID mailbox, String nameplate) throws IOException {
    store.release(nameplate, mailbox);
  }

  @Override
  public CompletionStage<WaitingList> waiting(UUID mailbox, String after) {
    return waiters.await(List.of(mailbox), () -> waitingNow(mailbox, after));
  }

  private Optional<WaitingList> waitingNow(UUID mailbox, String after) throws IOException {
    Waiting waiting = store.waiting(mailbox, after, WaitingList.MOST);
    return waiting.messages().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new WaitingList(
                waiting.messages().stream().map(RelayMailboxes::told).toList(), waiting.next()));
  }

  private static WaitingList.Message told(Waiting.Message held) {
    return new WaitingList.Message(
        held.key().from(), held.key().id(), held.size(), held.nameplate());
  }

  @Override
  public long size(UUID mailbox, UUID from, UUID id) throws IOException {
    return store.state(new MessageKey(mailbox, from, id)).orElseThrow(RelayMailboxes::lost).size();
  }

  @Override
  public InputStream read(UUID mailbox, UUID from, UUID id, long offset) throws IOException {
    MessageKey key = new MessageKey(mailbox, from, id);
    try {
      // So that the answer says it, if the message does not wait.
      store.read(key, offset, ByteBuffer.allocate(0));
    } catch (NoSuchFileException e) {
      throw lost();
    }
    return new StoredStream(store, key, offset);
  }

  @Override
  public void reply(UUID mailbox, UUID from, UUID id, byte[] reply) throws IOException {
    end(new MessageKey(mailbox, from, id), StoredReply.reply(reply));
  }

  @Override
  public void refuse(UUID mailbox, UUID from, UUID id, PairingRefusedException refusal)
      throws IOException {
    if (id.version() == ENVELOPES) {
      throw new ProblemException(
          ProblemType.BAD_MESSAGE,
          "Only a pairing message can be refused, an envelope has a receipt");
    }
    end(new MessageKey(mailbox, from, id), StoredReply.refusal(refusal));
  }

  private void end(MessageKey key, byte[] reply) throws IOException {
    if (!allowance.unlessFull(() -> store.reply(key, reply))) {
      throw lost();
    }
    metrics.replied();
  }

  @Override
  public void forget(UUID mailbox, UUID from, UUID id) throws IOException {
    store.drop(new MessageKey(mailbox, from, id));
  }

  private static EnvelopeLostException lost() {
    return new EnvelopeLostException("There is no such message here, or no longer");
  }
}
