package nz.co.medimage.api;

import java.nio.ByteBuffer;
import java.util.UUID;

/** The two written forms of a UUID, strictly read. */
final class UuidText {
  private UuidText() {}

  /**
   * Reads what {@link UUID#toString} gives. {@link UUID#fromString} also takes short groups and
   * capitals; an id has one written form.
   *
   * @param what the subject of the sentence, such as {@code a pairing id}
   * @throws IllegalArgumentException with one sentence, which does not quote the text
   */
  static UUID parse(String text, String what) {
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

  static UUID ofBytes(byte[] bytes, String what) {
    if (bytes.length != 16) {
      throw new IllegalArgumentException(what + " has 16 bytes, not " + bytes.length);
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new UUID(buffer.getLong(), buffer.getLong());
  }

  /** Orders as the 16 bytes do. */
  static int compareUnsigned(UUID one, UUID other) {
    int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
  }

  static byte[] toBytes(UUID value) {
    return ByteBuffer.allocate(16)
        .putLong(value.getMostSignificantBits())
        .putLong(value.getLeastSignificantBits())
        .array();
  }
}
