package nz.co.medimage.receiver.filter;

import java.util.Locale;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.StagedPhoto;

/** Rejects photos above a size, as {@code TOO_LARGE}. Safe for use by several threads. */
public final class SizeFilter implements PhotoFilter {

  /** The largest content that a receiver accepts by default: 16 MiB. */
  public static final long DEFAULT_BYTES = 16L << 20;

  private final long bytes;

  /**
   * Allows content up to a size.
   *
   * @param bytes at least 1
   * @throws IllegalArgumentException if it is less than 1
   */
  public SizeFilter(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("a size limit is at least 1 byte, not " + bytes);
    }
    this.bytes = bytes;
  }

  /** {@code size}. */
  @Override
  public String id() {
    return "size";
  }

  @Override
  public StagedPhoto apply(StagedPhoto photo) throws PhotoRejectedException {
    if (photo.manifest().length() > bytes) {
      throw new PhotoRejectedException(RejectionCode.TOO_LARGE, sentence(bytes));
    }
    return photo;
  }

  /**
   * The sentence for a clinician whose photo is too large.
   *
   * @param limit the largest size that is accepted, in bytes
   */
  public static String sentence(long limit) {
    return "The file is larger than this receiver takes: at most " + text(limit) + ".";
  }

  private static String text(long bytes) {
    if (bytes >= 1 << 20 && bytes % (1 << 20) == 0) {
      return (bytes >> 20) + " MiB";
    }
    return bytes >= 10 << 20
        ? String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0)
        : bytes + " bytes";
  }
}
