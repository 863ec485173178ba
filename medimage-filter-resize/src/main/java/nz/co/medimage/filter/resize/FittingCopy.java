package nz.co.medimage.filter.resize;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntFunction;
import nz.co.medimage.filter.resize.PassedPhotoException.Reason;

/**
 * Makes a smaller copy of a picture that has at most a number of bytes: fewer pixels, if need be.
 */
final class FittingCopy {
  /** A copy with fewer pixels shows too little to be worth filing. */
  private static final int LEAST_SIDE = 320;

  private static final int MOST_TRIALS = 8;

  /** Bytes grow somewhat slower than the number of pixels. */
  private static final double MARGIN = 0.95;

  private static final double LEAST_STEP = 0.9;

  private final int longestSide;
  private final long maxBytes;
  private final IntFunction<SmallCopy> copies;

  /**
   * Makes one.
   *
   * @param longestSide of a copy, in pixels, if that has few enough bytes
   * @param copies by their longest side
   */
  FittingCopy(int longestSide, long maxBytes, IntFunction<SmallCopy> copies) {
    this.longestSide = longestSide;
    this.maxBytes = maxBytes;
    this.copies = copies;
  }

  /**
   * Writes a copy, as {@link SmallCopy#write} does. If it throws, the copy may be there.
   *
   * @throws PassedPhotoException also if no copy has few enough bytes
   */
  boolean write(Path photo, Path copy, boolean onlyIfBetter)
      throws IOException, InterruptedException, PassedPhotoException {
    int side = longestSide;
    for (int trial = 0; trial < MOST_TRIALS; trial++) {
      boolean isMade = copies.apply(side).write(photo, copy, onlyIfBetter);
      long bytes = Files.size(isMade ? copy : photo);
      if (bytes <= maxBytes) {
        return isMade;
      }
      if (isMade) {
        Files.delete(copy);
      }
      int before = Math.min(side, longestSide(photo));
      if (before <= LEAST_SIDE) {
        break;
      }
      double step = Math.min(LEAST_STEP, MARGIN * Math.sqrt((double) maxBytes / bytes));
      side = Math.max(LEAST_SIDE, (int) (before * step));
    }
    throw new PassedPhotoException(Reason.TOO_MANY_BYTES);
  }

  private static int longestSide(Path photo) throws IOException, PassedPhotoException {
    try (SeekableByteChannel channel = Files.newByteChannel(photo);
        PictureReader picture = PictureReader.open(channel)) {
      return Math.max(picture.width(), picture.height());
    }
  }
}
