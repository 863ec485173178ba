package nz.co.medimage.api.spi;

import java.io.IOException;
import java.util.Objects;

/**
 * A request to file a photo left this computer, its answer was lost, and the target cannot be asked
 * whether it has the photo. Another request might file the photo twice, so nobody sends one until a
 * person has looked: {@link Sink#settle} then ends it.
 *
 * <p>A sink that may throw this notes durably that a request leaves, before it leaves. So it throws
 * this after a crash too. Every {@link Sink#write} of that photo throws it until it is settled. A
 * sink whose target recognises repeats, or can be searched for the photo, never needs this.
 */
public final class OutcomeUnknownException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes one.
   *
   * @param sentence for the person who decides: where to look and for what; it is shown with the
   *     photo, and must not contain a patient's name or a secret
   */
  public OutcomeUnknownException(String sentence) {
    super(Objects.requireNonNull(sentence, "sentence"));
  }

  /** Makes one that keeps how the request failed. */
  public OutcomeUnknownException(String sentence, Throwable cause) {
    super(Objects.requireNonNull(sentence, "sentence"), cause);
  }
}
