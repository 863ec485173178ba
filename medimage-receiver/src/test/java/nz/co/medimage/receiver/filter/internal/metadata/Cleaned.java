package nz.co.medimage.receiver.filter.internal.metadata;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.drew.imaging.ImageMetadataReader;
import com.drew.metadata.Directory;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifDirectoryBase;
import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import nz.co.medimage.testkit.TestPhotos;

/** Cleans bytes, and looks at them with readers of others. */
final class Cleaned {
  private static final FileSystem FILES = Jimfs.newFileSystem(Configuration.unix());

  private Cleaned() {}

  /** What becomes of a file; itself if there is nothing to remove. */
  static byte[] by(MetadataCleaner cleaner, byte[] photo) throws IOException, UncleanableException {
    Path folder = Files.createTempDirectory(FILES.getPath("/work"), "cleaned");
    Path in = folder.resolve("in");
    Path out = folder.resolve("out");
    try {
      Files.write(in, photo);
      boolean changed;
      try (FileChannel read = FileChannel.open(in, StandardOpenOption.READ);
          FileChannel write =
              FileChannel.open(
                  out,
                  StandardOpenOption.CREATE_NEW,
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE)) {
        changed = cleaner.clean(read, write);
      }
      byte[] cleaned = Files.readAllBytes(changed ? out : in);
      assertEquals(changed, !Arrays.equals(photo, cleaned));
      return cleaned;
    } finally {
      Files.deleteIfExists(in);
      Files.deleteIfExists(out);
      Files.delete(folder);
    }
  }

  /** A file of the test's resources. */
  static byte[] file(String name) {
    try (InputStream in = Cleaned.class.getResourceAsStream("/cases/" + name)) {
      assertNotNull(in, name);
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  static void assertSamePixels(byte[] expected, byte[] actual) throws IOException {
    BufferedImage before = ImageIO.read(new ByteArrayInputStream(expected));
    BufferedImage after = ImageIO.read(new ByteArrayInputStream(actual));
    assertNotNull(after);
    assertArrayEquals(pixels(before), pixels(after));
  }

  private static int[] pixels(BufferedImage image) {
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }

  /** A picture in a format, without metadata. */
  static byte[] drawn(String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(ImageIO.read(new ByteArrayInputStream(TestPhotos.jpeg(3))), format, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** A JPEG of several scans. */
  static byte[] progressive() {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam options = writer.getDefaultWriteParam();
    options.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(TestPhotos.jpeg(3)));
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /** The text of a field of Exif data; empty if it is not there. */
  static String exif(byte[] photo, int tag) throws Exception {
    for (ExifDirectoryBase directory :
        metadata(photo).getDirectoriesOfType(ExifDirectoryBase.class)) {
      if (directory.containsTag(tag)) {
        return directory.getString(tag);
      }
    }
    return "";
  }

  static Metadata metadata(byte[] photo) throws Exception {
    return ImageMetadataReader.readMetadata(new ByteArrayInputStream(photo));
  }

  /** No directory of another reader speaks of a place, and none is broken. */
  static void assertTellsNoPlace(byte[] photo) throws Exception {
    for (Directory directory : metadata(photo).getDirectories()) {
      assertFalse(directory.hasErrors(), () -> directory.getName() + " is broken");
      String name = directory.getName();
      boolean hasOnlyExif = name.equals("Photoshop") && directory.getTagCount() <= 1;
      assertFalse(
          !hasOnlyExif && name.matches("(?i).*(GPS|XMP|IPTC|Photoshop|Maker|FLIR|Thumb).*"), name);
    }
    String all = latin(photo);
    assertFalse(all.matches("(?is).*(\\Wgps|latitude|longitude|41,17|geo:|ftyp).*"));
  }
}
