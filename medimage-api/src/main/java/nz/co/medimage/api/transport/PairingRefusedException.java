package nz.co.medimage.api.transport;

import java.io.IOException;
import java.util.Objects;

/** The other end refused a pairing: the code is wrong, or there is no such offer. */
public final class PairingRefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What a person can do about it. */
  public enum Reason {
    /** The secret part is wrong: type it again. */
    WRONG_CODE,
    /**
     * There is no such offer, or it has expired or was burnt by wrong guesses: ask for a new code.
     */
    NO_OFFER,
    /** The message does not belong to this protocol. */
    BAD_MESSAGE
  }

  private final Reason reason;

  /**
   * Makes one.
   *
   * @param message one sentence for the user
   */
  public PairingRefusedException(Reason reason, String message) {
    super(message);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  /** What a person can do about it. */
  public Reason reason() {
    return reason;
  }
}
