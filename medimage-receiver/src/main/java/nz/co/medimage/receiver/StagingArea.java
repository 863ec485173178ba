package nz.co.medimage.receiver;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.crypto.EnvelopeOpener;
import nz.co.medimage.crypto.ReceiverPairing;
import nz.co.medimage.crypto.envelope.DamagedEnvelopeException;
import nz.co.medimage.crypto.envelope.EnvelopeException;
import nz.co.medimage.crypto.envelope.EnvelopePrefix;
import org.jspecify.annotations.Nullable;

/**
 * Opens sealed envelopes into the staging folder, a folder of its own for each. What lies there is
 * never looked at again after a crash.
 */
final class StagingArea {
  private final EnvelopeOpener opener;
  private final Path staging;
  private final @Nullable EarlyOpenings early;

  StagingArea(EnvelopeOpener opener, Path staging) {
    this(opener, staging, null);
  }

  /**
   * An area for what was opened while it came in, too.
   *
   * @param early may have the envelopes that are to be opened
   */
  StagingArea(EnvelopeOpener opener, Path staging, @Nullable EarlyOpenings early) {
    this.opener = opener;
    this.staging = staging;
    this.early = early;
  }

  /**
   * A photo that was opened.
   *
   * @param prefix of its envelope
   * @param isOfFile whether the file of the envelope was read, and is known to be whole
   */
  record Opened(StagedPhoto photo, EnvelopePrefix prefix, boolean isOfFile) {}

  /**
   * Opens one, unless that was done while it came in.
   *
   * @throws EnvelopeException if it cannot be opened, now or ever
   * @throws IOException if the disk fails
   */
  Opened open(HeldEnvelope envelope, ReceiverPairing pairing)
      throws IOException, EnvelopeException {
    clear(envelope.id());
    Path folder = folder(envelope.id());
    DurableFiles.createPrivateFolder(folder);
    Path photo = folder.resolve("photo");
    Optional<EarlyOpening.Result> came = finish(envelope, pairing, photo);
    if (came.isPresent()) {
      return new Opened(
          staged(envelope, pairing, came.get().manifest(), photo), came.get().prefix(), false);
    }
    try (FileChannel sealed = read(envelope);
        OutputStream content = Channels.newOutputStream(DurableFiles.createPrivate(photo))) {
      EnvelopePrefix prefix = checkPrefix(envelope, sealed);
      Manifest manifest = opener.open(Channels.newInputStream(sealed), pairing, content);
      return new Opened(staged(envelope, pairing, manifest, photo), prefix, true);
    }
  }

  private Optional<EarlyOpening.Result> finish(
      HeldEnvelope envelope, ReceiverPairing pairing, Path photo) {
    Optional<EarlyOpening> opening = early == null ? Optional.empty() : early.take(envelope);
    try {
      return opening.flatMap(begun -> begun.finish(pairing, photo));
    } finally {
      opening.ifPresent(EarlyOpening::discard);
    }
  }

  private static StagedPhoto staged(
      HeldEnvelope envelope, ReceiverPairing pairing, Manifest manifest, Path photo) {
    return StagedPhoto.of(envelope.id(), pairing.deviceName(), manifest, photo);
  }

  /**
   * Opens one, and keeps nothing of what comes out.
   *
   * @throws EnvelopeException if it cannot be opened, now or ever
   * @throws IOException if the disk fails
   */
  void verify(HeldEnvelope envelope, ReceiverPairing pairing)
      throws IOException, EnvelopeException {
    try (FileChannel sealed = read(envelope)) {
      checkPrefix(envelope, sealed);
      opener.open(Channels.newInputStream(sealed), pairing, OutputStream.nullOutputStream());
    }
  }

  private static FileChannel read(HeldEnvelope envelope)
      throws IOException, DamagedEnvelopeException {
    try {
      return FileChannel.open(envelope.file(), StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      throw new DamagedEnvelopeException("the envelope is gone", e);
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

  /**
   * Opens one to a stream, a piece at a time.
   *
   * @param content receives the photo, which is authentic only once this has returned
   * @throws EnvelopeException if it cannot be opened, now or ever
   * @throws IOException if the disk or {@code content} fails
   */
  Manifest open(HeldEnvelope envelope, ReceiverPairing pairing, OutputStream content)
      throws IOException, EnvelopeException {
    try (FileChannel sealed = FileChannel.open(envelope.file(), StandardOpenOption.READ)) {
      checkPrefix(envelope, sealed);
      return opener.open(Channels.newInputStream(sealed), pairing, content);
    }
  }

  private static EnvelopePrefix checkPrefix(HeldEnvelope envelope, FileChannel sealed)
      throws IOException, EnvelopeException {
    EnvelopePrefix prefix = EnvelopeOpener.readPrefix(Channels.newInputStream(sealed));
    if (!new PhotoId(prefix.id(), prefix.pairing()).equals(envelope.id())) {
      throw new DamagedEnvelopeException("the envelope is another one than was announced");
    }
    sealed.position(0);
    return prefix;
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
