package nz.co.medimage.sender;

import java.io.IOException;
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

  // Written before the envelope is released, and read after that.
  private @Nullable QueuedEnvelope taken;
  private @Nullable UploadProgress successor;

  // Of the thread that uploads.
  private long offset = -1;
  private boolean told;

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

  /**
   * Uploads the envelope, which ends only after it was taken up unless it fails.
   *
   * @return how to go on with it
   */
  Exchange upload(RouteSelector carrier) {
    try {
      Optional<byte[]> receipt = carrier.upload(this);
      return () -> receipt;
    } catch (IOException e) {
      return () -> carrier.carryOn(new Failure(link.route(), e), progress());
    } catch (Exception | Error e) {
      // A transport in Kotlin may throw checked exceptions that nobody declared.
      return () -> {
        throw new IllegalStateException("the upload ended with a fault", e);
      };
    }
  }

  /**
   * The envelope is safe on the disk and has a handle: its last bytes may leave.
   *
   * @param progress of this upload from now on
   * @return false if it is too late, as this upload breaks off
   */
  boolean take(QueuedEnvelope by, UploadProgress progress) {
    taken = by;
    successor = progress;
    return envelope.release();
  }

  /** Breaks it off unless it was taken up. */
  void breakOff() {
    envelope.breakOff();
  }

  /** The photo, if it was taken up. */
  Optional<QueuedEnvelope> taken() {
    return envelope.state() == State.RELEASED ? Optional.ofNullable(taken) : Optional.empty();
  }

  /** The progress of a photo that was taken up. */
  UploadProgress progress() {
    if (envelope.state() != State.RELEASED || successor == null) {
      throw new IllegalStateException("the transport has not read all of the envelope");
    }
    if (!told) {
      told = true;
      successor.setOut(link.route());
      successor.sent(Math.max(0, offset), envelope.size());
    }
    return successor;
  }

  @Override
  public void sent(long sent, long total) {
    if (offset < 0) {
      offset = sent;
    }
    switch (envelope.state()) {
      case RELEASED -> progress().sent(sent, total);
      case BROKEN -> throw new CancellationException("the photo cannot be sealed, or too slowly");
      case GROWING -> {}
    }
  }
}
