package nz.co.medimage.crypto.v1;

/** How large the parts of an envelope are, before the first byte is sealed. */
public final class EnvelopeSizes {
  static final int SEGMENT_BYTES = 1 << 20;
  static final int LENGTH_BYTES = 4;
  static final int STREAM_HEADER_BYTES = 40;
  static final int TAG_BYTES = 16;

  /** Prefix, stream header and first segment, and the byte that tells whether it is the last. */
  public static final int WITH_MANIFEST = Prefix.BYTES + SEGMENT_BYTES + 1;

  private EnvelopeSizes() {}

  /** The size of a whole envelope. */
  public static long sealed(int manifestBytes, long contentLength) {
    long plaintext = plaintext(manifestBytes, contentLength);
    long segments = Math.max(1, ceil(plaintext + STREAM_HEADER_BYTES, SEGMENT_BYTES - TAG_BYTES));
    return Prefix.BYTES + STREAM_HEADER_BYTES + plaintext + segments * TAG_BYTES;
  }

  static long plaintext(int manifestBytes, long contentLength) {
    return Padme.padded(LENGTH_BYTES + manifestBytes + contentLength);
  }

  private static long ceil(long dividend, long divisor) {
    return (dividend + divisor - 1) / divisor;
  }
}
