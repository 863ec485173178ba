package nz.co.medimage.crypto.v1;

import java.util.Optional;

/**
 * What goes into the content key of an envelope beside its fresh secret: {@code
 * spec/envelope-v1.md}, section "Keys".
 */
enum Suite {
  /** The pairing key. */
  PAIRING_KEY(1),

  /** A key derived from it for one envelope, so that a sender need not read the pairing key. */
  ENVELOPE_SHARE(2);

  private static final byte[] SHARE_LABEL = Keys.label("MedImage envelope v1 share");

  private final byte number;

  Suite(int number) {
    this.number = (byte) number;
  }

  /** As in the prefix. */
  byte number() {
    return number;
  }

  /** The suite with a number; empty if no such suite is known. */
  static Optional<Suite> of(byte number) {
    for (Suite suite : values()) {
      if (suite.number == number) {
        return Optional.of(suite);
      }
    }
    return Optional.empty();
  }

  /** What the pairing adds to the fresh secret of one envelope. */
  byte[] share(byte[] pairingKey, byte[] envelopeId) {
    return switch (this) {
      case PAIRING_KEY -> pairingKey;
      case ENVELOPE_SHARE -> Keys.derive(pairingKey, envelopeId, SHARE_LABEL, Keys.KEY_BYTES);
    };
  }
}
