package nz.co.medimage.sender;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.Predicate;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Photo;
import nz.co.medimage.crypto.SenderPairing;
import org.jspecify.annotations.Nullable;

/** Seals photos into the outbox, each with its manifest. Safe for use by several threads. */
final class PhotoSealer {
  private final String deviceName;
  private final DiskOutbox outbox;
  private final SendOrder order;

  PhotoSealer(String deviceName, DiskOutbox outbox, Clock clock, SecureRandom random) {
    this.deviceName = deviceName;
    this.outbox = outbox;
    order = new SendOrder(clock, random);
  }

  /**
   * Seals a photo.
   *
   * @param first the result of the first reading; different content now is refused
   * @param reference the app's reference, or null
   * @param early see {@link DiskOutbox#seal}
   */
  DiskOutbox.Entry seal(
      Photo photo,
      ContentDigest first,
      PatientTag tag,
      SenderPairing pairing,
      SendMark mark,
      @Nullable String reference,
      Predicate<GrowingEnvelope> early)
      throws IOException {
    Manifest manifest =
        Manifest.builder()
            .tag(tag)
            .fileName(photo.fileName())
            .mediaType(photo.mediaType())
            .capturedAt(photo.capturedAt())
            .capturedFrom(photo.capturedFrom())
            .sequence(order.sequence(photo, tag, pairing.id()))
            .content(first.length(), first.sha256())
            .deviceName(deviceName)
            .attributes(photo.attributes())
            .build();
    EnvelopeId id = order.nextId();
    SourceStream content = new SourceStream(photo.content(), first);
    return outbox.seal(id, pairing, manifest, content, mark, reference, early);
  }

  /** The exception for a photo that cannot be accepted. */
  static IOException notAccepted(Throwable why) {
    if (why instanceof ClosedByInterruptException) {
      InterruptedIOException interrupted =
          new InterruptedIOException(
              "The photo was not accepted, because its thread was interrupted; send it again.");
      interrupted.initCause(why);
      return interrupted;
    }
    return new IOException(
        "The photo was not accepted, because the outbox cannot be written: " + why.getMessage(),
        why);
  }
}
