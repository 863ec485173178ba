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
import java.util.Optional;
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

  private final int longestSide;
  private final float quality;

  SmallCopy(int longestSide, int quality) {
    this.longestSide = longestSide;
    this.quality = quality / 100f;
  }

  /**
   * Writes a copy.
   *
   * @param copy a new file
   * @param onlyIfBetter whether to leave a picture that is upright and small enough, and one that
   *     can be read only with errors
   * @return whether there is one
   * @throws PassedPhotoException if none can be made of this picture
   * @throws IOException if the disk fails or the thread was interrupted
   */
  boolean write(Path photo, Path copy, boolean onlyIfBetter)
      throws IOException, PassedPhotoException {
    Optional<BufferedImage> picture = read(photo, onlyIfBetter);
    if (picture.isEmpty()) {
      return false;
    }
    try (OutputStream out = Channels.newOutputStream(DurableFiles.createPrivate(copy))) {
      encode(picture.get(), out);
    }
    return true;
  }

  private Optional<BufferedImage> read(Path photo, boolean onlyIfBetter)
      throws IOException, PassedPhotoException {
    try (SeekableByteChannel channel = Files.newByteChannel(photo);
        PictureReader reader = PictureReader.open(channel)) {
      PictureFacts facts = reader.facts();
      boolean fits = Math.max(reader.width(), reader.height()) <= longestSide;
      if (onlyIfBetter && fits && facts.orientation() == 1) {
        return Optional.empty();
      }
      BufferedImage picture = reader.read(longestSide);
      if (onlyIfBetter && reader.hasWarned()) {
        throw new PassedPhotoException(Reason.DAMAGED);
      }
      return Optional.of(finish(picture, facts));
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

  private BufferedImage finish(BufferedImage picture, PictureFacts facts) throws IOException {
    double scale =
        Math.min(1.0, (double) longestSide / Math.max(picture.getWidth(), picture.getHeight()));
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
