package nz.co.medimage.receiver;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.crypto.EnvelopeOpener;
import nz.co.medimage.crypto.ReceiverPairing;
import nz.co.medimage.crypto.envelope.DamagedEnvelopeException;
import nz.co.medimage.crypto.envelope.EnvelopeException;
import nz.co.medimage.crypto.envelope.EnvelopePrefix;

/**
 * Opens sealed envelopes into the staging folder, a folder of its own for each. What lies there is
 * never looked at again after a crash.
 */
final class StagingArea {
  private final EnvelopeOpener opener;
  private final Path staging;

  StagingArea(EnvelopeOpener opener, Path staging) {
    this.opener = opener;
    this.staging = staging;
  }

  /**
   * Opens one.
   *
   * @throws EnvelopeException if it cannot be opened, now or ever
   * @throws IOException if the disk fails
   */
  StagedPhoto open(HeldEnvelope envelope, ReceiverPairing pairing)
      throws IOException, EnvelopeException {
    clear(envelope.id());
    Path folder = folder(envelope.id());
    DurableFiles.createPrivateFolder(folder);
    Path photo = folder.resolve("photo");
    try (FileChannel sealed = FileChannel.open(envelope.file(), StandardOpenOption.READ);
        OutputStream content = Channels.newOutputStream(DurableFiles.createPrivate(photo))) {
      checkPrefix(envelope, sealed);
      Manifest manifest = opener.open(Channels.newInputStream(sealed), pairing, content);
      return StagedPhoto.of(envelope.id(), pairing.deviceName(), manifest, photo);
    }
  }

  /**
   * Opens no more than the manifest of one of which only the head is here.
   *
   * @throws EnvelopeException if it cannot be opened, now or ever
   * @throws IOException if the disk fails
   */
  Manifest openManifest(HeldEnvelope envelope, ReceiverPairing pairing)
      throws IOException, EnvelopeException {
    try (FileChannel sealed = FileChannel.open(envelope.file(), StandardOpenOption.READ)) {
      checkPrefix(envelope, sealed);
      return opener.openManifest(Channels.newInputStream(sealed), pairing);
    }
  }

  private static void checkPrefix(HeldEnvelope envelope, FileChannel sealed)
      throws IOException, EnvelopeException {
    EnvelopePrefix prefix = EnvelopeOpener.readPrefix(Channels.newInputStream(sealed));
    if (!new PhotoId(prefix.id(), prefix.pairing()).equals(envelope.id())) {
      throw new DamagedEnvelopeException("the envelope is another one than was announced");
    }
    sealed.position(0);
  }

  /** Where a photo is staged. */
  Path folder(PhotoId id) {
    return staging.resolve(id.toString());
  }

  /** Where a photo is staged for one sink alone. */
  Path folder(PhotoId id, String sink) {
    return staging.resolve(id + "_" + sink);
  }

  /** Deletes what was staged of an envelope. */
  void clear(PhotoId id) throws IOException {
    DurableFiles.deleteTree(folder(id));
  }
}
