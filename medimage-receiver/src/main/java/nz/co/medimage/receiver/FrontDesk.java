package nz.co.medimage.receiver;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import nz.co.medimage.api.Credential;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.TokenHash;
import nz.co.medimage.api.spi.EnvelopeLostException;
import nz.co.medimage.api.spi.EnvelopeRefusedException;
import nz.co.medimage.api.spi.Intake;
import nz.co.medimage.api.spi.NotPairedException;
import nz.co.medimage.api.spi.OffsetConflictException;
import nz.co.medimage.api.spi.Reception;
import nz.co.medimage.api.spi.Secrets;
import nz.co.medimage.crypto.ReceiverPairing;
import nz.co.medimage.receiver.internal.state.LedgerEntry;

/** What a listener sees of a receiver: who is let in, and what is still wanted. */
final class FrontDesk implements Reception {
  private final Pairings pairings;
  private final PairingDesk pairingDesk;
  private final Inbox inbox;
  private final Pipeline pipeline;
  private final Ledger ledger;
  private final Quotas quotas;
  private final ClockWatch clocks;
  private final SafeEvents events;
  private final String transport;
  private final Secrets secrets;
  private final Admission admission;

  /** Whose envelopes are taken. */
  @FunctionalInterface
  private interface Admission {
    Optional<ReceiverPairing> of(PairingId from) throws IOException;
  }

  /**
   * The desk of one listener.
   *
   * @param transport its id
   */
  FrontDesk(
      ReceiverState state,
      PairingDesk pairingDesk,
      Inbox inbox,
      Pipeline pipeline,
      Quotas quotas,
      ClockWatch clocks,
      SafeEvents events,
      String transport) {
    this.pairingDesk = pairingDesk;
    this.inbox = inbox;
    this.pipeline = pipeline;
    this.quotas = quotas;
    this.clocks = clocks;
    this.events = events;
    this.transport = transport;
    secrets = new PrefixedSecrets(state.secrets(), transport + "-");
    pairings = state.pairings();
    ledger = state.ledger();
    admission = pairings::standing;
  }

  private FrontDesk(FrontDesk desk) {
    pairings = desk.pairings;
    pairingDesk = desk.pairingDesk;
    inbox = desk.inbox;
    pipeline = desk.pipeline;
    ledger = desk.ledger;
    quotas = desk.quotas;
    clocks = desk.clocks;
    events = desk.events;
    transport = desk.transport;
    secrets = desk.secrets;
    admission = pairings::known;
  }

  @Override
  public PairingId authenticate(Credential credential) throws NotPairedException {
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
      throw new UncheckedIOException(e);
    }
    throw notPaired();
  }

  @Override
  public long begin(PairingId from, EnvelopeId id, long size) throws IOException {
    admitted(from);
    if (size < 1) {
      throw new EnvelopeRefusedException("An envelope has a size of at least one byte.");
    }
    if (inbox.find(id).isEmpty()) {
      Optional<LedgerEntry> entry = ledger.find(id);
      if (entry.isPresent()) {
        requireSender(entry.get(), from);
        if (entry.get().isAnswerable()) {
          return size;
        }
      }
    }
    Upload upload = inbox.begin(id, from, size);
    return upload.offset() > 0 ? upload.offset() : begun(upload);
  }

  /** An earlier upload of it may have come to its end since the ledger was asked. */
  private long begun(Upload fresh) throws IOException {
    HeldEnvelope envelope = fresh.envelope();
    Optional<LedgerEntry> entry = ledger.find(envelope.id());
    if (entry.filter(LedgerEntry::isAnswerable).isEmpty()) {
      return 0;
    }
    inbox.drop(fresh);
    requireSender(entry.get(), envelope.from());
    return envelope.size();
  }

  @Override
  public UploadState state(PairingId from, EnvelopeId id) throws IOException {
    admitted(from);
    Optional<Upload> upload = inbox.find(id);
    if (upload.isPresent()) {
      requireSender(upload.get().envelope(), from);
      return new UploadState(upload.get().offset(), upload.get().envelope().size());
    }
    LedgerEntry entry = answerable(id, from);
    return new UploadState(entry.size(), entry.size());
  }

  @Override
  public long append(PairingId from, EnvelopeId id, long offset, InputStream bytes)
      throws IOException {
    Optional<Upload> begun = inbox.find(id);
    if (begun.isEmpty()) {
      long stands = state(from, id).offset();
      if (stands != offset) {
        throw new OffsetConflictException(stands);
      }
      return stands;
    }
    Upload upload = begun.get();
    requireSender(upload.envelope(), from);
    try {
      return quotas.receive(from, () -> upload.append(offset, bytes, () -> admitted(from)));
    } finally {
      if (upload.isWhole()) {
        pipeline.accept(upload.envelope());
      }
    }
  }

  @Override
  public CompletionStage<byte[]> receipt(PairingId from, EnvelopeId id) {
    try {
      admitted(from);
      // In this order: the pipeline writes the ledger before it lets go.
      Optional<Upload> upload = inbox.find(id);
      Optional<CompletionStage<byte[]>> coming = pipeline.receipt(id);
      if (upload.isPresent() && coming.isPresent()) {
        requireSender(upload.get().envelope(), from);
        return coming.get();
      }
      LedgerEntry entry = answerable(id, from);
      return CompletableFuture.completedStage(ledger.receipt(entry));
    } catch (IOException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private LedgerEntry answerable(EnvelopeId id, PairingId from) throws IOException {
    LedgerEntry entry = ledger.find(id).orElseThrow(FrontDesk::lost);
    requireSender(entry, from);
    if (!entry.isAnswerable()) {
      throw lost();
    }
    return entry;
  }

  @Override
  public CompletionStage<byte[]> pair(String nameplate, byte[] message) {
    try {
      return CompletableFuture.completedStage(pairingDesk.answer(nameplate, message));
    } catch (IOException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  @Override
  public Duration unfinishedKept() {
    return Inbox.UNFINISHED_FOR;
  }

  @Override
  public Secrets secrets() {
    return secrets;
  }

  @Override
  public Map<PairingId, TokenHash> senders() throws IOException {
    return pairings.tokens(transport);
  }

  @Override
  public Intake letInBefore() {
    return new FrontDesk(this);
  }

  @Override
  public void problem(String sentence) {
    events.problem(sentence);
  }

  @Override
  public void clockDiffers(String whose, Duration difference) {
    clocks.heard(whose, difference);
  }

  private ReceiverPairing admitted(PairingId from) throws IOException {
    return admission.of(from).orElseThrow(FrontDesk::notPaired);
  }

  private static void requireSender(HeldEnvelope envelope, PairingId from)
      throws EnvelopeLostException {
    if (!envelope.from().equals(from)) {
      throw lost();
    }
  }

  private static void requireSender(LedgerEntry entry, PairingId from)
      throws EnvelopeLostException {
    if (!entry.isFrom(from)) {
      throw lost();
    }
  }

  private static EnvelopeLostException lost() {
    return new EnvelopeLostException("the receiver does not have this photo; it is sent again");
  }

  private static NotPairedException notPaired() {
    return new NotPairedException("This device is not paired with the receiver, or no longer.");
  }
}
