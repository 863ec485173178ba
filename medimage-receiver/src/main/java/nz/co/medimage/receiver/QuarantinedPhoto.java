package nz.co.medimage.receiver;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.crypto.EnvelopeOpener;
import nz.co.medimage.crypto.ReceiverIdentity;
import nz.co.medimage.crypto.ReceiverPairing;
import nz.co.medimage.crypto.envelope.EnvelopeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A photo in quarantine, for a person who is to say whose it is: opened out of its sealed envelope
 * in memory, a piece at a time. Nothing that was opened is written to the disk here.
 */
final class QuarantinedPhoto {
  private static final Logger LOG = LoggerFactory.getLogger(QuarantinedPhoto.class);

  private final PhotoId id;
  private final StagingArea area;
  private final HeldEnvelope envelope;
  private final ReceiverPairing pairing;

  private QuarantinedPhoto(
      PhotoId id, StagingArea area, HeldEnvelope envelope, ReceiverPairing pairing) {
    this.id = id;
    this.area = area;
    this.envelope = envelope;
    this.pairing = pairing;
  }

  /** Finds it; nothing if the photo is not in quarantine, or no longer. */
  static Optional<QuarantinedPhoto> find(ReceiverState state, PhotoId id) throws IOException {
    Optional<HeldEnvelope> envelope = state.quarantine().find(id);
    Optional<ReceiverPairing> pairing = state.pairings().known(id.pairing());
    Optional<ReceiverIdentity> identity = state.existingIdentity();
    if (envelope.isEmpty() || pairing.isEmpty() || identity.isEmpty()) {
      return Optional.empty();
    }
    StagingArea area = new StagingArea(new EnvelopeOpener(identity.get()), state.staging());
    return Optional.of(new QuarantinedPhoto(id, area, envelope.get(), pairing.get()));
  }

  /**
   * What the device said of it.
   *
   * @return nothing if it was filed meanwhile
   * @throws IOException if the disk fails, or with one sentence if the envelope cannot be opened
   */
  Optional<Manifest> manifest() throws IOException {
    try {
      return Optional.of(area.openManifest(envelope, pairing));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (EnvelopeException e) {
      throw new IOException("the manifest of " + id.envelope() + " cannot be read", e);
    }
  }

  /**
   * Opens it.
   *
   * @param content receives the photo as it came
   * @return nothing if it was filed meanwhile; then nothing was written
   * @throws IOException if the disk or {@code content} fails, or with one sentence if the envelope
   *     cannot be opened
   */
  Optional<Manifest> open(OutputStream content) throws IOException {
    LOG.info("A person looks at photo {}, which is in quarantine", id.envelope());
    try {
      return Optional.of(area.open(envelope, pairing, content));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (EnvelopeException e) {
      throw new IOException("the photo " + id.envelope() + " cannot be opened", e);
    }
  }
}
