package nz.co.medimage.receiver;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.api.Filed;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.Rejection;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.spi.PhotoRefusedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.crypto.BadManifestException;
import nz.co.medimage.crypto.DamagedEnvelopeException;
import nz.co.medimage.crypto.EnvelopeException;
import nz.co.medimage.crypto.EnvelopePrefix;
import nz.co.medimage.crypto.ReceiverPairing;
import nz.co.medimage.crypto.UnsupportedEnvelopeException;
import nz.co.medimage.receiver.internal.state.LedgerEntry;

/**
 * The way of one envelope to its final word: opening, filters, required sinks, follow-up queue,
 * ledger. Each step may be repeated after a crash; the ledger entry is the moment from which the
 * outcome stands.
 */
final class Filing {
  private final Opening opening;
  private final Pairings pairings;
  private final FilterChain filters;
  private final AddOnCalls calls;
  private final List<Sink> sinks;
  private final FollowUps followUps;
  private final Quarantine quarantine;
  private final Ledger ledger;
  private final ClockWatch clocks;
  private final Clock clock;
  private final SafeEvents events;

  Filing(
      ReceiverState state,
      Receiver.Builder options,
      Opening opening,
      FollowUps followUps,
      ClockWatch clocks,
      AddOnCalls calls,
      SafeEvents events) {
    this.opening = opening;
    this.followUps = followUps;
    this.clocks = clocks;
    this.events = events;
    pairings = state.pairings();
    quarantine = state.quarantine();
    ledger = state.ledger();
    this.calls = calls;
    filters = new FilterChain(options, calls);
    sinks = List.copyOf(options.sinks);
    clock = options.clock;
  }

  /**
   * Sees an envelope to its final word. Errors are caught too: an add-on that cannot be linked must
   * neither lose a photo nor stop others.
   *
   * @return what the ledger now says, or nothing if the envelope is damaged or gone
   * @throws StepFailedException if a step must be tried again
   */
  Optional<LedgerEntry> decide(HeldEnvelope envelope) throws StepFailedException {
    try {
      ReceiverPairing pairing =
          pairings
              .known(envelope.from())
              .orElseThrow(() -> new IOException("the key of the device that sent it is missing"));
      return outcome(envelope, pairing);
    } catch (IOException | RuntimeException | Error e) {
      throw StepFailedException.unopened(e);
    }
  }

  /**
   * Ends an envelope that opened, and whose photo makes a step throw, in quarantine.
   *
   * @param step the id of a sink or a filter, or {@link StepFailedException#RECEIVER}
   * @throws StepFailedException if that must be tried again
   */
  LedgerEntry giveUp(HeldEnvelope envelope, String step) throws StepFailedException {
    String who = step.equals(StepFailedException.RECEIVER) ? "The receiver" : "The add-on " + step;
    try {
      ReceiverPairing pairing =
          pairings
              .known(envelope.from())
              .orElseThrow(() -> new IOException("the key of the device that sent it is missing"));
      return reject(
          envelope,
          pairing,
          new PhotoRefusedException(
              who
                  + " fails on this photo; it is kept in quarantine at the receiver and can be"
                  + " replayed there."));
    } catch (IOException | RuntimeException | Error e) {
      throw StepFailedException.unopened(e);
    }
  }

  private Optional<LedgerEntry> outcome(HeldEnvelope envelope, ReceiverPairing pairing)
      throws IOException, StepFailedException {
    PhotoRefusedException refusal;
    try {
      return Optional.of(deliver(envelope, pairing));
    } catch (DamagedEnvelopeException e) {
      return Optional.empty();
    } catch (UnsupportedEnvelopeException e) {
      // Nothing of it is authentic, so there is no receipt: it is held.
      throw new IOException(
          "the photo was sealed by a later version of MedImage, or is damaged: update the receiver",
          e);
    } catch (BadManifestException e) {
      refusal = new PhotoRefusedException(Rejection.BAD_MANIFEST, e.getMessage());
    } catch (EnvelopeException e) {
      throw new IllegalStateException("all kinds are dealt with above", e);
    } catch (PhotoRefusedException e) {
      refusal = e;
    }
    return Optional.of(reject(envelope, pairing, refusal));
  }

  private LedgerEntry deliver(HeldEnvelope envelope, ReceiverPairing pairing)
      throws IOException, EnvelopeException, PhotoRefusedException, StepFailedException {
    StagedPhoto photo = open(envelope, pairing);
    // From here on it is authentic, and with it the time in its id.
    clocks.saw(pairing, envelope.id());
    // What lies in quarantine was replayed by a person, who knows how old it is.
    if (clocks.isPast(envelope.id(), pairing) && !quarantine.holds(envelope)) {
      throw new PhotoRefusedException(
          Rejection.TOO_OLD,
          "The photo is older than the five years that this receiver remembers, by the clocks of"
              + " the device and of this computer: check both.");
    }
    try {
      return deliver(envelope, pairing, filters.apply(photo));
    } catch (RuntimeException | Error e) {
      throw StepFailedException.opened(StepFailedException.RECEIVER, e);
    }
  }

  private LedgerEntry deliver(HeldEnvelope envelope, ReceiverPairing pairing, StagedPhoto photo)
      throws IOException, PhotoRefusedException, StepFailedException {
    List<Filed> filed = new ArrayList<>();
    int longest = ReceiptTexts.longestOf(sinks.size());
    for (Sink sink : sinks) {
      filed.add(calls.write(sink, photo, longest));
    }
    StagedPhoto kept = followUps.keep(photo);
    Receipt.Delivered receipt = new Receipt.Delivered(envelope.id(), now(), filed);
    LedgerEntry entry = write(receipt, envelope, pairing);
    events.delivered(kept, receipt);
    return entry;
  }

  private StagedPhoto open(HeldEnvelope envelope, ReceiverPairing pairing)
      throws IOException, EnvelopeException {
    try {
      return opening.open(envelope, pairing);
    } catch (NoSuchFileException e) {
      if (envelope.file().toString().equals(e.getFile())) {
        throw new DamagedEnvelopeException("the envelope is gone");
      }
      throw e;
    }
  }

  private LedgerEntry reject(
      HeldEnvelope envelope, ReceiverPairing pairing, PhotoRefusedException refused)
      throws IOException {
    Receipt.Rejected receipt =
        new Receipt.Rejected(envelope.id(), now(), refused.reason(), ReceiptTexts.message(refused));
    // From the receipt on this is the only copy.
    DurableFiles.force(envelope.file());
    DurableFiles.forceFolder(envelope.file().getParent());
    quarantine.explain(pairing.deviceName(), receipt);
    LedgerEntry entry = write(receipt, envelope, pairing);
    events.rejected(pairing.deviceName(), receipt);
    return entry;
  }

  private LedgerEntry write(Receipt receipt, HeldEnvelope envelope, ReceiverPairing pairing)
      throws IOException {
    LedgerEntry entry =
        LedgerEntry.of(
            receipt,
            envelope.from(),
            pairing.deviceName(),
            envelope.size(),
            prefix(envelope).sha256());
    ledger.write(entry);
    return entry;
  }

  /** As the ledger keeps it, so that each receipt says the same. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  static EnvelopePrefix prefix(HeldEnvelope envelope) throws IOException {
    try (InputStream sealed = Files.newInputStream(envelope.file())) {
      return EnvelopePrefix.read(sealed);
    } catch (EnvelopeException e) {
      throw new IOException("the envelope was changed since it was opened", e);
    }
  }
}
