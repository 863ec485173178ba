package nz.co.medimage.crypto;

import java.util.Random;

/**
 * What a receiver shows and a person types at the phone, such as {@code 7-QXKD}: a nameplate, by
 * which the offer is found, and a secret, which is the password of the pairing.
 */
public final class PairingCode {
  private PairingCode() {}

  /**
   * Makes a fresh one, with a nameplate of one digit.
   *
   * @param random pass a {@link java.security.SecureRandom}
   */
  public static PairingCode generate(Random random) {
    return Unfinished.value();
  }

  /**
   * Reads what a person typed: in capitals or small letters, with any dash, blanks or nothing
   * between the parts.
   *
   * @throws IllegalArgumentException with one sentence for the user if it is no code
   */
  public static PairingCode parse(String typed) {
    return Unfinished.value();
  }

  /** The part that is no secret: one to six digits, the first not 0. */
  public String nameplate() {
    return Unfinished.value();
  }

  /** The whole code for display. Secret while the offer stands: never log it. */
  public String text() {
    return Unfinished.value();
  }

  /** Hides the secret. */
  @Override
  public String toString() {
    return Unfinished.value();
  }
}
