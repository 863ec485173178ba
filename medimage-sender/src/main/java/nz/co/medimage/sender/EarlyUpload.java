package nz.co.medimage.sender;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.sender.GrowingEnvelope.State;
import org.jspecify.annotations.Nullable;

/**
 * The upload of a photo that is still being sealed, over a link that is open. Nobody hears of it
 * before the photo is taken up: until then there is no handle, and nothing to withdraw.
 */
final class EarlyUpload implements Link.Progress {
  private final GrowingEnvelope envelope;
  private final LinkPool.Shared link;

  // Written under the lock of the delivery queue, before the envelope is released.
  private @Nullable QueuedEnvelope taken;
  private @Nullable UploadProgress successor;

  // Of the thread that uploads.
  private long offset;
  private boolean begun;
  private boolean told;
  private Exchange rest = Optional::empty;

  EarlyUpload(GrowingEnvelope envelope, LinkPool.Shared link) {
    this.envelope = envelope;
    this.link = link;
  }

  EnvelopeId id() {
    return envelope.id();
  }

  GrowingEnvelope envelope() {
    return envelope;
  }

  LinkPool.Shared link() {
    return link;
  }

  /** Uploads the envelope. Unless that fails, it ends only after the photo was taken up. */
  void run(RouteSelector carrier) {
    try {
      Optional<byte[]> receipt = carrier.upload(this);
      rest = () -> receipt;
    } catch (IOException e) {
      rest = () -> carrier.carryOn(new Failure(link.route(), e), progress());
    } catch (Exception | Error e) {
      // A transport in Kotlin may throw checked exceptions that nobody declared.
      rest =
          () -> {
            throw new IllegalStateException("the upload ended with a fault", e);
          };
    }
  }

  /**
   * The envelope is safe on the disk and has a handle: its last bytes may leave.
   *
   * @param progress of this upload from now on
   */
  void take(QueuedEnvelope photo, UploadProgress progress) {
    taken = photo;
    successor = progress;
    envelope.release();
  }

  /** Breaks it off unless the photo was taken up. */
  void breakOff() {
    envelope.breakOff();
  }

  /** The photo, if it was taken up. */
  Optional<QueuedEnvelope> taken() {
    return Optional.ofNullable(taken);
  }

  /** What follows, once it has ended and the photo was taken up. */
  Optional<byte[]> goOn(Attempts attempts) throws UndeliveredException {
    // What was broken off because it was sealed too slowly says nothing of the route.
    return envelope.state() == State.RELEASED
        ? rest.run()
        : attempts.send(required(taken), required(successor));
  }

  /** The progress of a photo that was taken up in time, which hears now how it began. */
  UploadProgress progress() {
    if (envelope.state() != State.RELEASED) {
      throw new IllegalStateException("the photo is not taken up");
    }
    UploadProgress progress = required(successor);
    if (!told) {
      told = true;
      progress.setOut(link.route());
      progress.sent(offset, envelope.size());
    }
    return progress;
  }

  private static <T> T required(@Nullable T value) {
    return Objects.requireNonNull(value, "not taken up");
  }

  @Override
  public void sent(long sent, long total) {
    if (!begun) {
      begun = true;
      offset = sent;
    }
    switch (envelope.state()) {
      case RELEASED -> progress().sent(sent, total);
      case BROKEN -> throw new CancellationException("the photo cannot be sealed, or too slowly");
      case GROWING -> {}
    }
  }
}
