package nz.co.medimage.receiver;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.crypto.EnvelopeOpener;
import nz.co.medimage.crypto.ReceiverPairing;
import nz.co.medimage.crypto.envelope.BadManifestException;
import nz.co.medimage.crypto.envelope.DamagedEnvelopeException;
import nz.co.medimage.crypto.envelope.EnvelopeException;
import nz.co.medimage.crypto.envelope.EnvelopePrefix;
import nz.co.medimage.crypto.envelope.UnsupportedEnvelopeException;
import nz.co.medimage.receiver.HeldEnvelope.Begun;
import nz.co.medimage.receiver.ReplayRequests.Assigned;
import nz.co.medimage.receiver.filter.SizeFilter;
import nz.co.medimage.receiver.internal.state.Assignment;
import nz.co.medimage.receiver.internal.state.DamagedStateException;
import nz.co.medimage.receiver.internal.state.LedgerEntry;

/**
 * The way of one envelope to its final word: opening, filters, required sinks, follow-up queue,
 * ledger. Each step may be repeated after a crash; the ledger entry is the moment from which the
 * outcome stands.
 */
final class EnvelopeProcessor {
  private final StagingArea opening;
  private final Pairings pairings;
  private final RequiredSteps steps;
  private final FollowUps followUps;
  private final Quarantine quarantine;
  private final ReplayRequests requests;
  private final FilingDecisions decisions;
  private final Ledger ledger;
  private final ClockWatch clocks;
  private final SizeLimit limit;
  private final Clock clock;
  private final SafeEvents events;

  EnvelopeProcessor(
      ReceiverState state,
      Receiver.Builder options,
      StagingArea opening,
      FollowUps followUps,
      ClockWatch clocks,
      RequiredSteps steps,
      SafeEvents events) {
    this.opening = opening;
    this.followUps = followUps;
    this.clocks = clocks;
    this.events = events;
    pairings = state.pairings();
    quarantine = state.quarantine();
    requests = state.requests();
    decisions = state.decisions();
    ledger = state.ledger();
    this.steps = steps;
    limit = new SizeLimit(options.maxPhotoSize);
    clock = options.clock;
  }

  /**
   * Brings an envelope on towards its final word, which only what was opened gets: until then
   * nothing of it is certain. Errors are caught too: an add-on that cannot be linked must neither
   * lose a photo nor stop others.
   *
   * @return what the ledger now says; nothing if add-ons are still at work, which wake the photo
   * @throws DamagedEnvelopeException if it is damaged, is another one than was announced, or gone
   * @throws UnsupportedEnvelopeException if it seems to be of a later version
   * @throws StepFailedException if a step must be tried again
   */
  Optional<LedgerEntry> decide(HeldEnvelope envelope, PhotoProgress progress)
      throws StepFailedException, DamagedEnvelopeException, UnsupportedEnvelopeException {
    try {
      return steps.begin(progress)
          ? outcome(envelope, pairing(envelope), progress)
          : Optional.empty();
    } catch (DamagedEnvelopeException | UnsupportedEnvelopeException e) {
      throw e;
    } catch (EnvelopeException | IOException | RuntimeException | Error e) {
      throw StepFailedException.unopened(e);
    }
  }

  /**
   * Ends an envelope that opened, and whose photo makes a step throw, in quarantine.
   *
   * @param step the id of a sink or a filter, or {@link StepFailedException#RECEIVER}
   * @throws StepFailedException if that must be tried again
   */
  LedgerEntry giveUp(HeldEnvelope envelope, String step, PhotoProgress progress)
      throws StepFailedException {
    String who = step.equals(StepFailedException.RECEIVER) ? "The receiver" : "The add-on " + step;
    try {
      return reject(
          envelope,
          pairing(envelope),
          new PhotoRejectedException(
              who
                  + " fails on this photo; it is kept in quarantine at the receiver and can be"
                  + " replayed there."),
          progress);
    } catch (EnvelopeException | IOException | RuntimeException | Error e) {
      throw StepFailedException.unopened(e);
    }
  }

  /**
   * Makes sure that an envelope is what its file says, whatever was decided on it.
   *
   * @throws DamagedEnvelopeException if it is not
   * @throws UnsupportedEnvelopeException if it seems to be of a later version
   * @throws StepFailedException if that cannot be told now
   */
  void authenticate(HeldEnvelope envelope)
      throws StepFailedException, DamagedEnvelopeException, UnsupportedEnvelopeException {
    try {
      if (isWhole(envelope)) {
        opening.verify(envelope, pairing(envelope));
      } else {
        opening.openManifest(envelope, pairing(envelope));
      }
    } catch (BadManifestException e) {
      // no less authentic
    } catch (DamagedEnvelopeException | UnsupportedEnvelopeException e) {
      throw e;
    } catch (EnvelopeException | IOException | RuntimeException e) {
      throw StepFailedException.unopened(e);
    }
  }

  private ReceiverPairing pairing(HeldEnvelope envelope) throws IOException {
    return pairings
        .known(envelope.from())
        .orElseThrow(() -> new IOException("the key of the device that sent it is missing"));
  }

  private Optional<LedgerEntry> outcome(
      HeldEnvelope envelope, ReceiverPairing pairing, PhotoProgress progress)
      throws IOException, EnvelopeException, StepFailedException {
    Optional<Assigned> assigned = assigned(envelope);
    if (!assigned.equals(progress.assigned()) && !progress.isBusy() && !progress.isAtSinks()) {
      opening.clear(envelope.id());
      progress.unstaged();
    }
    boolean isStaged = progress.staged().isPresent();
    if (!isStaged && !isWhole(envelope)) {
      return Optional.of(rejectUnseen(envelope, pairing));
    }
    PhotoRejectedException refusal;
    try {
      if (!isStaged) {
        if (!steps.enter(progress)) {
          return Optional.empty();
        }
        progress.recalled(decisions.find(envelope.id()));
        stage(envelope, pairing, progress);
      }
      return deliver(envelope, pairing, progress);
    } catch (PhotoHeldException e) {
      return Optional.of(hold(envelope, pairing, e, progress));
    } catch (BadManifestException e) {
      refusal = new PhotoRejectedException(RejectionCode.BAD_MANIFEST, e.getMessage());
    } catch (PhotoRejectedException e) {
      refusal = e;
    }
    return Optional.of(reject(envelope, pairing, refusal, progress));
  }

  /** The tag that a person gave to what lies in quarantine. */
  private Optional<Assigned> assigned(HeldEnvelope envelope) throws IOException {
    return quarantine.holds(envelope) ? requests.assigned(envelope.id()) : Optional.empty();
  }

  /** Whether all of it is here; if not, its announced size was too large for that. */
  private static boolean isWhole(HeldEnvelope envelope)
      throws IOException, DamagedEnvelopeException {
    try {
      return Files.size(envelope.file()) >= envelope.size();
    } catch (NoSuchFileException e) {
      throw new DamagedEnvelopeException("the envelope is gone", e);
    }
  }

  /** Only the head of it was taken, so there is nothing to keep but the answer. */
  private LedgerEntry rejectUnseen(HeldEnvelope envelope, ReceiverPairing pairing)
      throws IOException, EnvelopeException {
    try {
      if (!limit.isExceededBy(opening.openManifest(envelope, pairing).length())) {
        throw new DamagedEnvelopeException("the envelope is smaller than was announced");
      }
    } catch (BadManifestException e) {
      // How large it is nobody knows then, and for any other word all of it must be here.
      throw new DamagedEnvelopeException("the envelope does not say how large it is", e);
    }
    clocks.saw(pairing, envelope.id().envelope());
    Receipt.Rejected receipt =
        Receipt.rejected(
            envelope.id().envelope(),
            now(),
            RejectionCode.TOO_LARGE,
            SizeFilter.sentence(limit.content()));
    return write(receipt, envelope, pairing);
  }

  private void stage(HeldEnvelope envelope, ReceiverPairing pairing, PhotoProgress progress)
      throws IOException, EnvelopeException, PhotoRejectedException, StepFailedException {
    StagingArea.Opened opened = opening.open(envelope, pairing);
    StagedPhoto photo = opened.photo();
    // From here on it is authentic, and with it the time in its id.
    clocks.saw(pairing, envelope.id().envelope());
    // What lies in quarantine was replayed by a person, who knows how old it is and whose.
    if (!quarantine.holds(envelope)) {
      checkAdmission(envelope, pairing);
    }
    progress.opened(photo.manifest().tag(), quarantine.holds(envelope));
    progress.opened(opened.prefix(), opened.isOfFile());
    if (quarantine.holds(envelope)) {
      Optional<Assigned> to = requests.goOn(envelope.id());
      if (to.isPresent()) {
        progress.assigned(to.get());
        photo = photo.withManifest(photo.manifest().toBuilder().tag(to.get().tag()).build());
      }
    }
    progress.staged(steps.check(photo));
  }

  private Optional<LedgerEntry> deliver(
      HeldEnvelope envelope, ReceiverPairing pairing, PhotoProgress progress)
      throws IOException, PhotoRejectedException, PhotoHeldException, StepFailedException {
    try {
      boolean isReleased = isReleased(envelope);
      if (!steps.advance(progress, isReleased)) {
        return Optional.empty();
      }
      List<SinkReference> filed = steps.references(progress);
      StagedPhoto photo = progress.staged().orElseThrow().withReferences(filed);
      StagedPhoto kept = followUps.keep(photo, isReleased);
      Receipt.Delivered receipt = delivered(envelope, progress, filed);
      LedgerEntry entry = entry(receipt, envelope, pairing, progress.prefix());
      if (progress.filedAs().isPresent()) {
        ledger.write(entry, assignment(progress, progress.filedAs().get()));
      } else {
        ledger.write(entry);
      }
      events.delivered(kept, receipt);
      return Optional.of(entry);
    } catch (RuntimeException | Error e) {
      throw StepFailedException.opened(StepFailedException.RECEIVER, e);
    }
  }

  private Receipt.Delivered delivered(
      HeldEnvelope envelope, PhotoProgress progress, List<SinkReference> filed) {
    Receipt.Delivered receipt = Receipt.delivered(envelope.id().envelope(), now(), filed);
    return progress.echo().map(receipt::withEcho).orElse(receipt);
  }

  private static Assignment assignment(PhotoProgress progress, Assigned to) {
    return new Assignment(to.at(), to.by(), progress.cameAs().toString(), to.tag().toString());
  }

  private void checkAdmission(HeldEnvelope envelope, ReceiverPairing pairing)
      throws PhotoRejectedException {
    if (envelope.begun() == Begun.AFTER_REVOCATION) {
      throw new PhotoRejectedException(
          RejectionCode.DEVICE_REVOKED,
          "The photo came after the pairing of its device was revoked: a person at the receiver"
              + " decides whether it is filed.");
    }
    if (clocks.isPast(envelope.id().envelope(), pairing)) {
      throw new PhotoRejectedException(
          RejectionCode.TOO_OLD,
          "The photo is older than the five years that this receiver remembers, by the clocks of"
              + " the device and of this computer: check both.");
    }
  }

  /** Whether a person read that it cannot be cleaned, and had it replayed nevertheless. */
  private boolean isReleased(HeldEnvelope envelope) throws IOException {
    if (!quarantine.holds(envelope)) {
      return false;
    }
    try {
      return quarantine.reason(envelope.id()).equals(Optional.of(RejectionCode.NOT_CLEANED.name()));
    } catch (DamagedStateException e) {
      return false;
    }
  }

  private LedgerEntry reject(
      HeldEnvelope envelope,
      ReceiverPairing pairing,
      PhotoRejectedException refusal,
      PhotoProgress progress)
      throws IOException, EnvelopeException {
    requireWhole(envelope, pairing, progress);
    decisions.narrow(progress, envelope.id(), steps.sinkIds());
    String message = ReceiptTexts.message(refusal, progress.filedAt());
    Receipt.Rejected receipt =
        Receipt.rejected(envelope.id().envelope(), now(), refusal.code(), message);
    keepSealed(envelope);
    quarantine.explain(envelope.id(), pairing.deviceName(), receipt);
    return write(receipt, envelope, pairing);
  }

  private LedgerEntry hold(
      HeldEnvelope envelope,
      ReceiverPairing pairing,
      PhotoHeldException held,
      PhotoProgress progress)
      throws IOException, EnvelopeException {
    requireWhole(envelope, pairing, progress);
    String sentence = ReceiptTexts.cut(held.sentence(), ReceiptTexts.LONGEST);
    Receipt.Held receipt = Receipt.held(envelope.id().envelope(), now(), held.code(), sentence);
    keepSealed(envelope);
    quarantine.explain(envelope.id(), pairing.deviceName(), receipt);
    return write(receipt, envelope, pairing);
  }

  /**
   * What is kept must be what was opened. If that was done while it came in, nobody has read the
   * file yet.
   */
  private void requireWhole(HeldEnvelope envelope, ReceiverPairing pairing, PhotoProgress progress)
      throws IOException, EnvelopeException {
    if (progress.isFileUnread()) {
      opening.verify(envelope, pairing);
    }
  }

  /** From the receipt on this is the only copy. */
  private static void keepSealed(HeldEnvelope envelope) throws IOException {
    DurableFiles.force(envelope.file());
    DurableFiles.forceFolder(envelope.file().getParent());
  }

  private LedgerEntry write(Receipt receipt, HeldEnvelope envelope, ReceiverPairing pairing)
      throws IOException {
    LedgerEntry entry = entry(receipt, envelope, pairing, prefix(envelope));
    ledger.write(entry);
    return entry;
  }

  private static LedgerEntry entry(
      Receipt receipt, HeldEnvelope envelope, ReceiverPairing pairing, EnvelopePrefix prefix) {
    return LedgerEntry.of(
        receipt, envelope.from(), pairing.deviceName(), envelope.size(), prefix.sha256());
  }

  /** As the ledger keeps it, so that each receipt says the same. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  static EnvelopePrefix prefix(HeldEnvelope envelope) throws IOException {
    try (InputStream sealed = Files.newInputStream(envelope.file())) {
      return EnvelopeOpener.readPrefix(sealed);
    } catch (EnvelopeException e) {
      throw new IOException("the envelope was changed since it was opened", e);
    }
  }
}
