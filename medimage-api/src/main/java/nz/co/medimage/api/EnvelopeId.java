package nz.co.medimage.api;

import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;

/**
 * The id of one sealed photo, from the sender to the sinks: a UUID of version 7, RFC 9562 section
 * 5.7. The sending device chooses it, so receivers, relays and sinks know a photo by its {@link
 * PhotoId}.
 *
 * <p>Every hop may see the same photo any number of times, and must act on it only once. The
 * creation time in the id, in milliseconds, bounds how long an id must be remembered. Immutable.
 *
 * @param value the UUID, always of version 7 and of the RFC variant
 */
public record EnvelopeId(UUID value) implements Comparable<EnvelopeId> {

  /**
   * Checks the version and the variant.
   *
   * @throws IllegalArgumentException if {@code value} is not a UUID of version 7
   */
  public EnvelopeId {
    Objects.requireNonNull(value, "value");
    if (value.version() != 7 || value.variant() != 2) {
      throw new IllegalArgumentException("an envelope id is a UUID of version 7, not " + value);
    }
  }

  /**
   * Creates a new id.
   *
   * @param clock the source of the time that the id carries
   * @param random the source of its 74 random bits; pass a {@link java.security.SecureRandom}
   */
  public static EnvelopeId create(Clock clock, Random random) {
    Objects.requireNonNull(clock, "clock");
    Objects.requireNonNull(random, "random");
    long time = clock.millis() & 0xFFFF_FFFF_FFFFL;
    long high = time << 16 | 0x7000L | (random.nextLong() & 0x0FFFL);
    long low = 0x8000_0000_0000_0000L | (random.nextLong() >>> 2);
    return new EnvelopeId(new UUID(high, low));
  }

  /**
   * Reads the usual form of 36 characters.
   *
   * @throws IllegalArgumentException if {@code text} is not a UUID of version 7
   */
  public static EnvelopeId parse(String text) {
    Objects.requireNonNull(text, "text");
    return new EnvelopeId(UuidText.parse(text, "an envelope id"));
  }

  /**
   * Reads the 16 bytes that {@link #toBytes()} gives.
   *
   * @throws IllegalArgumentException if there are not 16, or they are not a UUID of version 7
   */
  public static EnvelopeId ofBytes(byte[] bytes) {
    Objects.requireNonNull(bytes, "bytes");
    return new EnvelopeId(UuidText.ofBytes(bytes, "an envelope id"));
  }

  /** The 16 bytes of the id in network order, a fresh array. */
  public byte[] toBytes() {
    return UuidText.toBytes(value);
  }

  /** When the photo was sealed, by the clock of the sending device. */
  public Instant createdAt() {
    return Instant.ofEpochMilli(value.getMostSignificantBits() >>> 16);
  }

  /** Orders by the unsigned value, hence by time first. */
  @Override
  public int compareTo(EnvelopeId other) {
    return UuidText.compareUnsigned(value, other.value);
  }

  /** The usual form of 36 characters in lower case; safe as a file name. */
  @Override
  public String toString() {
    return value.toString();
  }
}
