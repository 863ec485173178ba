package nz.co.medimage.crypto;

import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pairing code, which a receiver shows and a person types at the phone, such as {@code 7-QXKD}: a
 * nameplate, by which the phone finds the offer, and a secret, which is the password of the
 * pairing. Immutable.
 */
public final class PairingCode {
  /** The maximum length of a nameplate, in digits. */
  public static final int MAX_NAMEPLATE = 6;

  /** Capitals and digits without those that look or sound alike: 0 O, 1 I L, 2 Z, 5 S, 8 B. */
  private static final String ALPHABET = "ACDEFGHJKMNPQRTUVWXY34679";

  private static final int SECRET_LENGTH = 4;
  private static final String GAP = "[\\s\\p{Z}\\p{Pd}\\p{Pc}]*";
  private static final Pattern TYPED =
      Pattern.compile(
          GAP + "([1-9][0-9]{0,5})" + GAP + "([" + ALPHABET + "]{" + SECRET_LENGTH + "})" + GAP);

  private final String nameplate;
  private final String secret;

  private PairingCode(String nameplate, String secret) {
    this.nameplate = nameplate;
    this.secret = secret;
  }

  /** Generates a code with a nameplate of one digit. */
  public static PairingCode generate(Random random) {
    return generate(random, 1);
  }

  /**
   * Generates a code.
   *
   * @param random the source of randomness; pass a {@link java.security.SecureRandom}
   * @param digits the length of the nameplate: 1 to {@link #MAX_NAMEPLATE}
   * @throws IllegalArgumentException if {@code digits} is out of range
   */
  public static PairingCode generate(Random random, int digits) {
    if (digits < 1 || digits > MAX_NAMEPLATE) {
      throw new IllegalArgumentException("a nameplate has 1 to 6 digits, not " + digits);
    }
    StringBuilder secret = new StringBuilder();
    for (int i = 0; i < SECRET_LENGTH; i++) {
      secret.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    int least = (int) Math.pow(10, digits - 1);
    int nameplate = least + random.nextInt(9 * least);
    return new PairingCode(Integer.toString(nameplate), secret.toString());
  }

  /**
   * Reads a code as a person typed it: in capitals or small letters, with any dash, blanks or
   * nothing between the parts.
   *
   * @throws IllegalArgumentException with one sentence for the user if the text is not a code
   */
  public static PairingCode parse(String typed) {
    Matcher code = TYPED.matcher(typed.toUpperCase(Locale.ROOT));
    if (!code.matches()) {
      throw new IllegalArgumentException(
          "A pairing code is a number, a dash and four letters or digits, such as 7-QXKD: type it"
              + " as the receiver shows it. After the dash there is no 0 O, 1 I L, 2 Z, 5 S or 8"
              + " B.");
    }
    return new PairingCode(code.group(1), code.group(2));
  }

  /** The part that is not secret: one to six digits, the first not 0. */
  public String nameplate() {
    return nameplate;
  }

  /** The whole code for display. It is secret while the offer is open: never log it. */
  public String text() {
    return nameplate + "-" + secret;
  }

  /** Hides the secret. */
  @Override
  public String toString() {
    return "PairingCode[" + nameplate + "]";
  }
}
