package nz.co.medimage.crypto;

import nz.co.medimage.api.transport.PairingRefusedException;
import nz.co.medimage.api.transport.PairingRefusedException.Reason;
import org.jspecify.annotations.Nullable;

/** The sentences for pairings that fail. */
final class Refusals {
  private Refusals() {}

  static PairingRefusedException wrongCode(@Nullable Exception cause) {
    return refusal(
        Reason.WRONG_CODE,
        "The pairing code is wrong: type it again as the receiver shows it.",
        cause);
  }

  static PairingRefusedException noOffer() {
    return refusal(
        Reason.NO_OFFER,
        "This pairing code is not, or no longer, valid: ask the receiver for a new one.",
        null);
  }

  static PairingRefusedException badMessage(@Nullable Exception cause) {
    return refusal(
        Reason.BAD_MESSAGE,
        "The other side does not pair the way this version of MedImage does: update both.",
        cause);
  }

  static PairingRefusedException forgotten() {
    return refusal(
        Reason.BAD_MESSAGE,
        "This attempt to pair took too long, or too many tried at once: try again.",
        null);
  }

  private static PairingRefusedException refusal(
      Reason reason, String sentence, @Nullable Exception cause) {
    PairingRefusedException refusal = new PairingRefusedException(reason, sentence);
    if (cause != null) {
      refusal.initCause(cause);
    }
    return refusal;
  }
}
