package nz.co.medimage.filter.resize;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import net.coobird.thumbnailator.Thumbnails;
import net.coobird.thumbnailator.util.exif.ExifFilterUtils;
import net.coobird.thumbnailator.util.exif.Orientation;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.filter.resize.PassedPhotoException.Reason;

/** Makes a smaller copy of a picture: a JPEG, upright, in sRGB, without metadata. */
final class SmallCopy {
  /** The largest picture that is read. What claims more may be made to fill the memory. */
  static final long MAX_PIXELS = 120_000_000;

  /** What is decoded has 24 bits a pixel, nearly always. */
  private static final int DECODED_BYTES = 3;

  /** The copy is there in up to three forms: scaled, upright, and without transparency. */
  private static final int COPY_BYTES = 12;

  private final int longestSide;
  private final float quality;
  private final PictureMemory memory;
  private final Decoder decoder;

  /** Reads a picture with a longest side that it is needed for. */
  @FunctionalInterface
  interface Decoder {
    BufferedImage decode(PictureReader picture, int longestSide) throws IOException;
  }

  SmallCopy(int longestSide, int quality, PictureMemory memory) {
    this(longestSide, quality, memory, PictureReader::read);
  }

  SmallCopy(int longestSide, int quality, PictureMemory memory, Decoder decoder) {
    this.longestSide = longestSide;
    this.quality = quality / 100f;
    this.memory = memory;
    this.decoder = decoder;
  }

  /**
   * Writes a copy.
   *
   * @param copy a new file
   * @param onlyIfBetter whether to leave a picture that is upright and small enough, and one that
   *     can be read only with errors
   * @return whether there is one
   * @throws PassedPhotoException if none can be made of this picture
   * @throws IOException if the disk fails, or there is no memory for pictures for now
   * @throws InterruptedException if the thread was interrupted while it waited for that
   */
  boolean write(Path photo, Path copy, boolean onlyIfBetter)
      throws IOException, InterruptedException, PassedPhotoException {
    try (SeekableByteChannel channel = Files.newByteChannel(photo);
        PictureReader picture = of(photo, () -> PictureReader.open(channel))) {
      boolean fits = Math.max(picture.width(), picture.height()) <= longestSide;
      if (onlyIfBetter && fits && picture.facts().orientation() == 1) {
        return false;
      }
      PictureMemory.Share share = memory.take(bytes(picture));
      try {
        BufferedImage small = of(photo, () -> read(picture, onlyIfBetter));
        try (OutputStream out = Channels.newOutputStream(DurableFiles.createPrivate(copy))) {
          encode(small, out);
        }
        return true;
      } finally {
        share.close();
      }
    }
  }

  /** How much memory it takes to make the copy. */
  private long bytes(PictureReader picture) {
    double scale = scale(picture.width(), picture.height());
    long ofCopy = (long) side(picture.width(), scale) * side(picture.height(), scale);
    return DECODED_BYTES * picture.pixelsRead(longestSide) + COPY_BYTES * ofCopy;
  }

  @FunctionalInterface
  private interface Reading<T> {
    T read() throws IOException, PassedPhotoException;
  }

  /** Tells what is wrong with a photo's content from what is wrong with the disk. */
  private static <T> T of(Path photo, Reading<T> reading) throws IOException, PassedPhotoException {
    try {
      return reading.read();
    } catch (IOException | RuntimeException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      // Whatever a reader throws at a file that the disk can read is the fault of its content.
      Sha256.of(photo);
      throw new PassedPhotoException(Reason.DAMAGED, e);
    } catch (OutOfMemoryError e) {
      // One array was too large: nothing else has failed by it.
      throw new PassedPhotoException(Reason.MEMORY, e);
    }
  }

  private BufferedImage read(PictureReader picture, boolean onlyIfBetter)
      throws IOException, PassedPhotoException {
    BufferedImage read = decoder.decode(picture, longestSide);
    if (onlyIfBetter && picture.hasWarned()) {
      throw new PassedPhotoException(Reason.DAMAGED);
    }
    return finish(read, picture.facts());
  }

  private BufferedImage finish(BufferedImage picture, PictureFacts facts) throws IOException {
    double scale = scale(picture.getWidth(), picture.getHeight());
    boolean hasAlpha = picture.getColorModel().hasAlpha();
    BufferedImage scaled =
        Thumbnails.of(picture)
            .forceSize(side(picture.getWidth(), scale), side(picture.getHeight(), scale))
            .imageType(hasAlpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB)
            .asBufferedImage();
    Orientation orientation = Orientation.typeOf(facts.orientation());
    BufferedImage upright = ExifFilterUtils.getFilterForOrientation(orientation).apply(scaled);
    BufferedImage opaque = onWhite(upright);
    if (facts.profile() != null) {
      toSrgb(opaque, facts.profile());
    }
    return opaque;
  }

  private double scale(int width, int height) {
    return Math.min(1.0, (double) longestSide / Math.max(width, height));
  }

  private static int side(int pixels, double scale) {
    return Math.max(1, (int) Math.round(pixels * scale));
  }

  /** JPEG has no transparency, and what lies behind it is often black. */
  private static BufferedImage onWhite(BufferedImage picture) {
    if (picture.getType() == BufferedImage.TYPE_INT_RGB) {
      return picture;
    }
    BufferedImage opaque =
        new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = opaque.createGraphics();
    pen.drawImage(picture, 0, 0, Color.WHITE, null);
    pen.dispose();
    return opaque;
  }

  /** A profile that is damaged or of another kind of colours is passed over, as viewers do. */
  private static void toSrgb(BufferedImage picture, byte[] profile) {
    try {
      ICC_Profile from = ICC_Profile.getInstance(profile);
      if (from.getColorSpaceType() == ColorSpace.TYPE_RGB) {
        ICC_Profile to = ICC_Profile.getInstance(ColorSpace.CS_sRGB);
        new ColorConvertOp(new ICC_Profile[] {from, to}, null)
            .filter(picture.getRaster(), picture.getRaster());
      }
    } catch (RuntimeException e) {
      // Neither IllegalArgumentException nor CMMException says more than that it is damaged.
    }
  }

  /** By hand, as Thumbnailator and ImageIO put what they write into a temporary folder first. */
  private void encode(BufferedImage picture, OutputStream out) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(quality);
      writer.setOutput(stream);
      writer.write(null, new IIOImage(picture, null, null), param);
    } finally {
      writer.dispose();
    }
  }
}
