package nz.co.medimage.receiver;

import nz.co.medimage.api.HoldCode;

/** A photo waits, sealed in the practice's custody, for a person to say whose it is. */
final class PhotoHeldException extends Exception {
  private static final long serialVersionUID = 1L;

  private final HoldCode code;

  /**
   * Holds a photo.
   *
   * @param sentence for the receipt; it may name the id that was typed
   */
  PhotoHeldException(HoldCode code, String sentence) {
    super(sentence);
    this.code = code;
  }

  HoldCode code() {
    return code;
  }

  String sentence() {
    return String.valueOf(getMessage());
  }
}
