package nz.co.medimage.api;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A National Health Index number (NHI) of New Zealand with a correct check character. Immutable.
 *
 * <p>Both formats of HISO 10046 are supported: the old one of three letters, three digits and a
 * check digit (modulus 11), and the new one of three letters, two digits, a letter and a check
 * letter (modulus 23). The letters I and O are not used. A correct check character means that the
 * number was not mistyped; it does not mean that the number was ever assigned.
 *
 * <p>Use it to warn a person before the photo is taken:
 *
 * <pre>{@code
 * if (Nhi.looksMistyped(typedId)) {
 *   warn("This NHI is probably mistyped.");
 * }
 * }</pre>
 *
 * <p>A tag that is not an NHI is just as valid.
 *
 * @param value seven characters in capitals
 */
public record Nhi(String value) {
  private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ";
  private static final Pattern OLD = Pattern.compile("[A-HJ-NP-Z]{3}[0-9]{4}");
  private static final Pattern NEW = Pattern.compile("[A-HJ-NP-Z]{3}[0-9]{2}[A-HJ-NP-Z]{2}");

  /**
   * Checks the format and the check character.
   *
   * @throws IllegalArgumentException if either of them is wrong
   */
  public Nhi {
    if (!isValid(Objects.requireNonNull(value, "value"))) {
      throw new IllegalArgumentException("not a valid NHI: mistyped, or no NHI at all");
    }
  }

  /** Reads an NHI in capitals or small letters; empty if it is not one or is mistyped. */
  public static Optional<Nhi> parse(String text) {
    String capitals = Capitals.of(text);
    return isValid(capitals) ? Optional.of(new Nhi(capitals)) : Optional.empty();
  }

  /**
   * Whether a text has the form of an NHI, in either format, but a wrong check character. An app
   * can ask this about the first folder of a tag: true is worth a warning.
   */
  public static boolean looksMistyped(String text) {
    String capitals = Capitals.of(text);
    return isFormat(capitals) && !isValid(capitals);
  }

  private static boolean isFormat(String text) {
    return OLD.matcher(text).matches() || NEW.matcher(text).matches();
  }

  private static boolean isValid(String text) {
    if (!isFormat(text)) {
      return false;
    }
    int sum = 0;
    for (int i = 0; i < 6; i++) {
      sum += valueOf(text.charAt(i)) * (7 - i);
    }
    char check = text.charAt(6);
    if (Character.isDigit(check)) {
      return sum % 11 != 0 && (11 - sum % 11) % 10 == check - '0';
    }
    return check == LETTERS.charAt(22 - sum % 23);
  }

  private static int valueOf(char c) {
    return Character.isDigit(c) ? c - '0' : LETTERS.indexOf(c) + 1;
  }

  /** The seven characters. */
  @Override
  public String toString() {
    return value;
  }
}
