package nz.co.medimage.filter.resize;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * Makes copies of pictures that have at most a number of bytes, as targets with a limit need:
 * JPEGs, upright, in sRGB, without metadata, with as many pixels as fit.
 *
 * <p>It reads what the filter {@code resize} reads, with the same bounds on memory, shared by all
 * copies that one of these makes at a time. Safe for use by several threads.
 */
public final class SizedCopy {
  private static final int QUALITY = 85;

  private static final int MEMORY_MEGABYTES = 150;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final PictureMemory memory = new PictureMemory(MEMORY_MEGABYTES, PATIENCE, LONGEST);

  /** Makes one, which holds no resources. */
  public SizedCopy() {}

  /**
   * Writes a copy. May block, for seconds with a large picture.
   *
   * @param photo of any type; only its content counts
   * @param copy a file that does not exist yet; readable by its owner only
   * @param maxBytes the most bytes that the copy may have
   * @return whether there is one; false if the photo is of no type that can be read, damaged, or
   *     larger than {@code maxBytes} even with a longest side of 320 pixels
   * @throws IOException if a file cannot be read or written, or there is too little memory for now
   * @throws InterruptedIOException if the thread was interrupted
   */
  public boolean write(Path photo, Path copy, long maxBytes) throws IOException {
    Objects.requireNonNull(photo, "photo");
    Objects.requireNonNull(copy, "copy");
    try {
      return new FittingCopy(
              ResizeFilterProvider.MOST, maxBytes, side -> new SmallCopy(side, QUALITY, memory))
          .write(photo, copy, false);
    } catch (PassedPhotoException e) {
      Files.deleteIfExists(copy);
      if (e.reason() == PassedPhotoException.Reason.MEMORY) {
        throw new IOException("There is too little memory for a picture; allow more by -Xmx.", e);
      }
      return false;
    } catch (InterruptedException e) {
      Files.deleteIfExists(copy);
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(copy);
      throw e;
    }
  }
}
