package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.PhotoRefusedException;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.receiver.internal.jpeg.GpsFinder;
import nz.co.medimage.receiver.internal.jpeg.Patch;
import nz.co.medimage.receiver.internal.jpeg.UnsafeExifException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the position out of JPEGs without touching a pixel: the coded image stays byte for byte,
 * and so do orientation, capture time and all other data. Safe for use by several threads.
 *
 * <p>It blanks the GPS directories of the Exif data, those of an embedded thumbnail and of previews
 * that follow the image in the file included, and properties in XMP, extended XMP too, that are
 * named {@code GPS...}, {@code Latitude} or {@code Longitude}. The file keeps its length.
 *
 * <p>It does not look into what camera makers hide in their maker notes, into names of places that
 * a person typed, into a video that follows the image in the file, nor into any other type of file:
 * those pass as they are, which is logged.
 */
public final class GpsFilter implements PhotoFilter {
  private static final Logger LOG = LoggerFactory.getLogger(GpsFilter.class);

  /** Makes one. */
  public GpsFilter() {}

  /** {@code gps}. */
  @Override
  public String id() {
    return "gps";
  }

  /**
   * Takes the position out.
   *
   * @throws PhotoRefusedException if there is a position in Exif data that is too damaged to change
   */
  @Override
  public StagedPhoto apply(StagedPhoto photo) throws IOException, PhotoRefusedException {
    List<Patch> patches;
    try (FileChannel file = FileChannel.open(photo.file(), StandardOpenOption.READ)) {
      if (!isJpeg(file)) {
        LOG.info("{} is no JPEG: a position in it, if any, stays", photo.id());
        return photo;
      }
      patches = GpsFinder.find(file);
    } catch (UnsafeExifException e) {
      throw new PhotoRefusedException(
          "The position in this photo cannot be removed: its Exif data is damaged.");
    }
    return patches.isEmpty() ? photo : photo.withContent(patched(photo.file(), patches));
  }

  private static boolean isJpeg(FileChannel file) throws IOException {
    ByteBuffer start = ByteBuffer.allocate(2);
    while (start.hasRemaining() && file.read(start, start.position()) >= 0) {
      // goes on until both bytes are there, or the file ends
    }
    return start.getShort(0) == (short) 0xFFD8;
  }

  private static Path patched(Path file, List<Patch> patches) throws IOException {
    Path patched = file.resolveSibling(file.getFileName() + "-without-gps");
    Files.copy(file, patched);
    try (FileChannel out = FileChannel.open(patched, StandardOpenOption.WRITE)) {
      for (Patch patch : patches) {
        patch.writeTo(out);
      }
    }
    return patched;
  }
}
