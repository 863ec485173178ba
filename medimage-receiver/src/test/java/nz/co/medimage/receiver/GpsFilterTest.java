package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.drew.imaging.ImageMetadataReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifSubIFDDirectory;
import com.drew.metadata.exif.GpsDirectory;
import com.drew.metadata.xmp.XmpDirectory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Arrays;
import nz.co.medimage.api.spi.PhotoRefusedException;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.Exif;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GpsFilterTest {
  private static final LocalDateTime TAKEN = LocalDateTime.parse("2017-08-10T09:21:45");
  private static final Exif PLAIN = Exif.of(6, TAKEN);
  private static final byte[] WITH_GPS = TestPhotos.jpegWithExif(1, PLAIN.at(-41.2865, 174.7762));

  @TempDir Path folder;
  private final MetadataFilter filter =
      new MetadataFilter(Uncleanable.HOLD, new SafeEvents(new RecordedEvents()));

  private byte[] filtered(byte[] photo) throws Exception {
    StagedPhoto staged = TestPhotos.staged(folder, TestPhotos.photoId(1), "arm", photo);
    StagedPhoto passed = filter.apply(staged);
    byte[] content = Files.readAllBytes(passed.file());
    assertArrayEquals(photo, Files.readAllBytes(staged.file()), "the staged file stays");
    assertEquals(content.length, passed.manifest().length());
    Files.delete(staged.file());
    Files.deleteIfExists(folder.resolve(staged.file().getFileName() + "-cleaned"));
    Files.deleteIfExists(passed.file());
    return content;
  }

  private static Metadata metadata(byte[] photo) throws Exception {
    return ImageMetadataReader.readMetadata(new ByteArrayInputStream(photo));
  }

  /** From the first start of scan on: tables and coded image. */
  private static byte[] coded(byte[] photo) {
    for (int i = 0; i < photo.length - 1; i++) {
      if (photo[i] == (byte) 0xFF && photo[i + 1] == (byte) 0xDB) {
        return Arrays.copyOfRange(photo, i, photo.length);
      }
    }
    throw new AssertionError("no tables");
  }

  private static byte[] withSegment(byte[] photo, int marker, byte[] payload) {
    return ByteBuffer.allocate(photo.length + payload.length + 4)
        .put(photo, 0, 2)
        .put((byte) 0xFF)
        .put((byte) marker)
        .putShort((short) (payload.length + 2))
        .put(payload)
        .put(photo, 2, photo.length - 2)
        .array();
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static boolean contains(byte[] all, String part) {
    return new String(all, StandardCharsets.ISO_8859_1).contains(part);
  }

  @Nested
  final class InExif {
    @Test
    void positionGoesAndAllElseStays() throws Exception {
      GpsDirectory before = metadata(WITH_GPS).getFirstDirectoryOfType(GpsDirectory.class);
      assertEquals(-41.2865, before.getGeoLocation().getLatitude(), 0.001);
      byte[] after = filtered(WITH_GPS);
      Metadata metadata = metadata(after);
      assertNull(metadata.getFirstDirectoryOfType(GpsDirectory.class));
      ExifIFD0Directory main = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
      assertEquals(6, main.getInt(ExifIFD0Directory.TAG_ORIENTATION));
      assertEquals(
          "2017:08:10 09:21:45",
          metadata
              .getFirstDirectoryOfType(ExifSubIFDDirectory.class)
              .getString(ExifSubIFDDirectory.TAG_DATETIME_ORIGINAL));
      metadata.getDirectories().forEach(d -> assertFalse(d.hasErrors(), () -> d.getName()));
      assertArrayEquals(coded(WITH_GPS), coded(after));
      assertEquals(WITH_GPS.length, after.length);
    }

    @Test
    void noByteOfThePositionIsLeft() throws Exception {
      byte[] plain = TestPhotos.jpegWithExif(1, PLAIN.at(0.25, 0.25));
      byte[] after = filtered(plain);
      byte[] again = filtered(WITH_GPS);
      assertArrayEquals(after, again, "two places make the same file");
    }

    @Test
    void photoWithoutPositionPassesAsItIs() throws Exception {
      for (byte[] photo : new byte[][] {TestPhotos.jpeg(1), TestPhotos.jpegWithExif(1, PLAIN)}) {
        StagedPhoto staged = TestPhotos.staged(folder, TestPhotos.photoId(2), "arm", photo);
        assertSame(staged, filter.apply(staged));
      }
    }

    @Test
    void previewsBehindTheImageAreCoveredToo() throws Exception {
      byte[] preview = TestPhotos.jpegWithExif(2, PLAIN.at(10, 20));
      byte[] after = filtered(concat(WITH_GPS, new byte[] {0, (byte) 0xFF, 0, 9}, preview));
      byte[] end = Arrays.copyOfRange(after, after.length - preview.length, after.length);
      assertNull(metadata(end).getFirstDirectoryOfType(GpsDirectory.class));
      assertArrayEquals(coded(preview), coded(end));
    }
  }

  @Nested
  final class InXmp {
    private static final String HEADER = "http://ns.adobe.com/xap/1.0/\0";

    private byte[] withPacket(String description) {
      String packet =
          HEADER
              + "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF"
              + " xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
              + description
              + "</rdf:RDF></x:xmpmeta>";
      return withSegment(TestPhotos.jpeg(1), 0xE1, packet.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void propertiesBecomeBlanks() throws Exception {
      byte[] after =
          filtered(
              withPacket(
                  "<rdf:Description xmlns:exif='http://ns.adobe.com/exif/1.0/'"
                      + " xmlns:xmp='http://ns.adobe.com/xap/1.0/'"
                      + " exif:GPSLatitude='41,17.19S' xmp:Rating='4'>"
                      + "<exif:GPSLongitude>174,46.57E</exif:GPSLongitude>"
                      + "</rdf:Description>"));
      assertFalse(contains(after, "GPS"));
      assertFalse(contains(after, "174,46"));
      XmpDirectory xmp = metadata(after).getFirstDirectoryOfType(XmpDirectory.class);
      assertEquals("4", xmp.getXmpProperties().get("xmp:Rating"));
    }

    @Test
    void packetThatTellsAPositionInAnotherWayIsBlankedAsAWhole() throws Exception {
      byte[] after = filtered(withPacket("<a:myLatitudeIs v='-41'/>"));
      assertFalse(contains(after, "-41"));
      assertTrue(contains(after, HEADER));
    }

    @Test
    void packetInUtf16IsFoundToo() throws Exception {
      byte[] packet = "<exif:GPSLatitude>41</exif:GPSLatitude>".getBytes(StandardCharsets.UTF_16BE);
      byte[] header = HEADER.getBytes(StandardCharsets.ISO_8859_1);
      byte[] after = filtered(withSegment(TestPhotos.jpeg(1), 0xE1, concat(header, packet)));
      assertFalse(contains(after, "\0G\0P\0S"));
    }

    @Test
    void extendedPacketIsBlankedAlsoIfTheWordIsSplit() throws Exception {
      String header = "http://ns.adobe.com/xmp/extension/\0";
      byte[] first = (header + "0".repeat(40) + "<exif:GPSLati").getBytes(StandardCharsets.UTF_8);
      byte[] second = "tude>41</exif:GPSLatitude>".getBytes(StandardCharsets.UTF_8);
      byte[] photo = withSegment(TestPhotos.jpeg(1), 0xE1, concat(first, second));
      assertFalse(contains(filtered(photo), "GPSLati"));
    }

    @Test
    void longValuesAndForeignPrefixesBecomeBlanksToo() throws Exception {
      byte[] after =
          filtered(
              withPacket(
                  "<rdf:Description xmlns:xmp='x' xmp:Rating='4' my-ns:GPSNote = \""
                      + "secret ".repeat(1000)
                      + "\"><n:gpsAltitude q='1'/>"
                      + "<n:GPSArea>"
                      + "secret ".repeat(1000)
                      + "</n:GPSArea></rdf:Description>"));
      assertFalse(contains(after, "secret"));
      assertFalse(contains(after, "gpsAltitude"));
      assertTrue(contains(after, "xmp:Rating='4'"));
    }

    @Test
    void packetWhosePositionHasNoEndIsBlankedAsAWhole() throws Exception {
      assertFalse(contains(filtered(withPacket("<n:GPSArea>secret")), "secret"));
      assertFalse(contains(filtered(withPacket("<a n:GPSArea='secret />")), "secret"));
    }

    /**
     * Each of these segments cost a tenth of a second when it was searched from each of its tags.
     */
    @Test
    void craftedPacketsAreReadOnceFromTheFront() throws Exception {
      byte[] photo = TestPhotos.jpeg(1);
      String[] parts = {"<gpsa b>", "<gpsa b ", "gpsa  = ", "<n:gpsa><n:gpsb></n:gpsb>", "gps"};
      for (int i = 0; i < 400; i++) {
        String part = parts[i % parts.length];
        String packet = HEADER + part.repeat(65_000 / part.length());
        photo = withSegment(photo, 0xE1, packet.getBytes(StandardCharsets.US_ASCII));
      }
      byte[] crafted = photo;
      byte[] after = assertTimeout(Duration.ofSeconds(15), () -> filtered(crafted));
      assertEquals(crafted.length, after.length);
    }

    @Test
    void packetWithoutPositionStays() throws Exception {
      byte[] photo = withPacket("<rdf:Description xmlns:xmp='x' xmp:Rating='4'/>");
      assertArrayEquals(photo, filtered(photo));
    }
  }

  @Nested
  final class Damaged {
    @Test
    void positionDirectoryOnTopOfTheMainOneIsRefused() throws Exception {
      byte[] photo = WITH_GPS.clone();
      int tiff = indexOf(photo, "Exif\0\0") + 6;
      int entry = tiff + indexOf(Arrays.copyOfRange(photo, tiff, photo.length), "\u0088%");
      // Its value: the offset of the main directory itself.
      System.arraycopy(photo, tiff + 4, photo, entry + 8, 4);
      PhotoRefusedException e = assertThrows(PhotoRefusedException.class, () -> filtered(photo));
      assertEquals(
          "The Exif data of this photo is damaged. The receiver holds it, and a person there decides whether it is filed as it is.",
          e.getMessage());
    }

    @Test
    void everyTruncationPassesOrIsRefused() throws Exception {
      for (int length = 3; length < 320; length++) {
        byte[] cut = Arrays.copyOf(WITH_GPS, length);
        try {
          assertEquals(length, filtered(cut).length);
        } catch (PhotoRefusedException e) {
          assertTrue(e.getMessage().startsWith(""), e::getMessage);
        }
        Files.deleteIfExists(folder.resolve(TestPhotos.photoId(1) + ".staged-cleaned"));
        Files.deleteIfExists(folder.resolve(TestPhotos.photoId(1) + ".staged"));
      }
    }
  }

  private static int indexOf(byte[] all, String part) {
    return new String(all, StandardCharsets.ISO_8859_1).indexOf(part);
  }
}
