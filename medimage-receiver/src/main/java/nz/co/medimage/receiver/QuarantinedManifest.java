package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.crypto.EnvelopeOpener;
import nz.co.medimage.crypto.ReceiverIdentity;
import nz.co.medimage.crypto.ReceiverPairing;
import nz.co.medimage.crypto.envelope.EnvelopeException;

/** What came with a photo in quarantine, for a person who is to say whose it is. */
final class QuarantinedManifest {
  private QuarantinedManifest() {}

  /**
   * Reads it out of the sealed envelope, in memory.
   *
   * @return nothing if the photo is not in quarantine, or no longer
   * @throws IOException if the disk fails, or with one sentence if the envelope cannot be opened
   */
  static Optional<Manifest> read(ReceiverState state, PhotoId id) throws IOException {
    Optional<HeldEnvelope> envelope = state.quarantine().find(id);
    Optional<ReceiverPairing> pairing = state.pairings().known(id.pairing());
    Optional<ReceiverIdentity> identity = state.existingIdentity();
    if (envelope.isEmpty() || pairing.isEmpty() || identity.isEmpty()) {
      return Optional.empty();
    }
    StagingArea area = new StagingArea(new EnvelopeOpener(identity.get()), state.staging());
    try {
      return Optional.of(area.openManifest(envelope.get(), pairing.get()));
    } catch (NoSuchFileException e) {
      return Optional.empty(); // filed meanwhile
    } catch (EnvelopeException e) {
      throw new IOException("the manifest of " + id.envelope() + " cannot be read", e);
    }
  }
}
