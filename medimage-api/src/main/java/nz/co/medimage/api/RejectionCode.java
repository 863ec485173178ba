package nz.co.medimage.api;

import java.io.Serializable;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Why a photo was rejected, for programs. It travels in the receipt, and an app shows a sentence
 * for it in its own language: see {@link OutcomeTexts}. Add-ons may have codes of their own; an app
 * that does not know a code shows the receipt's message. Immutable; compared by value.
 *
 * <p>Source: {@code spec/envelope-v1.md}, section "Receipt".
 */
public final class RejectionCode implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The content is of a type that the receiver does not accept. */
  public static final RejectionCode TYPE_NOT_ALLOWED = new RejectionCode("TYPE_NOT_ALLOWED");

  /**
   * The content is larger than the receiver accepts. Usually the receiver takes only its beginning,
   * which shows the size, and then keeps nothing in quarantine: the only copy is the sender's
   * original, which the SDK never deletes.
   */
  public static final RejectionCode TOO_LARGE = new RejectionCode("TOO_LARGE");

  /**
   * The envelope is authentic, but its manifest cannot be used, for example because of a hostile
   * name.
   */
  public static final RejectionCode BAD_MANIFEST = new RejectionCode("BAD_MANIFEST");

  /**
   * The envelope is older than the five years that receivers remember; its device's clock may be
   * wrong.
   */
  public static final RejectionCode TOO_OLD = new RejectionCode("TOO_OLD");

  /**
   * The photo came, or may have come, through a relay after the pairing of its device was revoked.
   * It is in quarantine until a person decides whether it is filed.
   */
  public static final RejectionCode DEVICE_REVOKED = new RejectionCode("DEVICE_REVOKED");

  /**
   * The receiver removes location data from everything that it files, and it cannot be removed from
   * this file. The photo is in quarantine until a person decides whether it is filed unchanged.
   */
  public static final RejectionCode NOT_CLEANED = new RejectionCode("NOT_CLEANED");

  /** A filter or a sink rejected the photo and gave no code of its own. */
  public static final RejectionCode REFUSED = new RejectionCode("REFUSED");

  private static final Pattern FORM = Pattern.compile("[A-Z0-9][A-Z0-9_.-]{0,59}");

  private final String name;

  private RejectionCode(String name) {
    this.name = name;
  }

  /**
   * The code with this name: one of the constants, or an add-on's own. An add-on starts its codes
   * with its vendor, as in {@code ACME.NO_CONSENT}, so that no two vendors use one code for
   * different things.
   *
   * @param name 1 to 60 of A-Z, 0-9, {@code _}, {@code .} and {@code -}; the first is a letter or a
   *     digit
   * @throws IllegalArgumentException if it is malformed
   */
  public static RejectionCode of(String name) {
    if (!FORM.matcher(Objects.requireNonNull(name, "name")).matches()) {
      throw new IllegalArgumentException(
          "a rejection code is 1 to 60 of A-Z, 0-9, _, . and -, such as ACME.NO_CONSENT");
    }
    return new RejectionCode(name);
  }

  /** The name of the code, as in receipts and in the command's {@code --json} output. */
  public String name() {
    return name;
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RejectionCode that && name.equals(that.name);
  }

  /** Its name. */
  @Override
  public String toString() {
    return name;
  }
}
