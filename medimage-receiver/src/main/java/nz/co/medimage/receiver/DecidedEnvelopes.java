package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import nz.co.medimage.crypto.envelope.DamagedEnvelopeException;
import nz.co.medimage.crypto.envelope.UnsupportedEnvelopeException;
import nz.co.medimage.receiver.internal.state.LedgerEntry;

/** What is left to do with an envelope on which the last word is in the ledger. */
final class DecidedEnvelopes {
  private final Ledger ledger;
  private final Quarantine quarantine;
  private final EnvelopeProcessor filing;

  DecidedEnvelopes(ReceiverState state, EnvelopeProcessor filing) {
    this.filing = filing;
    ledger = state.ledger();
    quarantine = state.quarantine();
  }

  /**
   * What was decided on an envelope; nothing if that is still to be done. A rejection that lies in
   * quarantine is what a replay is about.
   *
   * @throws DamagedEnvelopeException if something rests on what it holds and it does not open
   */
  Optional<LedgerEntry> find(HeldEnvelope envelope)
      throws StepFailedException, DamagedEnvelopeException, UnsupportedEnvelopeException {
    try {
      Optional<LedgerEntry> entry = ledger.find(envelope.id());
      if (entry.isEmpty() || (quarantine.holds(envelope) && !entry.get().isDelivered())) {
        return Optional.empty();
      }
      if (!entry.get().isAnswerable() || mayHaveToBeKept(envelope, entry.get())) {
        filing.authenticate(envelope);
      }
      return entry;
    } catch (IOException e) {
      throw StepFailedException.unopened(e);
    }
  }

  /** Whether it may be what a crash kept from quarantine after it was rejected. */
  private boolean mayHaveToBeKept(HeldEnvelope envelope, LedgerEntry entry) throws IOException {
    return !entry.isDelivered() && isWhole(envelope) && quarantine.find(envelope.id()).isEmpty();
  }

  private static boolean isWhole(HeldEnvelope envelope) throws IOException {
    return Files.exists(envelope.file()) && Files.size(envelope.file()) >= envelope.size();
  }

  /** The sealed receipt. For an entry of an earlier version the envelope must still be there. */
  byte[] receipt(HeldEnvelope envelope, LedgerEntry entry) throws IOException {
    return entry.isAnswerable()
        ? ledger.receipt(entry)
        : ledger.receipt(entry, EnvelopeProcessor.prefix(envelope));
  }

  /** Moves an envelope to where its outcome puts it. */
  void putAway(HeldEnvelope envelope, LedgerEntry entry) throws IOException {
    if (!entry.isDelivered()) {
      if (!quarantine.holds(envelope)) {
        keepRejected(envelope);
      }
    } else if (quarantine.holds(envelope)) {
      quarantine.release(envelope);
    } else {
      Files.deleteIfExists(envelope.file());
    }
  }

  private void keepRejected(HeldEnvelope envelope) throws IOException {
    if (isWhole(envelope) && quarantine.find(envelope.id()).isEmpty()) {
      quarantine.take(envelope);
    } else {
      Files.deleteIfExists(envelope.file());
    }
  }
}
