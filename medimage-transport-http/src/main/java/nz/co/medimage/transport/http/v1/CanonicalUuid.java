package nz.co.medimage.transport.http.v1;

import java.util.UUID;

/** Reads the one form that a UUID has on the wire. */
public final class CanonicalUuid {
  private CanonicalUuid() {}

  /**
   * Reads only what {@link UUID#toString} returns. {@link UUID#fromString} also accepts short
   * groups and capitals.
   *
   * @param what the subject of the sentence, such as {@code a mailbox's id}
   * @throws IllegalArgumentException with one sentence, which does not quote the text
   */
  public static UUID parse(String text, String what) {
    try {
      UUID value = UUID.fromString(text);
      if (value.toString().equals(text)) {
        return value;
      }
    } catch (IllegalArgumentException e) {
      // thrown below, with the same sentence
    }
    throw new IllegalArgumentException(what + " is a UUID of 36 characters in lower case");
  }
}
