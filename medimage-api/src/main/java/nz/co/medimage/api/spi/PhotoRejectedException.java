package nz.co.medimage.api.spi;

import java.util.Objects;
import nz.co.medimage.api.RejectionCode;

/**
 * Thrown by a filter or a sink to reject a photo for good, because trying again would not help. The
 * receiver keeps the photo in quarantine and tells the sender. If the photo may be accepted later,
 * throw an {@link java.io.IOException} instead.
 *
 * <p>If a follow-up sink throws it, the sender learns nothing, because the photo is delivered by
 * then. The receiver keeps the photo for a person and tells observers by {@link
 * ReceiverObserver#followUpRejected}.
 */
public final class PhotoRejectedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final RejectionCode code;

  /**
   * Rejects without a code of its own, as {@link RejectionCode#REFUSED}.
   *
   * @param message one sentence that a clinician understands, of at most 1000 UTF-16 units; a
   *     longer one is cut. It travels sealed to the sender
   */
  public PhotoRejectedException(String message) {
    this(RejectionCode.REFUSED, message);
  }

  /**
   * Rejects with a code.
   *
   * @param code one of the constants, or one of the add-on's own
   * @param message one sentence that a clinician understands, of at most 1000 UTF-16 units; a
   *     longer one is cut. It travels sealed to the sender, which shows it if it does not know the
   *     code
   */
  public PhotoRejectedException(RejectionCode code, String message) {
    super(message);
    this.code = Objects.requireNonNull(code, "code");
  }

  /** The reason, for programs. */
  public RejectionCode code() {
    return code;
  }
}
