package nz.co.medimage.api.transport;

import java.io.IOException;
import java.util.Objects;

/**
 * Thrown if the other end refused a pairing, because the code is wrong or there is no such offer.
 */
public final class PairingRefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Why the pairing was refused, and so what a person can do about it. */
  public enum Reason {
    /** The secret part is wrong: type it again. */
    WRONG_CODE,
    /** There is no such offer, it has expired, or wrong guesses used it up: ask for a new code. */
    NO_OFFER,
    /** The message does not belong to this protocol. */
    BAD_MESSAGE
  }

  private final Reason reason;

  /**
   * Makes the exception.
   *
   * @param message one sentence for the user
   */
  public PairingRefusedException(Reason reason, String message) {
    super(message);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  /** Why the pairing was refused. */
  public Reason reason() {
    return reason;
  }
}
