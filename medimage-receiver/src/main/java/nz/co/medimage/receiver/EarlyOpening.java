package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.crypto.EnvelopeOpener;
import nz.co.medimage.crypto.EnvelopeOpening;
import nz.co.medimage.crypto.ReceiverPairing;
import nz.co.medimage.crypto.envelope.EnvelopeException;
import nz.co.medimage.crypto.envelope.EnvelopePrefix;
import org.jspecify.annotations.Nullable;

/**
 * The opening of one envelope while it comes in, into a file in the staging folder that nobody is
 * given before the envelope has opened to its end. It decides nothing: if anything is wrong with
 * it, the envelope is opened from the inbox, and only that counts. Safe for use by several threads.
 */
final class EarlyOpening {
  private final HeldEnvelope envelope;
  private final ReceiverPairing pairing;
  private @Nullable EnvelopeOpening opening;
  private final FileChannel content;
  private final WriteOut disk;
  private final Path file;
  private long at;
  private volatile Instant progress;

  private EarlyOpening(
      HeldEnvelope envelope,
      ReceiverPairing pairing,
      EnvelopeOpening opening,
      FileChannel content,
      Path file,
      Instant now) {
    this.envelope = envelope;
    this.pairing = pairing;
    this.opening = opening;
    this.content = content;
    disk = new WriteOut(() -> content.force(false));
    this.file = file;
    progress = now;
  }

  /**
   * Begins with the first byte of an envelope.
   *
   * @param file is made, for what comes out
   */
  static EarlyOpening begin(
      HeldEnvelope envelope, ReceiverPairing pairing, EnvelopeOpener opener, Path file, Instant now)
      throws IOException {
    FileChannel content = DurableFiles.createPrivate(file);
    try {
      EnvelopeOpening opening = opener.begin(pairing, Channels.newOutputStream(content));
      return new EarlyOpening(envelope, pairing, opening, content, file, now);
    } catch (OutOfMemoryError e) {
      content.close();
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /** What came out. */
  record Result(Manifest manifest, EnvelopePrefix prefix) {}

  HeldEnvelope envelope() {
    return envelope;
  }

  /** When its last bytes came. */
  Instant progress() {
    return progress;
  }

  /**
   * Takes the bytes that were just kept in the inbox.
   *
   * @param from where they are in the envelope
   * @return false if it is of no use any more
   */
  synchronized boolean write(long from, byte[] bytes, int offset, int length, Instant now) {
    EnvelopeOpening begun = opening;
    if (begun == null || from != at) {
      return false;
    }
    try {
      begun.write(bytes, offset, length);
      disk.reached(at + length);
    } catch (IOException | EnvelopeException | RuntimeException | OutOfMemoryError e) {
      return false;
    }
    at += length;
    progress = now;
    return true;
  }

  /**
   * Opens the end, and gives the photo its place.
   *
   * @param photo a name in a folder of its own
   * @return nothing if the envelope has to be opened from the inbox
   */
  synchronized Optional<Result> finish(ReceiverPairing now, Path photo) {
    EnvelopeOpening begun = opening;
    if (begun == null || at != envelope.size() || !pairing.isSamePairing(now)) {
      return Optional.empty();
    }
    try {
      Manifest manifest = begun.finish();
      EnvelopePrefix prefix = begun.prefix();
      if (!new PhotoId(prefix.id(), prefix.pairing()).equals(envelope.id())) {
        return Optional.empty();
      }
      disk.end();
      content.close();
      Files.move(file, photo);
      return Optional.of(new Result(manifest, prefix));
    } catch (IOException | EnvelopeException | RuntimeException | OutOfMemoryError e) {
      return Optional.empty();
    }
  }

  /** Gives back what it holds; what came out of it and was not given its place is deleted. */
  synchronized void discard() {
    if (opening == null) {
      return;
    }
    opening.close();
    opening = null;
    disk.close();
    try {
      content.close();
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // The staging folder is emptied at each start.
    }
  }
}
