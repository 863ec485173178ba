package nz.co.medimage.filter.resize;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.Iterator;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import nz.co.medimage.filter.resize.PassedPhotoException.Reason;

/** Reads one picture, with a bound on the memory that it takes. */
final class PictureReader implements AutoCloseable {
  /** The formats of the JDK whose readers tell by their first bytes alone. */
  private static final Set<String> FORMATS = Set.of("JPEG", "png", "gif", "tif", "bmp");

  /** The formats that may hold several images. */
  private static final Set<String> OF_SEVERAL = Set.of("gif", "tif");

  /** The longest side of a JPEG; so one row of any picture stays small. */
  private static final int MAX_SIDE = 65_500;

  /** How many pixels are in memory unless the copy itself needs more: 72 MB in 24 bits each. */
  private static final long MAX_DECODED = 24_000_000;

  /** Cameras make a dozen. Each takes time, in which nothing stops the JDK's reader. */
  private static final int MAX_SCANS = 64;

  private final ImageReader reader;
  private final PictureFacts facts;
  private final int width;
  private final int height;
  private boolean hasWarned;

  private PictureReader(ImageReader reader, PictureFacts facts) throws IOException {
    this.reader = reader;
    this.facts = facts;
    width = reader.getWidth(0);
    height = reader.getHeight(0);
  }

  /**
   * Begins to read.
   *
   * @param channel stays open
   * @throws PassedPhotoException if it is of no type that can be read, of several images, or too
   *     large
   */
  static PictureReader open(SeekableByteChannel channel) throws IOException, PassedPhotoException {
    ImageInputStream in = new ChannelImageInput(channel);
    PictureFacts facts = PictureFacts.read(in);
    in.seek(0);
    ImageReader reader = readerOf(in);
    try {
      reader.setInput(in, false, true);
      PictureReader picture = new PictureReader(reader, facts);
      picture.check();
      return picture;
    } catch (IOException | RuntimeException | PassedPhotoException e) {
      reader.dispose();
      throw e;
    }
  }

  private static ImageReader readerOf(ImageInputStream in)
      throws IOException, PassedPhotoException {
    for (Iterator<ImageReader> all = ImageIO.getImageReaders(in); all.hasNext(); ) {
      ImageReader reader = all.next();
      boolean isOfJdk = reader.getClass().getModule() == ImageIO.class.getModule();
      if (isOfJdk && FORMATS.contains(reader.getFormatName())) {
        return reader;
      }
    }
    throw new PassedPhotoException(Reason.TYPE);
  }

  private void check() throws IOException, PassedPhotoException {
    if (Math.max(width, height) > MAX_SIDE || (long) width * height > SmallCopy.MAX_PIXELS) {
      throw new PassedPhotoException(Reason.TOO_LARGE);
    }
    if (facts.scans() > MAX_SCANS) {
      throw new PassedPhotoException(Reason.DAMAGED);
    }
    if (facts.isAnimated() || (OF_SEVERAL.contains(reader.getFormatName()) && hasSecond())) {
      throw new PassedPhotoException(Reason.SEVERAL_IMAGES);
    }
  }

  /** To count all would never end where a TIFF's list of images is a circle. */
  private boolean hasSecond() throws IOException {
    try {
      return reader.getWidth(1) > 0;
    } catch (IndexOutOfBoundsException e) {
      return false;
    }
  }

  PictureFacts facts() {
    return facts;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** Whether what was read had errors. */
  boolean hasWarned() {
    return hasWarned;
  }

  /**
   * Reads the picture, of a large one only each second, third ... pixel.
   *
   * @param longestSide what the picture is needed for; it has no less unless it had less before
   */
  BufferedImage read(int longestSide) throws IOException {
    int step = step(longestSide);
    ImageReadParam param = reader.getDefaultReadParam();
    param.setSourceSubsampling(step, step, 0, 0);
    reader.addIIOReadWarningListener((source, warning) -> hasWarned = true);
    return reader.read(0, param);
  }

  /** How many pixels that reads into memory. */
  long pixelsRead(int longestSide) {
    int step = step(longestSide);
    return ((long) width / step + 1) * (height / step + 1);
  }

  private int step(int longestSide) {
    int most = Math.max(1, Math.max(width, height) / longestSide);
    int step = 1;
    while (step < most && ((long) width / step) * (height / step) > MAX_DECODED) {
      step++;
    }
    return step;
  }

  @Override
  public void close() {
    reader.dispose();
  }
}
