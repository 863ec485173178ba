package nz.co.medimage.filter.resize;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.testkit.FakeAddOnContext;
import nz.co.medimage.testkit.TestPhotos;

final class PictureProperties {
  private static final List<byte[]> SOUND = sound();

  private static List<byte[]> sound() {
    try {
      return List.of(
          Pictures.turned(Pictures.jpeg(60, 40), 6),
          Pictures.pngWithProfile(Pictures.png(60, 40), Pictures.swappedProfile()),
          Pictures.sequence("gif", 1),
          Pictures.sequence("tiff", 2));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whatever is wrong with a photo, it is never lost by it. */
  @Property(tries = 150)
  void damagedPhotoPassesOrIsMadeSmaller(
      @ForAll long seed, @ForAll @IntRange(max = 3) int kind, @ForAll @IntRange(max = 9) int flips)
      throws Exception {
    Path folder = Files.createTempDirectory("resize");
    try {
      byte[] content = damaged(seed, kind, flips);
      PhotoFilter filter = filter(folder);

      filter.apply(TestPhotos.staged(folder, TestPhotos.photoId(1), "#A", content));
    } finally {
      DurableFiles.deleteTree(folder);
    }
  }

  private static PhotoFilter filter(Path folder) {
    ResizeFilterProvider provider = new ResizeFilterProvider();
    Map<String, ?> settings = Map.of("mode", "replace", "longest-side", 20);
    return provider.create(new FakeAddOnContext(provider, settings, folder.resolve("state")));
  }

  private static byte[] damaged(long seed, int kind, int flips) {
    byte[] content = SOUND.get(kind).clone();
    Random random = new Random(seed);
    for (int i = 0; i < flips; i++) {
      // Headers are small and worth most of the flips.
      int at =
          random.nextInt(random.nextBoolean() ? Math.min(200, content.length) : content.length);
      content[at] = (byte) random.nextInt();
    }
    return content;
  }

  @Property(tries = 300)
  void orientationIsAlwaysOne(@ForAll byte[] data) throws IOException {
    byte[] exif = Pictures.exifData(6);
    System.arraycopy(data, 0, exif, 8, Math.min(data.length, exif.length - 8));
    int orientation = orientation(exif);

    assertTrue(orientation >= 1 && orientation <= 8);
  }

  @Example
  void orientationOutOfRangeIsNone() throws IOException {
    assertTrue(orientation(Pictures.exifData(6)) == 6);
    assertTrue(orientation(Pictures.exifData(9)) == 1);
    assertTrue(orientation(Pictures.exifData(0)) == 1);
  }

  private static int orientation(byte[] exif) throws IOException {
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(exif))) {
      return ExifOrientation.read(in, 0);
    }
  }
}
