package nz.co.medimage.api;

import java.util.Objects;
import java.util.UUID;

/**
 * The id of the pairing of one sending device with one receiver. It is not secret: it is in the
 * unencrypted prefix of each envelope. Immutable.
 *
 * @param value 128 bits, as both sides derived them when they paired
 */
public record PairingId(UUID value) {

  /** Refuses null. */
  public PairingId {
    Objects.requireNonNull(value, "value");
  }

  /**
   * Reads the usual form of 36 characters.
   *
   * @throws IllegalArgumentException if {@code text} is not a UUID
   */
  public static PairingId parse(String text) {
    Objects.requireNonNull(text, "text");
    return new PairingId(UuidText.parse(text, "a pairing id"));
  }

  /**
   * Reads the 16 bytes that {@link #toBytes()} gives.
   *
   * @throws IllegalArgumentException if there are not 16
   */
  public static PairingId ofBytes(byte[] bytes) {
    Objects.requireNonNull(bytes, "bytes");
    return new PairingId(UuidText.ofBytes(bytes, "a pairing id"));
  }

  /** The 16 bytes of the id in network order, a fresh array. */
  public byte[] toBytes() {
    return UuidText.toBytes(value);
  }

  /** The usual form of 36 characters in lower case; safe as a file name. */
  @Override
  public String toString() {
    return value.toString();
  }
}
