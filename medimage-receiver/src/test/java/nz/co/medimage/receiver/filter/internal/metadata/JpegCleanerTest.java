package nz.co.medimage.receiver.filter.internal.metadata;

import static nz.co.medimage.receiver.filter.internal.metadata.Cleaned.assertSamePixels;
import static nz.co.medimage.receiver.filter.internal.metadata.Cleaned.assertTellsNoPlace;
import static nz.co.medimage.receiver.filter.internal.metadata.Cleaned.concat;
import static nz.co.medimage.receiver.filter.internal.metadata.Cleaned.exif;
import static nz.co.medimage.receiver.filter.internal.metadata.Cleaned.file;
import static nz.co.medimage.receiver.filter.internal.metadata.Cleaned.latin;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.drew.metadata.exif.ExifDirectoryBase;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Random;
import nz.co.medimage.testkit.Exif;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JpegCleanerTest {
  private static final Exif PLAIN = Exif.of(6, LocalDateTime.parse("2017-08-10T09:21:45"));
  private static final byte[] WITH_GPS = TestPhotos.jpegWithExif(1, PLAIN.at(-41.2865, 174.7762));
  private static final byte[] EOI = {(byte) 0xFF, (byte) 0xD9};

  private static byte[] clean(byte[] photo) throws Exception {
    byte[] cleaned = Cleaned.by(JpegCleaner::clean, photo);
    assertArrayEquals(cleaned, Cleaned.by(JpegCleaner::clean, cleaned), "clean is clean");
    return cleaned;
  }

  /** Right after the start of the image. */
  private static byte[] with(byte[] photo, int marker, byte[]... payload) {
    return insert(photo, 2, segment(marker, payload));
  }

  private static byte[] insert(byte[] photo, int at, byte[] bytes) {
    return concat(Arrays.copyOf(photo, at), bytes, Arrays.copyOfRange(photo, at, photo.length));
  }

  private static byte[] segment(int marker, byte[]... payload) {
    byte[] all = concat(payload);
    return ByteBuffer.allocate(4 + all.length)
        .put((byte) 0xFF)
        .put((byte) marker)
        .putShort((short) (2 + all.length))
        .put(all)
        .array();
  }

  private static byte[] withoutEnd(byte[] photo) {
    return Arrays.copyOf(photo, photo.length - 2);
  }

  /** From the first table on, with the coded image. */
  private static byte[] coded(byte[] photo) {
    int at = latin(photo).indexOf("\u00ff\u00db");
    return Arrays.copyOfRange(photo, at, photo.length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "g03-motion-photo",
        "g05-second-header-before-exif",
        "g07-flir",
        "g08-c2pa-stds-exif",
        "g09-photoshop-exifinfo",
        "g11-xmp-w3c-geo",
        "g17-gps-pointer-count-0",
        "g19-piexif-no-next",
        "g21-gps-pointer-into-ff"
      })
  void fileOfAPhoneTellsNoPlaceAndKeepsItsPictureAndHowItIsTurned(String name) throws Exception {
    byte[] photo = file(name + ".jpg");
    byte[] cleaned = clean(photo);
    assertTellsNoPlace(cleaned);
    assertSamePixels(photo, cleaned);
    boolean isTurned = latin(photo).contains("Exif\0\0") || name.contains("photoshop");
    assertEquals(isTurned ? "6" : "", exif(cleaned, ExifDirectoryBase.TAG_ORIENTATION));
  }

  @Test
  void ofPhotoshopsResourcesOnlyTheFieldsOfExifThatStayAreLeft() throws Exception {
    byte[] cleaned = clean(file("g09-photoshop-exifinfo.jpg"));
    String kept = latin(cleaned);
    assertEquals(kept.indexOf("8BIM"), kept.lastIndexOf("8BIM"));
    assertEquals("Phone", exif(cleaned, ExifDirectoryBase.TAG_MAKE));
    assertArrayEquals(cleaned, clean(cleaned));
  }

  @Test
  void captureTimeStays() throws Exception {
    byte[] cleaned = clean(file("c01-datetimeoriginal-2024.jpg"));
    assertTrue(exif(cleaned, ExifDirectoryBase.TAG_DATETIME_ORIGINAL).startsWith("2024:03:15 "));
  }

  @Test
  void plainJpegStaysAsItIs() throws Exception {
    byte[] photo = TestPhotos.jpeg(1);
    assertArrayEquals(photo, clean(photo));
  }

  @Nested
  final class InExif {
    @Test
    void positionGoesAndOrientationAndTimeStay() throws Exception {
      byte[] cleaned = clean(WITH_GPS);
      assertTellsNoPlace(cleaned);
      assertEquals("6", exif(cleaned, ExifDirectoryBase.TAG_ORIENTATION));
      assertEquals("2017:08:10 09:21:45", exif(cleaned, ExifDirectoryBase.TAG_DATETIME_ORIGINAL));
      assertArrayEquals(coded(WITH_GPS), coded(cleaned));
      assertArrayEquals(clean(TestPhotos.jpegWithExif(1, PLAIN.at(1, 2))), cleaned);
    }

    @Test
    void allThatIsKeptIsKeptAndNothingElse() throws Exception {
      byte[] tiff =
          new TiffBuilder()
              .text(0x010E, "Jane Doe, left arm")
              .text(0x010F, "Apple")
              .text(0x0110, "iPhone 15")
              .number(0x0112, 8)
              .text(0x0132, "2024:03:15 09:12:34")
              .text(0x013C, "Jane's iPhone")
              .text(0x9003, "2024:03:15 09:12:33")
              .text(0x9004, "2024:03:15 09:12:33")
              .text(0x9010, "+13:00")
              .text(0x9011, "+13:00")
              .text(0x9012, "+13:00")
              .text(0x9290, "041")
              .text(0x9291, "042")
              .text(0x9292, "043")
              .text(0x927C, "-41.2865 174.7762")
              .number(0xA001, 0xFFFF)
              .bytes();
      byte[] cleaned = clean(with(TestPhotos.jpeg(1), 0xE1, latin("Exif\0\0"), tiff));
      assertEquals("Apple", exif(cleaned, ExifDirectoryBase.TAG_MAKE));
      assertEquals("iPhone 15", exif(cleaned, ExifDirectoryBase.TAG_MODEL));
      assertEquals("8", exif(cleaned, ExifDirectoryBase.TAG_ORIENTATION));
      assertEquals("2024:03:15 09:12:34", exif(cleaned, ExifDirectoryBase.TAG_DATETIME));
      assertEquals("2024:03:15 09:12:33", exif(cleaned, ExifDirectoryBase.TAG_DATETIME_ORIGINAL));
      assertEquals("2024:03:15 09:12:33", exif(cleaned, ExifDirectoryBase.TAG_DATETIME_DIGITIZED));
      assertEquals("+13:00", exif(cleaned, ExifDirectoryBase.TAG_TIME_ZONE));
      assertEquals("+13:00", exif(cleaned, ExifDirectoryBase.TAG_TIME_ZONE_ORIGINAL));
      assertEquals("+13:00", exif(cleaned, ExifDirectoryBase.TAG_TIME_ZONE_DIGITIZED));
      assertEquals("041", exif(cleaned, ExifDirectoryBase.TAG_SUBSECOND_TIME));
      assertEquals("042", exif(cleaned, ExifDirectoryBase.TAG_SUBSECOND_TIME_ORIGINAL));
      assertEquals("043", exif(cleaned, ExifDirectoryBase.TAG_SUBSECOND_TIME_DIGITIZED));
      assertEquals("65535", exif(cleaned, ExifDirectoryBase.TAG_COLOR_SPACE));
      assertFalse(latin(cleaned).contains("Jane"));
      assertFalse(latin(cleaned).contains("174.7762"));
    }

    @Test
    void valueThatIsNotWhatItClaimsToBeGoes() throws Exception {
      byte[] tiff =
          new TiffBuilder()
              .text(0x010F, "\u0001\u0002")
              .text(0x0110, "x".repeat(65))
              .number(0x0112, 9)
              .text(0x0132, "41.2865 S 174.7762 E")
              .text(0x9010, "Pacific/Auckland")
              .text(0x9290, "41,17.19S")
              .number(0xA001, 41)
              .bytes();
      byte[] photo = TestPhotos.jpeg(1);
      assertArrayEquals(photo, clean(with(photo, 0xE1, latin("Exif\0\0"), tiff)));
    }

    @Test
    void firstThatCanBeReadCounts() throws Exception {
      byte[] second = with(TestPhotos.jpeg(1), 0xE1, exifOf(8));
      byte[] first = with(second, 0xE1, exifOf(3));
      assertEquals("3", exif(clean(first), ExifDirectoryBase.TAG_ORIENTATION));
      byte[] broken = with(second, 0xE1, latin("Exif\0\0nothing"));
      assertEquals("8", exif(clean(broken), ExifDirectoryBase.TAG_ORIENTATION));
    }

    private byte[] exifOf(int orientation) throws Exception {
      return concat(latin("Exif\0\0"), new TiffBuilder().number(0x0112, orientation).bytes());
    }

    @Test
    void adobeRgbIsStillToldWhereNoProfileIs() throws Exception {
      byte[] interoperability = concat(shorts(1, 1, 2), ints(4), latin("R03\0"), ints(0));
      byte[] exif = concat(shorts(2, 0xA001, 3), ints(1), shorts(0xFFFF, 0));
      exif = concat(exif, shorts(0xA005, 4), ints(1, 56), ints(0));
      byte[] main = concat(shorts(1, 0x8769, 4), ints(1, 26), ints(0));
      byte[] tiff = concat(latin("MM\0*"), ints(8), main, exif, interoperability);
      byte[] cleaned = clean(with(TestPhotos.jpeg(1), 0xE1, latin("Exif\0\0"), tiff));
      assertTrue(latin(cleaned).contains(latin(interoperability)));
    }

    private byte[] shorts(int... values) {
      ByteBuffer bytes = ByteBuffer.allocate(2 * values.length);
      Arrays.stream(values).forEach(value -> bytes.putShort((short) value));
      return bytes.array();
    }

    private byte[] ints(int... values) {
      ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
      Arrays.stream(values).forEach(bytes::putInt);
      return bytes.array();
    }
  }

  @Nested
  final class Segments {
    private static final byte[] SECRET = {'s', 'e', 'c', 'r', 'e', 't'};

    @ParameterizedTest
    @ValueSource(ints = {0xE1, 0xE2, 0xE3, 0xE5, 0xEA, 0xEB, 0xEC, 0xED, 0xEE, 0xEF, 0xFE})
    void unknownOnesGoWhereverTheyAre(int marker) throws Exception {
      byte[] photo = TestPhotos.jpeg(1);
      byte[] first = with(photo, marker, SECRET);
      assertArrayEquals(photo, clean(first));
      byte[] last = concat(withoutEnd(photo), segment(marker, SECRET), EOI);
      assertArrayEquals(photo, clean(last));
    }

    @Test
    void jfifLosesItsThumbnail() throws Exception {
      byte[] photo = TestPhotos.jpeg(1);
      int jfif = latin(photo).indexOf("JFIF");
      byte[] withThumbnail =
          concat(
              Arrays.copyOf(photo, 2),
              segment(0xE0, Arrays.copyOfRange(photo, jfif, jfif + 12), new byte[] {1, 2}, SECRET),
              segment(0xE0, latin("JFXX\0\u0010"), SECRET),
              Arrays.copyOfRange(photo, jfif + 14, photo.length));
      assertArrayEquals(photo, clean(withThumbnail));
    }

    @Test
    void colourProfileStaysInAllItsParts() throws Exception {
      byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
      byte[] one = Arrays.copyOf(profile, 1000);
      byte[] two = Arrays.copyOfRange(profile, 1000, profile.length);
      byte[] photo = TestPhotos.jpeg(1);
      photo = with(photo, 0xE2, latin("ICC_PROFILE\0\u0002\u0002"), two);
      photo = with(photo, 0xE2, latin("ICC_PROFILE\0\u0001\u0002"), one);
      assertArrayEquals(photo, clean(photo));
    }

    @Test
    void whatOnlyPassesForAColourProfileGoes() throws Exception {
      byte[] photo = TestPhotos.jpeg(1);
      for (String header : new String[] {"\0\u0001", "\u0002\u0001", "\u0001\u0001"}) {
        byte[] with = with(photo, 0xE2, latin("ICC_PROFILE\0" + header), new byte[200]);
        assertArrayEquals(photo, clean(with));
      }
    }

    @Test
    void adobesNoteOnColoursStays() throws Exception {
      byte[] note = latin("Adobe\0d\0\0\0\0\u0001");
      byte[] photo = with(TestPhotos.jpeg(1), 0xEE, note);
      assertArrayEquals(photo, clean(photo));
      assertArrayEquals(photo, clean(with(TestPhotos.jpeg(1), 0xEE, note, SECRET)));
    }
  }

  @Nested
  final class Forms {
    @Test
    void progressiveImageKeepsItsScansAndLosesWhatIsBetweenThem() throws Exception {
      byte[] photo = Cleaned.progressive();
      assertArrayEquals(photo, clean(photo));
      int second = latin(photo).lastIndexOf("\u00ff\u00da");
      byte[] comment = segment(0xFE, latin("secret"));
      byte[] garbage = {0, 1, 2};
      assertArrayEquals(photo, clean(insert(photo, second, concat(comment, garbage))));
    }

    @Test
    void restartsAreOfTheCodedImage() throws Exception {
      byte[] photo = file("base.jpg");
      byte[] coded = {1, (byte) 0xFF, 0, (byte) 0xFF, (byte) 0xD0, 2, (byte) 0xFF, (byte) 0xD7};
      byte[] with = insert(photo, photo.length - 2, coded);
      assertArrayEquals(clean(photo), remove(clean(with), coded));
    }

    private byte[] remove(byte[] from, byte[] part) {
      int at = latin(from).indexOf(latin(part));
      return concat(
          Arrays.copyOf(from, at), Arrays.copyOfRange(from, at + part.length, from.length));
    }

    @Test
    void imagesBehindTheFirstGo() throws Exception {
      byte[] photo = TestPhotos.jpeg(1);
      assertArrayEquals(photo, clean(concat(photo, WITH_GPS)));
      assertArrayEquals(photo, clean(concat(photo, new byte[100_000])));
      byte[] multi = with(concat(photo, WITH_GPS), 0xE2, latin("MPF\0MM\0*"), new byte[80]);
      assertArrayEquals(photo, clean(multi));
    }

    @Test
    void fillingBetweenSegmentsGoesAndTheRestStays() throws Exception {
      byte[] photo = TestPhotos.jpeg(1);
      byte[] filling = new byte[300];
      Arrays.fill(filling, (byte) 0xFF);
      assertArrayEquals(photo, clean(insert(photo, 2, filling)));
      assertArrayEquals(photo, clean(insert(photo, photo.length - 2, filling)));
    }
  }

  @Nested
  final class Damaged {
    /** Some readers look for the next marker right behind one, others skip a segment, or refuse. */
    @ParameterizedTest
    @ValueSource(ints = {0x02, 0xBF, 0xDE, 0xDF, 0xF0, 0xF6, 0xF7, 0xF8, 0xF9, 0xFC, 0xFD})
    void imageWithAMarkerThatReadersTakeDifferentlyIsNotCleaned(int marker) {
      byte[] photo = TestPhotos.jpeg(1);
      assertUncleanable(with(photo, marker, latin("secret")));
      int scan = latin(photo).indexOf("\u00ff\u00da");
      assertUncleanable(insert(photo, scan, segment(marker, latin("secret"))));
    }

    @ParameterizedTest
    @ValueSource(ints = {0xDE, 0xF0, 0xF7, 0xFC})
    void soIsOneWithSuchAMarkerAmongItsScans(int marker) {
      byte[] photo = Cleaned.progressive();
      int second = latin(photo).lastIndexOf("\u00ff\u00da");
      assertUncleanable(insert(photo, second, new byte[] {(byte) 0xFF, (byte) marker}));
    }

    private void assertUncleanable(byte[] photo) {
      UncleanableException e =
          assertThrows(UncleanableException.class, () -> Cleaned.by(JpegCleaner::clean, photo));
      assertEquals(
          "This JPEG is damaged, or of an unknown kind: its parts cannot be told apart for certain.",
          e.getMessage());
    }

    @Test
    void imageThatWasCutOffStaysAsFarAsItGoes() throws Exception {
      byte[] photo = TestPhotos.jpeg(1);
      byte[] cut = Arrays.copyOf(photo, photo.length - 100);
      assertArrayEquals(cut, clean(cut));
      byte[] located = Arrays.copyOf(WITH_GPS, WITH_GPS.length - 100);
      byte[] cleaned = clean(located);
      assertTellsNoPlace(cleaned);
      assertArrayEquals(coded(located), coded(cleaned));
    }

    @Test
    void imageBehindOneThatWasCutOffGoes() throws Exception {
      byte[] photo = TestPhotos.jpeg(1);
      byte[] cut = Arrays.copyOf(photo, photo.length - 100);
      assertArrayEquals(concat(cut, EOI), clean(concat(cut, WITH_GPS)));
    }

    @Test
    void secondStartBeforeTheImageGoes() throws Exception {
      byte[] photo = TestPhotos.jpeg(1);
      assertArrayEquals(photo, clean(insert(photo, 2, new byte[] {(byte) 0xFF, (byte) 0xD8})));
    }

    @Test
    void everyTruncationIsCleanedOrHasNoImage() throws Exception {
      int scan = latin(WITH_GPS).indexOf("\u00ff\u00da");
      for (int length = 3; length < scan + 20; length++) {
        byte[] cut = Arrays.copyOf(WITH_GPS, length);
        if (length > scan + 1) {
          assertTellsNoPlaceAnywhere(clean(cut));
        } else {
          UncleanableException e =
              assertThrows(UncleanableException.class, () -> Cleaned.by(JpegCleaner::clean, cut));
          assertEquals("This JPEG is damaged: there is no image in it to be kept.", e.getMessage());
        }
      }
    }

    private void assertTellsNoPlaceAnywhere(byte[] cleaned) {
      assertFalse(latin(cleaned).contains("\u0088%"), "no pointer to a position");
    }

    @Test
    void everyByteOfExifDataCanBeWrong() throws Exception {
      int end = 4 + (((WITH_GPS[4] & 0xFF) << 8) | (WITH_GPS[5] & 0xFF));
      for (int at = 12; at < end; at++) {
        for (int value : new int[] {0, 0x7F, 0xFF}) {
          byte[] photo = WITH_GPS.clone();
          photo[at] = (byte) value;
          byte[] cleaned = clean(photo);
          assertTellsNoPlace(cleaned);
          assertArrayEquals(coded(photo), coded(cleaned));
        }
      }
    }
  }

  /** A file made to be slow costs no more than any of its size. */
  @ParameterizedTest
  @ValueSource(
      strings = {"\u00ff\u00fe\0\u0002", "\u00ff\u00c4\0\u0002\u00ff\u00fe\0\u0002", "\u00ff"})
  void craftedFileIsReadOnceFromTheFront(String part) throws Exception {
    byte[] photo = TestPhotos.jpeg(1);
    byte[] crafted = insert(photo, 2, latin(part.repeat((16 << 20) / part.length())));
    byte[] cleaned = assertTimeout(Duration.ofSeconds(30), () -> clean(crafted));
    assertTrue(latin(cleaned).endsWith(latin(coded(photo))));
  }

  @Test
  void largeFileIsCopiedWhole() throws Exception {
    byte[] noise = new byte[1 << 20];
    new Random(5).nextBytes(noise);
    for (int i = 0; i < noise.length; i++) {
      noise[i] = noise[i] == (byte) 0xFF ? 0 : noise[i];
    }
    byte[] photo = insert(WITH_GPS, WITH_GPS.length - 2, noise);
    byte[] cleaned = clean(photo);
    assertArrayEquals(coded(photo), coded(cleaned));
  }
}
