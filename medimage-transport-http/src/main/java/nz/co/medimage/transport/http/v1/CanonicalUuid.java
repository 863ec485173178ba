package nz.co.medimage.transport.http.v1;

import java.util.UUID;

/** The one written form of a UUID on the wire, strictly read. */
public final class CanonicalUuid {
  private CanonicalUuid() {}

  /**
   * Reads what {@link UUID#toString} gives. {@link UUID#fromString} also takes short groups and
   * capitals.
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
      // said below, once for both
    }
    throw new IllegalArgumentException(what + " is a UUID of 36 characters in lower case");
  }
}
