package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.receiver.filter.Uncleanable;
import nz.co.medimage.testkit.Exif;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of many kinds through a receiver that removes places, looked at with ExifTool, which knows
 * more places to hide a position in than anything else. Skipped where it is not installed.
 */
@Timeout(120)
final class CleanedSetTest extends FilingFixture {
  private static final List<String> CASES =
      List.of(
          "base.jpg",
          "c01-datetimeoriginal-2024.jpg",
          "c03-iphone-style.mov",
          "g03-motion-photo.jpg",
          "g05-second-header-before-exif.jpg",
          "g07-flir.jpg",
          "g08-c2pa-stds-exif.jpg",
          "g09-photoshop-exifinfo.jpg",
          "g11-xmp-w3c-geo.jpg",
          "g17-gps-pointer-count-0.jpg",
          "g19-piexif-no-next.jpg",
          "g21-gps-pointer-into-ff.jpg",
          "g24-heic.heic",
          "g25-mp4.mp4");
  private static final Set<String> WITHOUT_POSITION =
      Set.of("base.jpg", "c01-datetimeoriginal-2024.jpg", "c03-iphone-style.mov");

  private static final Set<String> TYPES = Set.of("jpg", "pdf", "mov", "mp4", "heic");

  private static final Pattern OF_A_PLACE =
      Pattern.compile("(?i).*(gps|geotag|latitude|longitude|location|sublocation).*");
  private static final Pattern POSITION =
      Pattern.compile("(?s).*(41\\.28|174\\.77|41 deg|174 deg|41,17|174,46).*");
  private static final Pattern KEPT =
      Pattern.compile(
          "\\[(IFD0|ExifIFD|QuickTime|Keys|Track1)] +(Orientation|Rotation|DateTimeOriginal"
              + "|CreateDate|CreationDate|OffsetTimeOriginal|SubSecTimeOriginal) +: .*");

  @TempDir Path before;
  @TempDir Path after;

  private static byte[] read(String name) throws IOException {
    try (InputStream in = CleanedSetTest.class.getResourceAsStream("/cases/" + name)) {
      return in.readAllBytes();
    }
  }

  private static boolean hasExifTool() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "exiftool")));
  }

  /** What ExifTool says of each file in a folder, line by line. */
  private static Map<String, List<String>> look(Path folder, String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of("exiftool", "-ee", "-a", "-u", "-G1", "-s"));
    command.addAll(List.of(options));
    command.add(folder.toString());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    Map<String, List<String>> all = new TreeMap<>();
    List<String> current = new ArrayList<>();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    for (String line : text.split("\n")) {
      if (line.startsWith("======== ")) {
        current = new ArrayList<>();
        all.put(Path.of(line.substring(9)).getFileName().toString(), current);
      } else {
        current.add(line);
      }
    }
    return all;
  }

  private Receipt send(String name, byte[] content) throws Exception {
    EnvelopeId each = Phone.freshId();
    Manifest manifest = TestPhotos.manifest("#P", content).toBuilder().fileName(name).build();
    Receipt receipt = phone.deliver(bench.context(), each, phone.seal(each, manifest, content));
    if (receipt instanceof Receipt.Delivered) {
      Files.write(before.resolve(name), content);
      Files.write(after.resolve(name), sink.content(each));
    }
    return receipt;
  }

  @Test
  void noToolFindsAPlaceAndAllElseIsThere() throws Exception {
    assumeTrue(hasExifTool(), "exiftool is not installed");
    restart(o -> o.allowedTypes(TYPES).removeMetadata(Uncleanable.HOLD));
    for (String name : CASES) {
      assertInstanceOf(Receipt.Delivered.class, send(name, read(name)), name);
    }
    Exif exif = Exif.of(6, LocalDateTime.parse("2017-08-10T09:21:45"));
    byte[] located = TestPhotos.jpegWithExif(1, exif.at(-41.2865, 174.7762));
    assertInstanceOf(Receipt.Delivered.class, send("located.jpg", located));
    Map<String, List<String>> was = look(before);
    Map<String, List<String>> is = look(after);
    assertEquals(CASES.size() + 1, is.size());
    assertEquals(was.keySet(), is.keySet());
    for (String name : is.keySet()) {
      boolean hadPlace = was.get(name).stream().anyMatch(CleanedSetTest::tellsPlace);
      assertTrue(hadPlace || WITHOUT_POSITION.contains(name) || hidesIt(name), name);
      assertEquals(List.of(), is.get(name).stream().filter(CleanedSetTest::tellsPlace).toList());
      assertEquals(kept(was.get(name)), kept(is.get(name)), name);
    }
    // What is embedded, such as thumbnails and previews, byte for byte.
    for (List<String> embedded : look(after, "-b").values()) {
      assertFalse(POSITION.matcher(String.join("\n", embedded)).matches());
    }
    for (String name : is.keySet()) {
      byte[] content = Files.readAllBytes(after.resolve(name));
      String bytes = new String(content, StandardCharsets.ISO_8859_1);
      assertFalse(POSITION.matcher(bytes.replace("\0", "")).matches(), name);
      if (name.endsWith("jpg")) {
        assertArrayEquals(pixels(Files.readAllBytes(before.resolve(name))), pixels(content), name);
      }
    }
  }

  @Test
  void pdfIsHeldAsNobodyCanCleanIt() throws Exception {
    restart(o -> o.allowedTypes(TYPES).removeMetadata(Uncleanable.HOLD));
    for (String name : List.of("g27-pdf-xmp.pdf", "t01-pdf-bom.pdf")) {
      Receipt.Rejected held = assertInstanceOf(Receipt.Rejected.class, send(name, read(name)));
      assertEquals(RejectionCode.NOT_CLEANED, held.code());
    }
  }

  /** Their position is none, or one that this tool does not read. */
  private static boolean hidesIt(String name) {
    return name.startsWith("g17") || name.startsWith("g19") || name.startsWith("g21");
  }

  private static boolean tellsPlace(String line) {
    return !line.startsWith("[System]")
        && (OF_A_PLACE.matcher(line.split(" +: ", 2)[0]).matches()
            || POSITION.matcher(line).matches());
  }

  private static Set<String> kept(List<String> lines) {
    Set<String> kept = new TreeSet<>(lines);
    kept.removeIf(line -> !KEPT.matcher(line).matches());
    return kept;
  }

  private static int[] pixels(byte[] jpeg) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(jpeg));
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }
}
