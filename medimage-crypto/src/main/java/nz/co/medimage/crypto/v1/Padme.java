package nz.co.medimage.crypto.v1;

/**
 * Padded sizes that reveal little: Padmé of Nikitin and others, "Reducing Metadata Leakage" (PETS
 * 2019).
 */
public final class Padme {
  private Padme() {}

  /** The smallest padded size that holds {@code length}; at most 12 percent more. */
  public static long padded(long length) {
    if (length < 2) {
      return length;
    }
    int exponent = 63 - Long.numberOfLeadingZeros(length);
    int significant = 64 - Long.numberOfLeadingZeros(exponent);
    long mask = (1L << (exponent - significant)) - 1;
    return (length + mask) & ~mask;
  }
}
