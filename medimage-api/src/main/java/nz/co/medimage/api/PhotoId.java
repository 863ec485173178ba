package nz.co.medimage.api;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * The id by which a receiver and its sinks know a photo: the id of its envelope, together with the
 * pairing of the device that chose that id.
 *
 * <p>An envelope id alone is not enough. A device can seal a photo under an id that it learned from
 * another device's photo, but it cannot seal under another device's pairing. Immutable.
 *
 * @param envelope the id of the envelope; an honest device uses each id once
 * @param pairing the pairing under which the envelope was sealed
 */
public record PhotoId(EnvelopeId envelope, PairingId pairing) implements Comparable<PhotoId> {
  private static final int HALF = 16;

  /** Refuses null. */
  public PhotoId {
    Objects.requireNonNull(envelope, "envelope");
    Objects.requireNonNull(pairing, "pairing");
  }

  /**
   * Reads what {@link #toString()} gives.
   *
   * @throws IllegalArgumentException if {@code text} has another form
   */
  public static PhotoId parse(String text) {
    Objects.requireNonNull(text, "text");
    String[] halves = text.split("_", -1);
    if (halves.length != 2) {
      throw new IllegalArgumentException("a photo id is an envelope id, _ and a pairing id");
    }
    return new PhotoId(EnvelopeId.parse(halves[0]), PairingId.parse(halves[1]));
  }

  /**
   * Reads the 32 bytes that {@link #toBytes()} gives.
   *
   * @throws IllegalArgumentException if there are not 32, or they contain no envelope id
   */
  public static PhotoId ofBytes(byte[] bytes) {
    Objects.requireNonNull(bytes, "bytes");
    if (bytes.length != 2 * HALF) {
      throw new IllegalArgumentException("a photo id has 32 bytes, not " + bytes.length);
    }
    ByteBuffer both = ByteBuffer.wrap(bytes);
    byte[] envelope = new byte[HALF];
    byte[] pairing = new byte[HALF];
    both.get(envelope).get(pairing);
    return new PhotoId(EnvelopeId.ofBytes(envelope), PairingId.ofBytes(pairing));
  }

  /** The 32 bytes of the id, the envelope's first, a fresh array. */
  public byte[] toBytes() {
    return ByteBuffer.allocate(2 * HALF).put(envelope.toBytes()).put(pairing.toBytes()).array();
  }

  /** Orders as {@link #toBytes()} does, unsigned: by the envelope first, hence by time. */
  @Override
  public int compareTo(PhotoId other) {
    int order = envelope.compareTo(other.envelope);
    return order != 0 ? order : UuidText.compareUnsigned(pairing.value(), other.pairing.value());
  }

  /** Both ids in their usual form with {@code _} between, 73 characters; safe as a file name. */
  @Override
  public String toString() {
    return envelope + "_" + pairing;
  }
}
