package nz.co.medimage.sender;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.HoldCode;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.sender.DeliveryStatus.State;
import org.jspecify.annotations.Nullable;

/**
 * Thrown if the receiver answered for a photo, but its receipt is lost: an earlier version of this
 * library received it and did not keep it, or the keys of this home have been damaged since. {@link
 * Delivery#status()} says how the photo ended, and there is nothing left to do.
 */
public final class ReceiptNotKeptException extends IOException {
  private static final long serialVersionUID = 1;

  private final State outcome;
  private final @Nullable String code;

  ReceiptNotKeptException(EnvelopeId id, State outcome, @Nullable String code) {
    super(
        "The photo "
            + id
            + " was "
            + outcome.name().toLowerCase(Locale.ROOT)
            + (code == null ? "" : " (" + code + ")")
            + " before this program was started, and its receipt is not kept.");
    this.outcome = outcome;
    this.code = code;
  }

  /** Why the photo was rejected; empty if it was not. */
  public Optional<RejectionCode> reason() {
    return outcome == State.REJECTED
        ? Optional.ofNullable(code).map(RejectionCode::of)
        : Optional.empty();
  }

  /** Why the photo is held; empty if it is not. */
  public Optional<HoldCode> holdCode() {
    return outcome == State.HELD ? Optional.ofNullable(code).map(HoldCode::of) : Optional.empty();
  }
}
