package nz.co.medimage.capture;

import static nz.co.medimage.capture.Containers.DIGITIZED;
import static nz.co.medimage.capture.Containers.OFFSET_DIGITIZED;
import static nz.co.medimage.capture.Containers.OFFSET_ORIGINAL;
import static nz.co.medimage.capture.Containers.ORIGINAL;
import static nz.co.medimage.capture.Containers.SUBSEC_ORIGINAL;
import static nz.co.medimage.capture.Containers.box;
import static nz.co.medimage.capture.Containers.bytes;
import static nz.co.medimage.capture.Containers.ftyp;
import static nz.co.medimage.capture.Containers.join;
import static nz.co.medimage.capture.Containers.mvhd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import nz.co.medimage.api.CapturedFrom;
import nz.co.medimage.api.Photo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CapturedPhotoTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-20T00:00:00Z"), ZoneId.of("Pacific/Auckland"));
  private static final Instant MODIFIED = Instant.parse("2025-01-02T03:04:05Z");
  private static final long SECONDS_1904_TO_2024 = 2_082_844_800L + 1_710_451_233L;

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void setUp() {
    file = folder.resolve("a.bin");
  }

  private Photo photo(byte[] content) throws IOException {
    Files.write(file, content);
    return photo();
  }

  private Photo photo() throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(MODIFIED));
    return CapturedPhoto.builder(file, CLOCK).build();
  }

  private void assertTime(String time, CapturedFrom from, Photo photo) {
    assertEquals(OffsetDateTime.parse(time), photo.capturedAt());
    assertEquals(from, photo.capturedFrom());
  }

  private void assertOfFile(Photo photo) {
    assertEquals(MODIFIED, photo.capturedAt().toInstant());
    assertEquals(CapturedFrom.FILE, photo.capturedFrom());
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = CapturedPhotoTest.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }

  @Nested
  class Exif {
    private static final Map<Integer, String> FULL =
        Map.of(
            ORIGINAL, "2024:03:15 10:20:30",
            SUBSEC_ORIGINAL, "457",
            OFFSET_ORIGINAL, "+05:45",
            DIGITIZED, "2024:03:16 00:00:00");

    @Test
    void ofEachFormatIsRead() throws IOException {
      for (byte[] content :
          List.of(
              Containers.jpeg(FULL),
              Containers.png(FULL),
              Containers.webp(FULL),
              Containers.tiff(FULL))) {
        assertTime("2024-03-15T10:20:30.457+05:45", CapturedFrom.EXIF, photo(content));
      }
    }

    /** Made with exiftool. */
    @Test
    void ofHeicIsRead() throws IOException {
      assertTime("2024-03-15T10:20:30.457+13:00", CapturedFrom.EXIF, photo(resource("times.heic")));
    }

    @Test
    void withoutAnOffsetIsInTheZoneOfThisMachineAtThatTime() throws IOException {
      for (String nothing : List.of("", "   :  ", "+25:00", "NZ")) {
        Map<Integer, String> summer =
            Map.of(ORIGINAL, "2024:01:15 10:20:30", OFFSET_ORIGINAL, nothing);
        assertTime("2024-01-15T10:20:30+13:00", CapturedFrom.EXIF, photo(Containers.jpeg(summer)));
      }
      Map<Integer, String> winter = Map.of(ORIGINAL, "2024:07:15 10:20:30");
      assertTime("2024-07-15T10:20:30+12:00", CapturedFrom.EXIF, photo(Containers.jpeg(winter)));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "0000:00:00 00:00:00",
          "    :  :     :  :  ",
          "2024:02:31 10:20:30",
          "2024:03:15",
          "tomorrow",
          "",
          "1904:01:01 00:00:00",
          "1970:01:01 13:00:00",
          "1980:01:01 00:00:07",
          "0001:01:01 00:00:00",
          "2026:11:22 00:00:00", // over a day ahead
          "9999:12:31 23:59:59"
        })
    void thatTellsNothingGivesWayToTheNext(String original) throws IOException {
      Map<Integer, String> digitized =
          Map.of(ORIGINAL, original, DIGITIZED, "2024:03:16 00:00:00", OFFSET_DIGITIZED, "+01:00");
      assertTime("2024-03-16T00:00:00+01:00", CapturedFrom.EXIF, photo(Containers.jpeg(digitized)));
      assertOfFile(photo(Containers.jpeg(Map.of(ORIGINAL, original))));
    }

    @Test
    void ofAScanOfAnOldSlideIsBelieved() throws IOException {
      Map<Integer, String> slide =
          Map.of(ORIGINAL, "1965:06:01 12:00:00", DIGITIZED, "2024:03:16 00:00:00");
      assertTime("1965-06-01T12:00:00+12:00", CapturedFrom.EXIF, photo(Containers.jpeg(slide)));
    }

    @Test
    void ofAFewHoursAheadIsBelieved() throws IOException {
      Map<Integer, String> ahead = Map.of(ORIGINAL, "2026:11:20 20:00:00");
      assertTime("2026-11-20T20:00:00+13:00", CapturedFrom.EXIF, photo(Containers.jpeg(ahead)));
    }
  }

  @Nested
  class Video {
    /** Made with exiftool. */
    @Test
    void creationDateOfApplesGoesFirst() throws IOException {
      assertTime("2024-03-15T10:20:30+13:00", CapturedFrom.VIDEO, photo(resource("times.mov")));
    }

    @ParameterizedTest
    @CsvSource({"isom, 0", "mp42, 1", "qt  , 0", "qt  , 1", "M4A , 0"})
    void creationTimeIsInUtc(String brand, int version) throws IOException {
      byte[] content =
          join(
              ftyp(brand.length() == 2 ? brand + "  " : (brand + " ").substring(0, 4)),
              box("mdat", new byte[100]),
              box("moov", mvhd(version, SECONDS_1904_TO_2024)));
      assertTime("2024-03-15T10:20:33+13:00", CapturedFrom.VIDEO, photo(content));
    }

    @Test
    void ofZeroTellsNothing() throws IOException {
      assertOfFile(photo(join(ftyp("isom"), box("moov", mvhd(0, 0)))));
    }

    /** Sparse: it takes up no room. */
    @Test
    void ofThreeGigabytesIsPassedOver() throws IOException {
      long size = 3L << 30;
      try (FileChannel out =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        ByteBuffer head = ByteBuffer.allocate(16).putInt(1).put(bytes("mdat")).putLong(size);
        byte[] start = join(ftyp("mp42"), head.array());
        out.write(ByteBuffer.wrap(start));
        out.position(start.length - 16 + size);
        out.write(ByteBuffer.wrap(box("moov", mvhd(0, SECONDS_1904_TO_2024))));
      }
      assertTime("2024-03-15T10:20:33+13:00", CapturedFrom.VIDEO, photo());
    }

    @Test
    void withSizesThatCannotBeTellsNothing() throws IOException {
      for (int size : new int[] {-1, 0, 1, 7, 1 << 30, Integer.MAX_VALUE}) {
        byte[] child = ByteBuffer.allocate(8).putInt(size).put(bytes("mvhd")).array();
        assertOfFile(photo(join(ftyp("isom"), box("moov", child))));
        byte[] keys = ByteBuffer.allocate(8).putInt(size).put(bytes("keys")).array();
        byte[] hdlr = box("hdlr", new byte[8], bytes("mdta"), new byte[13]);
        assertOfFile(photo(join(ftyp("qt  "), box("moov", box("meta", hdlr, keys)))));
      }
    }
  }

  @Nested
  class AnythingElse {
    @Test
    void hasTheTimeOfItsFile() throws IOException {
      assertOfFile(photo(new byte[] {1}));
      assertOfFile(photo(bytes("%PDF-1.7\n")));
      assertOfFile(photo(nz.co.medimage.testkit.TestPhotos.jpeg(1)));
    }

    @Test
    void ofWhichTooMuchWouldHaveToBeReadHasTheTimeOfItsFile() throws IOException {
      byte[] segment = join(new byte[] {-1, (byte) 0xE1, -1, -1}, new byte[0xFFFD]);
      byte[] many = new byte[2 + 600 * segment.length];
      many[0] = -1;
      many[1] = (byte) 0xD8;
      for (int i = 0; i < 600; i++) {
        System.arraycopy(segment, 0, many, 2 + i * segment.length, segment.length);
      }
      assertOfFile(photo(many));
    }

    @Test
    void thatCannotBeReadIsRefusedAsByPhoto() throws IOException {
      assertEquals(
          file + ": there is no such file",
          assertThrows(IOException.class, () -> CapturedPhoto.of(file)).getMessage());
      assertEquals(
          folder + " is not a file that can be read",
          assertThrows(IOException.class, () -> CapturedPhoto.of(folder)).getMessage());
    }
  }

  /** Whatever is wrong with a file, it is sent. */
  @Property(tries = 300)
  void damageNeverFails(
      @ForAll @IntRange(max = 5) int kind,
      @ForAll @IntRange(max = 4000) int at,
      @ForAll byte value,
      @ForAll @IntRange(max = 4000) int cut)
      throws IOException {
    byte[] good =
        switch (kind) {
          case 0 -> Containers.jpeg(Exif.FULL);
          case 1 -> Containers.png(Exif.FULL);
          case 2 -> Containers.webp(Exif.FULL);
          case 3 -> Containers.tiff(Exif.FULL);
          case 4 -> resource("times.heic");
          default -> resource("times.mov");
        };
    good[at % good.length] = value;
    Path damaged = Files.createTempFile("damaged", null);
    try {
      Files.write(damaged, java.util.Arrays.copyOf(good, Math.max(1, good.length - cut % 50)));
      CapturedPhoto.builder(damaged, CLOCK).build();
    } finally {
      Files.delete(damaged);
    }
  }
}
