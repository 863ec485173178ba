package nz.co.medimage.receiver;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.EnvelopeDeferredException;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.api.transport.Intake;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.OffsetConflictException;
import nz.co.medimage.receiver.Copy.IfUnsupported;
import nz.co.medimage.receiver.HeldEnvelope.Begun;
import nz.co.medimage.receiver.internal.state.LedgerEntry;

/**
 * Takes in the envelopes that come by one listener. What a listener says of an envelope it may have
 * from a relay, so it decides nothing: the envelope is taken and opened.
 */
final class ReceiverIntake implements Intake {
  private final Pairings pairings;
  private final PairingIntake offers;
  private final Inbox inbox;
  private final Pipeline pipeline;
  private final Ledger ledger;
  private final Path staging;
  private final SafeEvents events;
  private final OpenCalls calls;
  private final String transport;
  private final Source source;
  private final Quotas quotas = new Quotas();

  /** The source of a listener's envelopes. */
  enum Source {
    /** From the senders themselves, each of which was just authenticated. */
    SENDERS,
    /** From a relay, which let them in earlier. */
    RELAY
  }

  /**
   * The intake of one listener.
   *
   * @param transport its id
   */
  ReceiverIntake(
      ReceiverState state,
      PairingIntake offers,
      Inbox inbox,
      Pipeline pipeline,
      SafeEvents events,
      OpenCalls calls,
      String transport,
      Source source) {
    this.offers = offers;
    this.inbox = inbox;
    this.pipeline = pipeline;
    this.events = events;
    this.calls = calls;
    this.transport = transport;
    this.source = source;
    pairings = state.pairings();
    ledger = state.ledger();
    staging = state.staging();
  }

  @Override
  public PairingId authenticate(Credential credential) throws IOException {
    try {
      PairingId claimed = new PairingId(credential.id());
      if (pairings
          .standing(claimed)
          .filter(pairing -> pairing.accepts(credential, transport))
          .isPresent()) {
        return claimed;
      }
    } catch (IOException e) {
      events.problem(String.valueOf(e.getMessage()));
      throw e;
    }
    throw notPaired();
  }

  @Override
  public long begin(PairingId from, EnvelopeId id, long size) throws IOException {
    return calls.run(() -> beginUpload(from, id, size));
  }

  private long beginUpload(PairingId from, EnvelopeId id, long size) throws IOException {
    Begun begun = admit(from);
    if (size < 1) {
      throw new EnvelopeDeferredException("An envelope has a size of at least one byte.");
    }
    if (isDecided(from, id)) {
      Optional<Upload> left = inbox.find(key(from, id)).filter(upload -> !upload.isComplete());
      if (left.isPresent()) {
        inbox.drop(left.get());
      }
      return size;
    }
    Upload upload = inbox.begin(key(from, id), size, begun);
    // An earlier upload of it may have come to its end since the ledger was asked.
    if (upload.offset() == 0 && isDecided(from, id)) {
      inbox.drop(upload);
      return size;
    }
    return upload.offset();
  }

  private boolean isDecided(PairingId from, EnvelopeId id) throws IOException {
    return decided(from, id).isPresent();
  }

  /** What can be answered at once; for an entry of an earlier version the envelope is needed. */
  private Optional<LedgerEntry> decided(PairingId from, EnvelopeId id) throws IOException {
    return ledger.find(new PhotoId(id, from)).filter(LedgerEntry::isAnswerable);
  }

  @Override
  public UploadState state(PairingId from, EnvelopeId id) throws IOException {
    admit(from);
    Optional<Upload> upload = inbox.find(key(from, id));
    if (upload.isPresent()) {
      return new UploadState(upload.get().offset(), upload.get().envelope().size());
    }
    LedgerEntry entry = decided(from, id).orElseThrow(ReceiverIntake::lost);
    return new UploadState(entry.size(), entry.size());
  }

  @Override
  public long append(PairingId from, EnvelopeId id, long offset, InputStream bytes)
      throws IOException {
    return calls.run(() -> appendBlocks(from, id, offset, new Blocks(bytes)));
  }

  @Override
  public long append(PairingId from, EnvelopeId id, long offset, ByteBuffer block)
      throws IOException {
    return calls.run(() -> appendBlocks(from, id, offset, new Blocks(block)));
  }

  private long appendBlocks(PairingId from, EnvelopeId id, long offset, Blocks blocks)
      throws IOException {
    Optional<Upload> begun = inbox.find(key(from, id));
    if (begun.isEmpty()) {
      long stands = state(from, id).offset();
      if (stands != offset) {
        throw new OffsetConflictException(stands);
      }
      return stands;
    }
    Upload upload = begun.get();
    try {
      return quotas.receive(
          from, () -> upload.append(offset, blocks, () -> requireSamePairing(upload)));
    } finally {
      if (upload.isComplete() && inbox.find(key(from, id)).filter(upload::equals).isPresent()) {
        pipeline.accept(
            upload.envelope(),
            source == Source.SENDERS ? IfUnsupported.HELD : IfUnsupported.DROPPED);
      }
    }
  }

  /**
   * What came to its end after a revocation must not pass for what was here before it. The relay
   * has it still: it is begun anew, as what came after.
   */
  private void requireSamePairing(Upload upload) throws IOException {
    Begun now = admit(upload.envelope().from());
    if (now == Begun.AFTER_REVOCATION && upload.envelope().begun() == Begun.WHILE_PAIRED) {
      throw new EnvelopeDeferredException(
          "The pairing of this device was revoked; a person decides about what still comes of it.");
    }
  }

  @Override
  public CompletionStage<byte[]> receipt(PairingId from, EnvelopeId id) {
    try {
      admit(from);
      // In this order: the pipeline writes the ledger before it lets go.
      Optional<Upload> upload = inbox.find(key(from, id));
      Optional<CompletionStage<byte[]>> coming =
          upload.flatMap(held -> pipeline.receipt(held.envelope()));
      if (coming.isPresent()) {
        return coming.get();
      }
      if (upload.filter(held -> !held.isComplete()).isPresent() && !isDecided(from, id)) {
        // There is no answer yet: the sender asks again.
        return new CompletableFuture<>();
      }
      return CompletableFuture.completedStage(
          ledger.receipt(decided(from, id).orElseThrow(ReceiverIntake::lost)));
    } catch (IOException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  @Override
  public CompletionStage<byte[]> pair(String nameplate, byte[] message) {
    try {
      return CompletableFuture.completedStage(calls.run(() -> offers.answer(nameplate, message)));
    } catch (IOException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  /** Into the folder that is emptied at each start. */
  @Override
  public Optional<Path> spool(long bytes) throws IOException {
    inbox.checkRoom(bytes);
    return Optional.of(staging);
  }

  @Override
  public Duration unfinishedKept() {
    return Inbox.UNFINISHED_FOR;
  }

  private Inbox.Key key(PairingId from, EnvelopeId id) {
    return new Inbox.Key(transport, new PhotoId(id, from));
  }

  /** Admits what a pairing sends, or what a relay says that it sent. */
  private Begun admit(PairingId from) throws IOException {
    if (pairings.standing(from).isPresent()) {
      return Begun.WHILE_PAIRED;
    }
    if (source == Source.SENDERS || pairings.known(from).isEmpty()) {
      throw notPaired();
    }
    return Begun.AFTER_REVOCATION;
  }

  private static EnvelopeLostException lost() {
    return new EnvelopeLostException("the receiver does not have this photo; it is sent again");
  }

  private static NotPairedException notPaired() {
    return new NotPairedException("This device is not, or no longer, paired with the receiver.");
  }
}
