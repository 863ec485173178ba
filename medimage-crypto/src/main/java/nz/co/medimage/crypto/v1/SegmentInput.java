package nz.co.medimage.crypto.v1;

import com.google.crypto.tink.subtle.StreamSegmentDecrypter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import nz.co.medimage.crypto.envelope.DamagedEnvelopeException;

/**
 * Opens the segments of Tink's streaming cipher one by one, the counterpart of {@link
 * SegmentOutput}. Distinguishes a source that cannot be read from bytes that cannot be opened.
 */
final class SegmentInput {
  private final InputStream in;
  private final StreamSegmentDecrypter decrypter;

  /** One byte more than a segment: only what follows it tells whether it is the last one. */
  private final byte[] sealed = new byte[EnvelopeSizes.SEGMENT_BYTES + 1];

  private int held;
  private int number;
  private boolean ended;

  /** The stream's header counts as a part of the first segment, which holds less for it. */
  private int capacity = EnvelopeSizes.SEGMENT_BYTES - EnvelopeSizes.STREAM_HEADER_BYTES;

  /** With room for the tag, without which some providers, such as Conscrypt, do not decrypt. */
  private byte[] plaintext = new byte[EnvelopeSizes.SEGMENT_BYTES];

  private byte[] other = new byte[EnvelopeSizes.SEGMENT_BYTES];
  private int from;
  private int taken;
  private int end;

  SegmentInput(EnvelopeCipher cipher, InputStream in) throws IOException, DamagedEnvelopeException {
    this.in = in;
    fill(EnvelopeSizes.STREAM_HEADER_BYTES);
    try {
      decrypter = cipher.newDecrypter(ByteBuffer.wrap(sealed, 0, held));
    } catch (GeneralSecurityException e) {
      throw damaged(e);
    }
    held = 0;
  }

  private void fill(int size) throws IOException {
    while (held < size) {
      int n = in.read(sealed, held, size - held);
      if (n < 0) {
        break;
      }
      held += n;
    }
  }

  /**
   * Takes the rest of the current segment, or of the next one if that is used up.
   *
   * @param most the maximum number of bytes, at least 1
   * @return the number of bytes; 0 only at the authenticated end
   */
  int take(long most) throws IOException, DamagedEnvelopeException {
    while (from + taken == end && !ended) {
      open();
    }
    from += taken;
    taken = (int) Math.min(most, end - from);
    return taken;
  }

  /** Holds what was taken. It is not changed before two more segments are opened. */
  byte[] array() {
    return plaintext;
  }

  /** Where in the array what was taken begins. */
  int offset() {
    return from;
  }

  private void open() throws IOException, DamagedEnvelopeException {
    fill(capacity + 1);
    ended = held <= capacity;
    int size = Math.min(held, capacity);
    byte[] next = other;
    try {
      decrypter.decryptSegment(
          ByteBuffer.wrap(sealed, 0, size), number++, ended, ByteBuffer.wrap(next));
    } catch (GeneralSecurityException e) {
      throw damaged(e);
    }
    other = plaintext;
    plaintext = next;
    from = 0;
    taken = 0;
    end = size - EnvelopeSizes.TAG_BYTES;
    sealed[0] = sealed[size];
    held -= size;
    capacity = EnvelopeSizes.SEGMENT_BYTES;
  }

  private static DamagedEnvelopeException damaged(GeneralSecurityException e) {
    return new DamagedEnvelopeException("the envelope is cut off, changed or forged", e);
  }
}
