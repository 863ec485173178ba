package nz.co.medimage.filter.resize;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import nz.co.medimage.testkit.Exif;
import nz.co.medimage.testkit.TestPhotos;

/** Test pictures in several formats: four quarters, red and green above, blue and white below. */
final class Pictures {
  static final Color[] QUARTERS = {Color.RED, Color.GREEN, Color.BLUE, Color.WHITE};

  private Pictures() {}

  static BufferedImage quarters(int width, int height, int type) {
    BufferedImage picture = new BufferedImage(width, height, type);
    Graphics2D pen = picture.createGraphics();
    for (int i = 0; i < 4; i++) {
      pen.setColor(QUARTERS[i]);
      pen.fillRect(i % 2 * width / 2, i / 2 * height / 2, width, height);
    }
    pen.dispose();
    return picture;
  }

  static byte[] jpeg(int width, int height) throws IOException {
    return encode(quarters(width, height, BufferedImage.TYPE_INT_RGB), "jpeg");
  }

  static byte[] png(int width, int height) throws IOException {
    return encode(quarters(width, height, BufferedImage.TYPE_INT_RGB), "png");
  }

  static byte[] encode(BufferedImage picture, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(picture, format, out);
    return out.toByteArray();
  }

  /** A file of several images. */
  static byte[] sequence(String format, int images) throws IOException {
    BufferedImage picture = quarters(400, 200, BufferedImage.TYPE_INT_RGB);
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      writer.setOutput(stream);
      writer.prepareWriteSequence(writer.getDefaultStreamMetadata(param));
      for (int i = 0; i < images; i++) {
        writer.writeToSequence(
            new IIOImage(
                picture,
                null,
                writer.getDefaultImageMetadata(new ImageTypeSpecifier(picture), param)),
            param);
      }
      writer.endWriteSequence();
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /** A progressive JPEG whose last scan comes again and again. */
  static byte[] progressive(int width, int height, int more) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      writer.setOutput(stream);
      BufferedImage picture = quarters(width, height, BufferedImage.TYPE_INT_RGB);
      writer.write(null, new IIOImage(picture, null, null), param);
    } finally {
      writer.dispose();
    }
    byte[] jpeg = out.toByteArray();
    int last = jpeg.length - 2;
    while (jpeg[last] != (byte) 0xFF || jpeg[last + 1] != (byte) 0xDA) {
      last--;
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(jpeg, 0, jpeg.length - 2);
    for (int i = 0; i < more; i++) {
      whole.write(jpeg, last, jpeg.length - 2 - last);
    }
    whole.write(jpeg, jpeg.length - 2, 2);
    return whole.toByteArray();
  }

  /** The Exif segment of a test photo with an orientation and a position, put into a JPEG. */
  static byte[] turned(byte[] jpeg, int orientation) throws IOException {
    Exif exif = Exif.of(orientation, LocalDateTime.parse("2017-08-10T09:21:45")).at(-41.2, 174.7);
    byte[] donor = TestPhotos.jpegWithExif(1, exif);
    int length = 2 + (((donor[4] & 0xFF) << 8) | (donor[5] & 0xFF));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    out.write(donor, 2, length);
    out.write(jpeg, 2, jpeg.length - 2);
    return out.toByteArray();
  }

  /** A TIFF header and one entry. */
  static byte[] exifData(int orientation) {
    return new byte[] {
      'M',
      'M',
      0,
      42,
      0,
      0,
      0,
      8,
      0,
      1,
      1,
      0x12,
      0,
      3,
      0,
      0,
      0,
      1,
      0,
      (byte) orientation,
      0,
      0,
      0,
      0,
      0,
      0
    };
  }

  /** A PNG with one more chunk behind its header. */
  static byte[] withChunk(byte[] png, String type, byte[] data) throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(png, 0, 33);
    chunk(whole, type, data);
    whole.write(png, 33, png.length - 33);
    return whole.toByteArray();
  }

  /** A PNG that claims a size and has next to nothing. */
  static byte[] bomb(int width, int height) throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(png(1, 1), 0, 8);
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream fields = new DataOutputStream(header);
    fields.writeInt(width);
    fields.writeInt(height);
    fields.write(new byte[] {8, 2, 0, 0, 0});
    chunk(whole, "IHDR", header.toByteArray());
    chunk(whole, "IDAT", deflated(new byte[100_000]));
    chunk(whole, "IEND", new byte[0]);
    return whole.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream whole, String type, byte[] data)
      throws IOException {
    CRC32 crc = new CRC32();
    crc.update(type.getBytes(StandardCharsets.US_ASCII));
    crc.update(data);
    DataOutputStream out = new DataOutputStream(whole);
    out.writeInt(data.length);
    out.writeBytes(type);
    out.write(data);
    out.writeInt((int) crc.getValue());
  }

  static byte[] deflated(byte[] bytes) {
    Deflater deflater = new Deflater();
    deflater.setInput(bytes);
    deflater.finish();
    byte[] out = new byte[bytes.length + 100];
    int n = deflater.deflate(out);
    deflater.end();
    return Arrays.copyOf(out, n);
  }

  /** An sRGB in which red is green and green is red. */
  static byte[] swappedProfile() {
    byte[] srgb = ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
    ICC_Profile profile = ICC_Profile.getInstance(srgb);
    byte[] red = profile.getData(ICC_Profile.icSigRedColorantTag);
    profile.setData(
        ICC_Profile.icSigRedColorantTag, profile.getData(ICC_Profile.icSigGreenColorantTag));
    profile.setData(ICC_Profile.icSigGreenColorantTag, red);
    return profile.getData();
  }

  static byte[] pngWithProfile(byte[] png, byte[] profile) throws IOException {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    data.writeBytes("swapped\0\0".getBytes(StandardCharsets.US_ASCII));
    data.writeBytes(deflated(profile));
    return withChunk(png, "iCCP", data.toByteArray());
  }

  static byte[] jpegWithProfile(byte[] jpeg, byte[] profile) throws IOException {
    int jfif = 2 + 2 + (((jpeg[4] & 0xFF) << 8) | (jpeg[5] & 0xFF));
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(jpeg, 0, jfif);
    DataOutputStream out = new DataOutputStream(whole);
    out.writeShort(0xFFE2);
    out.writeShort(2 + 14 + profile.length);
    out.writeBytes("ICC_PROFILE\0\1\1");
    out.write(profile);
    out.write(jpeg, jfif, jpeg.length - jfif);
    return whole.toByteArray();
  }
}
