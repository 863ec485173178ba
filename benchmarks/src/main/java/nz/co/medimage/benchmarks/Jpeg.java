package nz.co.medimage.benchmarks;

import java.util.Random;

/** Bytes that begin as a JPEG does and cannot be compressed. */
final class Jpeg {
  private static final byte[] START = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xDB};

  private Jpeg() {}

  static byte[] like(int size) {
    byte[] bytes = new byte[size];
    new Random(3).nextBytes(bytes);
    System.arraycopy(START, 0, bytes, 0, START.length);
    return bytes;
  }
}
