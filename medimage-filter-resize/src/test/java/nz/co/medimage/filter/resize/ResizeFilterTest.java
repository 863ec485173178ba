package nz.co.medimage.filter.resize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.drew.imaging.ImageMetadataReader;
import com.drew.metadata.Directory;
import com.drew.metadata.exif.ExifDirectoryBase;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import nz.co.medimage.api.file.Folders;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.api.spi.CompanionFile;
import nz.co.medimage.api.spi.FilterProvider;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.FakeAddOnContext;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ResizeFilterTest {
  private final ResizeFilterProvider provider = new ResizeFilterProvider();

  @TempDir Path folder;
  private FakeAddOnContext context;

  private PhotoFilter filter(Map<String, ?> settings) {
    context = new FakeAddOnContext(provider, settings, folder.resolveSibling("state"));
    return provider.create(context);
  }

  private PhotoFilter replacing(int longestSide) {
    return filter(Map.of("mode", "replace", "longest-side", longestSide));
  }

  private StagedPhoto staged(byte[] content) throws IOException {
    return TestPhotos.staged(folder, TestPhotos.photoId(1), "#ZAC5361 arm", content);
  }

  private StagedPhoto staged(byte[] content, String fileName, String mediaType) throws IOException {
    StagedPhoto photo = staged(content);
    return photo.withManifest(
        photo.manifest().toBuilder().fileName(fileName).mediaType(mediaType).build());
  }

  private static BufferedImage picture(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return ImageIO.read(in);
    }
  }

  /** The four quarters as letters, those above first. */
  private static String quarters(BufferedImage picture) {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      int x = picture.getWidth() * (1 + i % 2 * 2) / 4;
      int y = picture.getHeight() * (1 + i / 2 * 2) / 4;
      Color color = new Color(picture.getRGB(x, y));
      letters.append("RGBW".charAt(nearest(color)));
    }
    return letters.toString();
  }

  private static int nearest(Color color) {
    for (int i = 0; i < 4; i++) {
      Color quarter = Pictures.QUARTERS[i];
      if (Math.abs(quarter.getRed() - color.getRed()) < 40
          && Math.abs(quarter.getGreen() - color.getGreen()) < 40
          && Math.abs(quarter.getBlue() - color.getBlue()) < 40) {
        return i;
      }
    }
    throw new AssertionError("another colour: " + color);
  }

  private void assertPassed(StagedPhoto photo, StagedPhoto result) throws IOException {
    assertSame(photo, result);
    assertEquals(List.of(photo.file()), Folders.list(folder));
  }

  @Test
  void serviceLoaderFindsIt() {
    assertTrue(
        StreamSupport.stream(ServiceLoader.load(FilterProvider.class).spliterator(), false)
            .anyMatch(found -> found.id().equals("resize")));
  }

  @Test
  void copyHasAtMostTheBytesThatItMayHave() throws Exception {
    for (String mode : List.of("beside", "replace")) {
      PhotoFilter capped = filter(Map.of("mode", mode, "max-size", "40KiB", "longest-side", 1600));
      byte[] jpeg = TestPhotos.jpeg(3, 1500, 1000);
      assertTrue(jpeg.length > 40 << 10, "the photo is small enough in pixels, not in bytes");
      StagedPhoto result = capped.apply(staged(jpeg));
      Path copy = mode.equals("beside") ? result.companions().get(0).file() : result.file();
      assertTrue(Files.size(copy) <= 40 << 10, mode + " has " + Files.size(copy));
      assertTrue(picture(copy).getWidth() > 320, mode);
      Files.delete(copy);
    }
  }

  @Test
  void photoOfWhichNoCopyFitsPassesAndAPersonIsTold() throws Exception {
    PhotoFilter capped = filter(Map.of("mode", "replace", "max-size", "100B"));
    StagedPhoto photo = staged(TestPhotos.jpeg(3, 900, 600));
    assertPassed(photo, capped.apply(photo));
    assertEquals(
        List.of(
            "The filter resize cannot make the photo "
                + photo.id().envelope()
                + " as small as its max-size, so it is filed as it came."),
        context.problems());
  }

  @Nested
  final class Replacing {

    @ParameterizedTest
    @CsvSource({
      "1,RGBW", "2,GRWB", "3,WBGR", "4,BWRG", "5,RBGW", "6,BRWG", "7,WGBR", "8,GWRB",
    })
    void everyOrientationComesOutUpright(int orientation, String upright) throws Exception {
      byte[] turned = Pictures.turned(Pictures.jpeg(400, 200), orientation);

      BufferedImage small = picture(replacing(100).apply(staged(turned)).file());

      assertEquals(upright, quarters(small));
      assertEquals(orientation < 5 ? 100 : 50, small.getWidth());
      assertEquals(orientation < 5 ? 50 : 100, small.getHeight());
    }

    @Test
    void photoThatIsSmallAndUprightPassesAsItIs() throws Exception {
      StagedPhoto photo = staged(Pictures.turned(Pictures.jpeg(100, 50), 1));

      assertPassed(photo, replacing(100).apply(photo));
    }

    @Test
    void smallPhotoThatLiesOnItsSideIsMadeUprightAndNoLarger() throws Exception {
      StagedPhoto photo = staged(Pictures.turned(Pictures.jpeg(80, 40), 6));

      BufferedImage upright = picture(replacing(100).apply(photo).file());

      assertEquals("BRWG", quarters(upright));
      assertEquals(40, upright.getWidth());
      assertEquals(80, upright.getHeight());
    }

    @Test
    void resultIsTruthfulAndInTheSameFolder() throws Exception {
      StagedPhoto photo = staged(Pictures.jpeg(400, 200));

      StagedPhoto small = replacing(100).apply(photo);

      assertEquals(folder, small.file().getParent());
      assertEquals(Files.size(small.file()), small.manifest().length());
      assertEquals(Sha256.hex(Sha256.of(small.file())), small.manifest().sha256());
      assertEquals(photo.manifest().capturedAt(), small.manifest().capturedAt());
      assertEquals(photo.manifest().tag(), small.manifest().tag());
    }

    @Test
    void photoItselfIsLeftAlone() throws Exception {
      byte[] content = Pictures.jpeg(400, 200);
      StagedPhoto photo = staged(content);

      replacing(100).apply(photo);

      assertArrayEquals(content, Files.readAllBytes(photo.file()));
    }

    @Test
    void samePhotoAgainGivesTheSameBytes() throws Exception {
      StagedPhoto photo = staged(Pictures.jpeg(400, 200));
      PhotoFilter filter = replacing(100);

      assertEquals(filter.apply(photo).manifest(), filter.apply(photo).manifest());
    }

    @Test
    void resultHasNoMetadata() throws Exception {
      StagedPhoto photo = staged(Pictures.turned(Pictures.jpeg(400, 200), 6));

      StagedPhoto small = replacing(100).apply(photo);

      try (InputStream in = Files.newInputStream(small.file())) {
        for (Directory directory : ImageMetadataReader.readMetadata(in).getDirectories()) {
          assertTrue(!(directory instanceof ExifDirectoryBase), directory::getName);
        }
      }
    }

    @Test
    void pngBecomesJpegWithTheNameOfOne() throws Exception {
      StagedPhoto photo = staged(Pictures.png(400, 200), "scan.of.arm.png", "image/png");

      StagedPhoto small = replacing(100).apply(photo);

      assertEquals("scan.of.arm.jpg", small.manifest().fileName());
      assertEquals("image/jpeg", small.manifest().mediaType());
      assertEquals("RGBW", quarters(picture(small.file())));
    }

    @Test
    void orientationOfPngCountsToo() throws Exception {
      byte[] png = Pictures.withChunk(Pictures.png(400, 200), "eXIf", Pictures.exifData(8));

      StagedPhoto small = replacing(100).apply(staged(png));

      assertEquals("GWRB", quarters(picture(small.file())));
    }

    @Test
    void transparentPartsBecomeWhite() throws Exception {
      BufferedImage picture = Pictures.quarters(400, 200, BufferedImage.TYPE_INT_ARGB);
      for (int y = 0; y < 100; y++) {
        for (int x = 0; x < 200; x++) {
          picture.setRGB(x, y, 0);
        }
      }

      StagedPhoto small = replacing(100).apply(staged(Pictures.encode(picture, "png")));

      assertEquals("WGBW", quarters(picture(small.file())));
    }

    @Test
    void coloursAreThoseOfTheProfile() throws Exception {
      byte[] profile = Pictures.swappedProfile();
      byte[] jpeg = Pictures.jpegWithProfile(Pictures.jpeg(400, 200), profile);
      byte[] png = Pictures.pngWithProfile(Pictures.png(400, 200), profile);

      assertEquals("GRBW", quarters(picture(replacing(100).apply(staged(jpeg)).file())));
      assertEquals("GRBW", quarters(picture(replacing(100).apply(staged(png)).file())));
    }

    @Test
    void profileThatIsDamagedIsPassedOver() throws Exception {
      byte[] png = Pictures.pngWithProfile(Pictures.png(400, 200), new byte[300]);

      assertEquals("RGBW", quarters(picture(replacing(100).apply(staged(png)).file())));
    }

    @Test
    void lowerQualityMakesFewerBytes() throws Exception {
      StagedPhoto photo = staged(TestPhotos.jpeg(5, 400, 300));

      long high = filter(settings(95)).apply(photo).manifest().length();
      long low = filter(settings(20)).apply(photo).manifest().length();

      assertTrue(low * 2 < high, low + " and " + high);
    }

    private Map<String, ?> settings(int quality) {
      return Map.of("mode", "replace", "longest-side", 200, "quality", quality);
    }
  }

  @Nested
  final class Beside {

    @Test
    void copyIsAddedUnderItsLabel() throws Exception {
      StagedPhoto photo = staged(Pictures.turned(Pictures.jpeg(400, 200), 6));

      StagedPhoto both = filter(Map.of("longest-side", 100, "label", "web")).apply(photo);

      CompanionFile copy = both.companions().get(0);
      assertEquals(photo.manifest(), both.manifest());
      assertEquals(photo.file(), both.file());
      assertEquals("web", copy.label());
      assertEquals("jpg", copy.extension());
      assertEquals("BRWG", quarters(picture(copy.file())));
    }

    @Test
    void smallPhotoHasACopyOfItsOwnSize() throws Exception {
      StagedPhoto both = filter(Map.of()).apply(staged(Pictures.jpeg(80, 40)));

      BufferedImage copy = picture(both.companions().get(0).file());
      assertEquals(80, copy.getWidth());
      assertEquals(40, copy.getHeight());
    }

    @Test
    void twoSizesStandSideBySide() throws Exception {
      StagedPhoto photo = staged(Pictures.jpeg(400, 200));

      StagedPhoto one = filter(Map.of("longest-side", 200, "label", "web")).apply(photo);
      StagedPhoto two = filter(Map.of("longest-side", 50, "label", "icon")).apply(one);

      assertEquals(200, picture(two.companions().get(0).file()).getWidth());
      assertEquals(50, picture(two.companions().get(1).file()).getWidth());
    }

    @Test
    void labelThatIsTakenGetsANumber() throws Exception {
      String label = "a-label-of-20-letter";
      PhotoFilter filter = filter(Map.of("label", label));

      StagedPhoto three = filter.apply(filter.apply(filter.apply(staged(Pictures.jpeg(40, 20)))));

      assertEquals(
          List.of(label, "a-label-of-20-lett-2", "a-label-of-20-lett-3"),
          three.companions().stream().map(CompanionFile::label).toList());
    }

    @Test
    void cutOffJpegHasACopyOfWhatIsThere() throws Exception {
      byte[] whole = TestPhotos.jpeg(3, 400, 300);
      StagedPhoto photo = staged(Arrays.copyOf(whole, whole.length * 2 / 3));

      assertEquals(1, filter(Map.of("longest-side", 100)).apply(photo).companions().size());
    }
  }

  @Nested
  final class Passing {

    @Test
    void heicPassesAndIsToldOnce() throws Exception {
      byte[] content = TestPhotos.noise(1, 5000);
      System.arraycopy("\0\0\0\30ftypheic".getBytes(StandardCharsets.US_ASCII), 0, content, 0, 12);
      StagedPhoto photo = staged(content, "photo.heic", "image/heic");
      PhotoFilter filter = replacing(100);

      assertPassed(photo, filter.apply(photo));
      assertPassed(photo, filter.apply(photo));

      assertEquals(
          List.of(
              "The filter resize cannot read image/heic, so such photos are filed as they come. A"
                  + " filter in front of it can convert them."),
          context.problems());
    }

    @ParameterizedTest
    @ValueSource(strings = {"video/mp4", "application/pdf", "text/csv"})
    void whatIsNoPhotoPassesInSilence(String mediaType) throws Exception {
      StagedPhoto photo = staged(Pictures.jpeg(400, 200), "file", mediaType);

      assertPassed(photo, replacing(100).apply(photo));
      assertEquals(List.of(), context.problems());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gif", "tiff"})
    void fileOfSeveralImagesPassesInSilence(String format) throws Exception {
      StagedPhoto photo = staged(Pictures.sequence(format, 2), "file", "image/" + format);

      assertPassed(photo, replacing(100).apply(photo));
      assertEquals(List.of(), context.problems());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gif", "tiff", "bmp"})
    void fileOfOneImageIsMadeSmaller(String format) throws Exception {
      byte[] content =
          Pictures.encode(Pictures.quarters(400, 200, BufferedImage.TYPE_INT_RGB), format);

      StagedPhoto small = replacing(100).apply(staged(content, "file", "image/" + format));

      assertEquals("RGBW", quarters(picture(small.file())));
      assertEquals("file.jpg", small.manifest().fileName());
    }

    @Test
    void animatedPngPasses() throws Exception {
      byte[] png = Pictures.withChunk(Pictures.png(400, 200), "acTL", new byte[8]);
      StagedPhoto photo = staged(png);

      assertPassed(photo, replacing(100).apply(photo));
    }

    @Test
    void noiseThatBeginsLikeAJpegPassesAndIsTold() throws Exception {
      byte[] content = TestPhotos.noise(1, 5000);
      System.arraycopy(Pictures.jpeg(400, 200), 0, content, 0, 300);
      StagedPhoto photo = staged(content);

      assertPassed(photo, replacing(100).apply(photo));

      assertEquals(
          List.of(
              "The filter resize could not read the photo "
                  + photo.id().envelope()
                  + " without errors, so it is filed as it came. Look whether it can be used."),
          context.problems());
    }

    @Test
    void cutOffJpegIsNotReplacedByWhatIsLeftOfIt() throws Exception {
      byte[] whole = TestPhotos.jpeg(3, 400, 300);
      StagedPhoto photo = staged(Arrays.copyOf(whole, whole.length * 2 / 3));

      assertPassed(photo, replacing(100).apply(photo));
      assertEquals(1, context.problems().size());
    }

    @ParameterizedTest
    @CsvSource({"60000,60000", "2000000000,1", "1,2000000000", "12000,11000"})
    void whatClaimsToBeHugePassesUnread(int width, int height) throws Exception {
      StagedPhoto photo = staged(Pictures.bomb(width, height), "photo.png", "image/png");

      assertPassed(photo, replacing(100).apply(photo));

      assertEquals(
          List.of(
              "The filter resize makes photos of up to 120 million pixels smaller; the photo "
                  + photo.id().envelope()
                  + " has more and is filed as it came."),
          context.problems());
    }

    @Test
    void jpegOfThousandsOfScansPassesUnread() throws Exception {
      StagedPhoto usual = staged(Pictures.progressive(400, 200, 0));
      assertEquals("RGBW", quarters(picture(replacing(100).apply(usual).file())));
      Folders.list(folder).forEach(file -> assertTrue(file.toFile().delete()));

      StagedPhoto photo = staged(Pictures.progressive(400, 200, 5000));

      assertPassed(photo, replacing(100).apply(photo));
      assertEquals(1, context.problems().size());
    }

    @Test
    void noPhotoBlocksTheNext() throws Exception {
      PhotoFilter filter = replacing(100);
      filter.apply(staged(Arrays.copyOf(Pictures.jpeg(400, 200), 400)));

      assertNotEquals(
          200, picture(filter.apply(staged(Pictures.jpeg(400, 200))).file()).getWidth());
    }
  }

  @Nested
  final class Failing {

    @Test
    void fileThatIsAwayFailsRatherThanPasses() throws Exception {
      StagedPhoto photo = staged(Pictures.jpeg(400, 200));
      Files.delete(photo.file());

      assertThrows(NoSuchFileException.class, () -> replacing(100).apply(photo));
    }

    @Test
    void interruptIsAnsweredAtOnce() throws Exception {
      StagedPhoto photo = staged(Pictures.jpeg(400, 200));
      PhotoFilter filter = replacing(100);
      Thread.currentThread().interrupt();
      try {
        assertThrows(InterruptedIOException.class, () -> filter.apply(photo));
      } finally {
        assertTrue(Thread.interrupted());
      }
      assertEquals(List.of(photo.file()), Folders.list(folder));
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "longest-side|0|The setting longest-side must be from 16 to 4096, not 0.",
          "quality|101|The setting quality must be from 1 to 100, not 101.",
          "mode|both|The setting mode must be one of beside, replace, not both.",
          "label|Small one|The setting label must be 1 to 20 of a-z, 0-9 and -, not Small one.",
          "longest|9|There is no setting longest; there are longest-side, quality, max-size, mode, label.",
        })
    void wrongSettingIsNamed(String key, String value, String sentence) {
      assertEquals(
          sentence,
          assertThrows(IllegalArgumentException.class, () -> filter(Map.of(key, value)))
              .getMessage());
    }
  }

  @Test
  void largePictureIsReadInPart() throws Exception {
    BufferedImage picture = new BufferedImage(6000, 4400, BufferedImage.TYPE_BYTE_BINARY);
    Path file = Files.write(folder.resolve("large"), Pictures.encode(picture, "png"));

    try (var channel = Files.newByteChannel(file);
        PictureReader reader = PictureReader.open(channel)) {
      BufferedImage read = reader.read(2048);

      assertEquals(3000, read.getWidth());
      assertEquals(2200, read.getHeight());
    }
  }
}
