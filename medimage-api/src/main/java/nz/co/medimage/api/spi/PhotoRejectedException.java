package nz.co.medimage.api.spi;

import java.util.Objects;
import nz.co.medimage.api.Rejection;

/**
 * A filter or a sink refuses this photo for good: trying again would not help. The receiver keeps
 * the photo in quarantine and the sender is told. For what may work later throw an {@link
 * java.io.IOException} instead.
 */
public final class PhotoRejectedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Rejection reason;

  /**
   * Refuses for a reason of the add-on's own, {@link Rejection#REFUSED}.
   *
   * @param message one sentence that a clinician understands, at most 1000 UTF-16 units, beyond
   *     which it is cut; it travels sealed to the sender
   */
  public PhotoRejectedException(String message) {
    this(Rejection.REFUSED, message);
  }

  /**
   * Refuses for one of the known reasons.
   *
   * @param message one sentence that a clinician understands, at most 1000 UTF-16 units, beyond
   *     which it is cut; it travels sealed to the sender
   */
  public PhotoRejectedException(Rejection reason, String message) {
    super(message);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  /** The kind of refusal. */
  public Rejection reason() {
    return reason;
  }
}
