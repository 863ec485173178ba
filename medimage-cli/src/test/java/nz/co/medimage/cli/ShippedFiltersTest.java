package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The filters that come with the command, from the file that names them to the patient's folder.
 */
@DisabledOnOs(OS.WINDOWS)
@Timeout(120)
class ShippedFiltersTest {
  private static final String CONFIGURATION =
      """
      {
        "port": 0,
        "sinks": [{"add-on": "folders", "settings": {"to": "../patients"}}],
        "filters": [
          {"add-on": "run", "settings": {"command": ["%s", "{file}", "{folder}"]}},
          {"add-on": "resize", "settings": {"longest-side": 100, "label": "web"}}
        ]
      }
      """;

  private static final String SCRIPT =
      """
      #!/bin/sh
      cat > "$2/told.txt"
      cmp "$1" "$2/photo.jpg" || exit 1
      echo '{"companions": [{"label": "told", "file": "told.txt"}]}'
      """;

  private static final String REJECTING =
      """
      #!/bin/sh
      echo 'No consent is recorded.'
      exit 65
      """;

  @TempDir Path folder;

  private void configure(String script) throws Exception {
    Path program = Files.writeString(folder.resolve("program"), script);
    assertTrue(program.toFile().setExecutable(true));
    Files.createDirectories(folder.resolve("pc"));
    Files.writeString(
        folder.resolve("pc").resolve("receiver.json"), CONFIGURATION.formatted(program));
  }

  private Run send(Practice practice) throws Exception {
    Run paired = practice.pair(practice.code());
    assertEquals(Medimage.OK, paired.exit(), paired.err());
    Path photo = Files.write(folder.resolve("photo.jpg"), TestPhotos.jpeg(1, 400, 300));
    return practice.send(photo, "--tag", "#P arm");
  }

  /** Whatever path of the home is given, absolute or relative. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatBothMakeOfAPhotoLiesBesideIt(boolean isAbsolute) throws Exception {
    configure(SCRIPT);
    Path here = Path.of("").toAbsolutePath();
    try (Practice practice = Practice.with(isAbsolute ? folder : here.relativize(folder))) {
      Run sent = send(practice);

      assertEquals(Medimage.OK, sent.exit(), sent.err());
      List<Path> filed = practice.filed("P").stream().sorted().collect(Collectors.toList());
      assertEquals(3, filed.size(), filed::toString);
      String photo = filed.get(0).getFileName().toString();
      String name = photo.substring(0, photo.length() - ".jpg".length());
      assertEquals(
          List.of(name + ".jpg", name + ".told.txt", name + ".web.jpg"),
          filed.stream().map(file -> file.getFileName().toString()).toList());
      assertArrayEquals(TestPhotos.jpeg(1, 400, 300), Files.readAllBytes(filed.get(0)));
      assertTrue(Files.readString(filed.get(1)).contains("\"tag\":\"#P arm\""), "the tag");
      BufferedImage small = ImageIO.read(filed.get(2).toFile());
      assertEquals(100, small.getWidth());
      assertEquals(75, small.getHeight());
    }
  }

  @Test
  void programRejectsAPhotoWithItsOwnSentence() throws Exception {
    configure(REJECTING);
    try (Practice practice = Practice.with(folder)) {
      Run sent = send(practice);

      assertTrue((sent.out() + sent.err()).contains("No consent is recorded."), sent::toString);
      assertTrue(Files.notExists(practice.patients.resolve("P")));
    }
  }
}
