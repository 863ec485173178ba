package nz.co.medimage.api.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  private static final Path FOLDER = Path.of("").toAbsolutePath();

  private static Settings settings(Setting described, Object value) {
    return Settings.of(List.of(described), Map.of(described.key(), value), FOLDER);
  }

  private static String fault(List<Setting> described, Map<String, ?> values) {
    return assertThrows(
            IllegalArgumentException.class, () -> Settings.of(described, values, FOLDER))
        .getMessage();
  }

  private static String fault(Setting described, Object value) {
    return fault(List.of(described), Map.of(described.key(), value));
  }

  @Test
  void valuesComeInTheirTypesAndDefaultsAreFilledIn() {
    Settings settings =
        Settings.of(
            List.of(
                Setting.text("url").required(),
                Setting.integer("port").defaultValue("104").range(1, 65_535),
                Setting.flag("strict"),
                Setting.duration("timeout").defaultValue("30s"),
                Setting.size("limit"),
                Setting.path("to"),
                Setting.list("types"),
                Setting.paths("copies"),
                Setting.text("group")),
            Map.of(
                "url",
                "https://archive.example",
                "limit",
                "16MiB",
                "to",
                "Patients",
                "types",
                "jpg",
                "copies",
                List.of("a", "b")),
            FOLDER);
    assertEquals("https://archive.example", settings.text("url"));
    assertEquals(104, settings.integer("port"));
    assertFalse(settings.flag("strict"));
    assertEquals(Duration.ofSeconds(30), settings.duration("timeout"));
    assertEquals(16L << 20, settings.size("limit"));
    assertEquals(FOLDER.resolve("Patients"), settings.path("to"));
    assertEquals(List.of("jpg"), settings.list("types"));
    assertEquals(List.of(FOLDER.resolve("a"), FOLDER.resolve("b")), settings.paths("copies"));
    assertEquals(Optional.empty(), settings.find("group"));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "12 B, 12",
    "500kB, 500000",
    "500 KB, 500000",
    "16MiB, 16777216",
    "2GB, 2000000000",
  })
  void sizesAreWrittenWithTheirUnits(String text, long bytes) {
    assertEquals(bytes, settings(Setting.size("limit"), text).size("limit"));
  }

  @Test
  void keyThatIsNotDescribedIsRefusedByEachAccessor() {
    Settings settings = settings(Setting.flag("strict"), true);
    assertTrue(settings.flag("strict"));
    List<Consumer<String>> accessors =
        List.of(
            settings::text,
            settings::flag,
            settings::list,
            settings::paths,
            settings::find,
            settings::contains);
    for (Consumer<String> accessor : accessors) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> accessor.accept("strcit"));
      assertEquals("no setting strcit is described", e.getMessage());
    }
  }

  @Test
  void unknownSettingNamesTheNearest() {
    List<Setting> described = List.of(Setting.text("url"), Setting.text("password"));
    assertEquals(
        "There is no setting pasword; did you mean password?",
        fault(described, Map.of("pasword", "x")));
    assertEquals(
        "There is no setting colour; there are url, password.",
        fault(described, Map.of("colour", "x")));
    assertEquals(
        "There is no setting colour, nor any other.", fault(List.of(), Map.of("colour", "x")));
  }

  @Test
  void missingSettingSaysWhatItIsFor() {
    assertEquals(
        "The setting url is missing. The address of the archive.",
        fault(
            List.of(Setting.text("url").required().help("The address of the archive.")), Map.of()));
    assertEquals(
        "The setting url is missing.", fault(List.of(Setting.text("url").required()), Map.of()));
  }

  @Test
  void wrongValueIsNamedWithWhatItMustBe() {
    assertEquals(
        "The setting port must be a whole number, not abc.", fault(Setting.integer("port"), "abc"));
    assertEquals(
        "The setting port must be a whole number, not 1.5.", fault(Setting.integer("port"), 1.5));
    assertEquals(
        "The setting port must be a whole number, not 1000000000000000000000.",
        fault(Setting.integer("port"), 1e21));
    assertEquals(
        "The setting port must be from 1 to 9, not 10.",
        fault(Setting.integer("port").range(1, 9), 10));
    assertEquals(
        "The setting strict must be true or false, not yes.", fault(Setting.flag("strict"), "yes"));
    assertEquals(
        "The setting timeout must be a time such as 500ms, 30s, 15m, 2h or 7d, not 30.",
        fault(Setting.duration("timeout"), 30));
    assertEquals(
        "The setting limit must be a size such as 500kB, 16MiB or 2GB, not 0.",
        fault(Setting.size("limit"), "0"));
    assertEquals(
        "The setting mode must be one of hold, pass, not drop.",
        fault(Setting.text("mode").oneOf("hold", "pass"), "drop"));
    assertEquals(
        "The setting modes must be one of hold, pass, not drop.",
        fault(Setting.list("modes").oneOf("hold", "pass"), List.of("hold", "drop")));
    assertEquals(
        "The setting url must be a single value.", fault(Setting.text("url"), List.of("a", "b")));
    assertEquals(
        "The setting url must be a single value.", fault(Setting.text("url"), Map.of("a", "b")));
    assertEquals(
        "The setting types must be a list of texts.",
        fault(Setting.list("types"), List.of(List.of("a"))));
    assertEquals("The setting url is empty.", fault(Setting.text("url"), ""));
    assertEquals("The setting copies is empty.", fault(Setting.paths("copies"), List.of("")));
  }

  @Test
  void pathThatLostItsBackslashesSaysHowToWriteThem() {
    assertEquals(
        "The setting to holds a control character; in JSON a backslash is written \\\\.",
        fault(Setting.path("to"), "C:\new"));
  }

  @Test
  void longValueIsCutAndStaysOnOneLine() {
    String fault = fault(Setting.integer("port"), "a\nb" + "c".repeat(200));
    assertTrue(fault.startsWith("The setting port must be a whole number, not a bcc"), fault);
    assertTrue(fault.length() < 120, fault);
  }

  @Test
  void secretIsNeverInASentence() {
    assertEquals(
        "The setting pin must be a whole number.",
        fault(Setting.integer("pin").secret(), "s3cret"));
    assertFalse(settings(Setting.text("pin").secret(), "s3cret").toString().contains("s3cret"));
  }

  @Test
  void settingThatIsDescribedTwiceIsAFaultOfTheAddOn() {
    assertEquals(
        "The setting url is described twice: a fault of the add-on.",
        fault(List.of(Setting.text("url"), Setting.path("url")), Map.of()));
  }

  @Test
  void askingForWhatIsNotDescribedIsAFaultOfTheAddOn() {
    Settings settings = settings(Setting.text("url"), "x");
    assertEquals(
        "no setting uri is described",
        assertThrows(IllegalArgumentException.class, () -> settings.text("uri")).getMessage());
    assertEquals(
        "the setting url is of another type",
        assertThrows(IllegalArgumentException.class, () -> settings.integer("url")).getMessage());
  }

  @Test
  void keyHasOneForm() {
    assertThrows(IllegalArgumentException.class, () -> Setting.text("Url"));
    assertThrows(IllegalArgumentException.class, () -> Setting.text("9a"));
    assertThrows(IllegalArgumentException.class, () -> Setting.integer("a").range(2, 1));
  }
}
