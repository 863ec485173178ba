package nz.co.medimage.relay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.file.DiskSpace;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.EnvelopeDeferredException;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.api.transport.Intake;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.OffsetConflictException;
import nz.co.medimage.relay.store.AdmittedSender;
import nz.co.medimage.relay.store.MessageKey;
import nz.co.medimage.relay.store.RelayStore;
import nz.co.medimage.transport.http.server.UploadOwners;
import nz.co.medimage.transport.http.v1.ProblemType;
import nz.co.medimage.transport.http.v1.Wire;

/** Accepts envelopes and pairing messages of senders in the receiver's place. */
final class RelayIntake implements Intake, UploadOwners {
  private static final int MOST_KNOWN = 10_000;

  private final RelayStore store;
  private final Limits limits;
  private final Allowance allowance;
  private final Waiters waiters;
  private final ComingBytes coming;
  private final PairingPost pairings;
  private final RelayMetrics metrics;
  private final Clock clock;
  private final Optional<Path> spool;

  /**
   * The mailboxes of senders, as they were when their last request here began. The store drops what
   * a sender began who was revoked or has moved meanwhile.
   */
  private final Map<PairingId, UUID> mailboxes = new ConcurrentHashMap<>();

  /**
   * @param spool for bodies that must be checked before they count
   */
  RelayIntake(
      RelayStore store,
      Optional<Path> spool,
      Limits limits,
      Allowance allowance,
      Waiters waiters,
      ComingBytes coming,
      RelayMetrics metrics,
      Clock clock) {
    this.store = store;
    this.coming = coming;
    this.spool = spool;
    this.allowance = allowance;
    this.limits = limits;
    this.waiters = waiters;
    this.pairings = new PairingPost(store, waiters, Wire.MAX_WAIT);
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public PairingId authenticate(Credential credential) throws IOException {
    Optional<AdmittedSender> sender = store.sender(credential.id());
    if (sender.isEmpty() || !sender.get().token().equals(credential.tokenHash())) {
      throw notPaired();
    }
    PairingId from = new PairingId(credential.id());
    remember(from, sender.get().mailbox());
    return from;
  }

  @Override
  public long begin(PairingId from, EnvelopeId id, long size) throws IOException {
    MessageKey key = key(from, id);
    if (size < 1) {
      throw new EnvelopeDeferredException("An envelope has a size of at least one byte.");
    }
    Optional<UploadState> before = store.state(key);
    UploadState now =
        before.isPresent() && (before.get().size() == size || isWhole(before.get()))
            ? before.get()
            : allowance.begin(
                key, size, before.map(UploadState::size).orElse(0L), () -> store.begin(key, size));
    if (now.size() == size) {
      return now.offset();
    }
    if (store.reply(key).isEmpty()) {
      throw new EnvelopeDeferredException(
          "The photo waits for the receiver with another size; it is taken again later.");
    }
    return size;
  }

  private static boolean isWhole(UploadState state) {
    return state.offset() == state.size();
  }

  @Override
  public UploadState state(PairingId from, EnvelopeId id) throws IOException {
    Optional<UploadState> state = store.state(key(from, id));
    if (state.isEmpty()) {
      throw gone(id);
    }
    return state.get();
  }

  @Override
  public long append(PairingId from, EnvelopeId id, long offset, InputStream bytes)
      throws IOException {
    MessageKey key = new MessageKey(of(from), from.value(), id.value());
    Block block = new Block();
    long at = offset;
    while (block.fill(bytes)) {
      byte[] content = block.content();
      allowance.checkRoom(content.length);
      try {
        at = append(key, at, content);
      } catch (NoSuchFileException e) {
        // The store drops what was begun by a sender that was revoked or moved meanwhile.
        throw mailbox(from).equals(key.mailbox()) ? gone(id) : notPaired();
      }
    }
    block.rethrow();
    return at;
  }

  /** Those who collect it at this node have all but the last byte while it is being stored. */
  private long append(MessageKey key, long offset, byte[] content) throws IOException {
    long end = offset + content.length;
    UUID topic = key.topic();
    coming.storing(topic, offset, content);
    waiters.changed(topic);
    boolean isThere = false;
    boolean isMore = false;
    try {
      UploadState now =
          allowance.unlessFull(() -> store.append(key, offset, ByteBuffer.wrap(content)));
      isThere = now.offset() == end;
      if (!isThere) {
        throw new OffsetConflictException(now.offset());
      }
      isMore = end < now.size();
      if (!isMore) {
        metrics.taken(now.size());
      }
    } finally {
      coming.stored(topic, isThere);
      if (!isMore) {
        waiters.changed(topic);
      }
    }
    return end;
  }

  @Override
  public CompletionStage<byte[]> receipt(PairingId from, EnvelopeId id) {
    UUID message;
    try {
      message = key(from, id).topic();
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
    return waiters.await(List.of(message, from.value()), () -> receiptNow(from, id));
  }

  private Optional<byte[]> receiptNow(PairingId from, EnvelopeId id) throws IOException {
    MessageKey key = key(from, id);
    Optional<byte[]> reply = store.reply(key);
    if (reply.isPresent()) {
      return Optional.of(StoredReply.open(reply.get()));
    }
    if (store.state(key).isEmpty()) {
      throw gone(id);
    }
    return Optional.empty();
  }

  @Override
  public CompletionStage<byte[]> pair(String nameplate, byte[] message) {
    try {
      return allowance.unlessFull(() -> pairings.pass(nameplate, message));
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public Duration unfinishedKept() {
    return limits.unfinished();
  }

  @Override
  public Optional<Path> spool(long bytes) throws IOException {
    if (spool.isPresent()) {
      allowance.checkRoom(bytes);
      if (DiskSpace.usable(spool.get()).orElse(Long.MAX_VALUE) - bytes < limits.roomKept()) {
        throw allowance.full();
      }
    }
    return spool;
  }

  @Override
  public UUID of(PairingId from) throws IOException {
    UUID known = mailboxes.get(from);
    return known == null ? mailbox(from) : known;
  }

  @Override
  public void refused() {
    metrics.refused(ProblemType.TOO_MANY_REQUESTS);
  }

  private MessageKey key(PairingId from, EnvelopeId id) throws IOException {
    return new MessageKey(mailbox(from), from.value(), id.value());
  }

  private UUID mailbox(PairingId from) throws IOException {
    UUID mailbox = store.sender(from.value()).orElseThrow(RelayIntake::notPaired).mailbox();
    remember(from, mailbox);
    return mailbox;
  }

  private void remember(PairingId from, UUID mailbox) {
    if (mailboxes.size() >= MOST_KNOWN) {
      mailboxes.clear();
    }
    mailboxes.put(from, mailbox);
  }

  private static NotPairedException notPaired() {
    return new NotPairedException(
        "The relay does not let this device in; the receiver tells it whom to let in");
  }

  /** Nothing is kept of an expired envelope, but its id says how old it is. */
  private IOException gone(EnvelopeId id) {
    boolean expired = id.createdAt().plus(limits.kept()).isBefore(clock.instant());
    return expired
        ? allowance.refused(
            ProblemType.ENVELOPE_EXPIRED,
            "The receiver did not collect the photo within "
                + limits.kept().toDays()
                + " days; it is sent again.")
        : new EnvelopeLostException("The relay does not hold the envelope; it is sent again");
  }
}
