package nz.co.medimage.receiver.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import nz.co.medimage.api.spi.FilterProvider;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.api.spi.Settings;
import nz.co.medimage.receiver.addon.AddOnKind;
import nz.co.medimage.receiver.addon.AddOns;
import nz.co.medimage.testkit.CompiledJar;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReceiverConfigurationTest {
  @TempDir Path home;

  private ReceiverConfiguration read(String json) throws IOException {
    Path file = Files.writeString(home.resolve("receiver.json"), json);
    return ReceiverConfiguration.read(
        file, List.of(Setting.integer("port")), Map.of("PIN", "4711")::get);
  }

  /** What is wrong, behind the name of the file. */
  private String wrong(String json) {
    String message = assertThrows(IOException.class, () -> read(json)).getMessage();
    String file = home.resolve("receiver.json").toString();
    assertTrue(message.startsWith(file), message);
    return message.substring(file.length());
  }

  @Test
  void namesEverythingThatAReceiverUses() throws Exception {
    ReceiverConfiguration configuration =
        read(
            "\ufeff{\"name\": \"Room 1\", \"port\": 5566, \"max-size\": \"64MiB\","
                + " \"types\": [\"+png\"], \"remove-gps\": true,"
                + " \"filters\": [{\"add-on\": \"resize\"}],"
                + " \"patient-check\": {\"add-on\": \"sql\", \"when-unavailable\": \"wait\"},"
                + " \"sinks\": [{\"add-on\": \"folders\", \"settings\": {\"to\": \"Patients\"}},"
                + "   {\"add-on\": \"folders\", \"id\": \"small\","
                + "    \"filters\": [{\"add-on\": \"resize\", \"id\": \"resize-small\"}]}],"
                + " \"follow-ups\": [{\"add-on\": \"archive\"}],"
                + " \"observers\": [{\"add-on\": \"statistics\"}]}");
    assertEquals("Room 1", configuration.settings().text("name"));
    assertEquals(5566, configuration.settings().integer("port"));
    assertEquals(64L << 20, configuration.settings().size("max-size"));
    assertEquals(
        List.of(
            "filters[0] resize (resize)",
            "patient-check sql (sql)",
            "sinks[0] folders (folders)",
            "sinks[1] small (folders)",
            "sinks[1].filters[0] resize-small (resize)",
            "follow-ups[0] archive (archive)",
            "observers[0] statistics (statistics)"),
        configuration.addOns().stream().map(AddOnEntry::toString).toList());
    assertEquals(
        "wait", configuration.patientCheck().orElseThrow().option("when-unavailable").get());
  }

  @Test
  void emptyObjectIsEnough() throws Exception {
    assertEquals(List.of(), read("{}").addOns());
  }

  @Nested
  class Wrong {
    @Test
    void keyAtTheTop() {
      assertEquals(": There is no setting sink; did you mean sinks?", wrong("{\"sink\": []}"));
    }

    @Test
    void keyOfAnEntry() {
      assertEquals(
          ", sinks[0]: There is no setting addon; did you mean add-on?",
          wrong("{\"sinks\": [{\"addon\": \"folders\"}]}"));
      assertEquals(
          ", filters[0]: There is no setting filters; there are add-on, id, settings.",
          wrong("{\"filters\": [{\"add-on\": \"a\", \"filters\": []}]}"));
    }

    @Test
    void entryWithoutAddOn() {
      assertEquals(
          ", sinks[1]: The setting add-on is missing. It is the id of an add-on.",
          wrong("{\"sinks\": [{\"add-on\": \"a\"}, {\"id\": \"b\"}]}"));
    }

    @Test
    void valueAtTheTop() {
      assertEquals(
          ": The setting max-size must be a size such as 500kB, 16MiB or 2GB, not big.",
          wrong("{\"max-size\": \"big\"}"));
      assertEquals(
          ": The setting uncleanable must be one of hold, pass, not drop.",
          wrong("{\"uncleanable\": \"drop\"}"));
    }

    @Test
    void formOfAPart() {
      assertEquals(
          ", sinks: This must be a list of add-ons: [{\"add-on\": \"NAME\"}].",
          wrong("{\"sinks\": {\"add-on\": \"a\"}}"));
      assertEquals(
          ", sinks[0]: This must name an add-on: {\"add-on\": \"NAME\"}.",
          wrong("{\"sinks\": [\"folders\"]}"));
      assertEquals(
          ", sinks[0]: The setting settings must be an object: {\"KEY\": VALUE}.",
          wrong("{\"sinks\": [{\"add-on\": \"a\", \"settings\": []}]}"));
    }

    @Test
    void idThatIsTakenOrCannotBe() {
      assertEquals(
          ", follow-ups[0]: There is another sink with the id a: give one another \"id\".",
          wrong("{\"sinks\": [{\"add-on\": \"a\"}], \"follow-ups\": [{\"add-on\": \"a\"}]}"));
      assertEquals(
          ", sinks[0]: An id is 1 to 40 of a-z, 0-9 and -, not ../a.",
          wrong("{\"sinks\": [{\"add-on\": \"a\", \"id\": \"../a\"}]}"));
    }

    @Test
    void json() {
      assertEquals(
          " is no valid JSON near line 3: look for a comma, a quote or a bracket that is missing"
              + " or one too many",
          wrong("{\n  \"name\": \"Room 1\"\n  \"port\": 1\n}"));
      assertEquals(
          " is no valid JSON near line 2: it ends too early; is a bracket missing?",
          wrong("{\n \"sinks\": ["));
      assertEquals(
          " is no valid JSON near line 1: write each backslash twice, as in \"C:\\\\Patients\"",
          wrong("{\"to\": \"C:\\Patients\"}"));
      assertEquals(
          " names a setting twice near $.name", wrong("{\"name\": \"a\", \"name\": \"b\"}"));
      assertEquals(" must hold one JSON object, which begins with {", wrong("[]"));
      assertTrue(wrong("{} {}").startsWith(" is no valid JSON near line 1: "));
      assertTrue(wrong("").startsWith(" is no valid JSON near line 1: "));
    }

    @Test
    void missingFile() {
      Path file = home.resolve("none.json");
      assertEquals(
          file + ": there is no such file",
          assertThrows(IOException.class, () -> ReceiverConfiguration.read(file)).getMessage());
    }
  }

  @Nested
  class Secrets {
    private Settings check(String password, List<String> warnings) throws IOException {
      new CompiledJar()
          .source(
              "acme.Seal",
              "package acme; import nz.co.medimage.api.spi.*;"
                  + "public class Seal implements FilterProvider {"
                  + " public String id() { return \"seal\"; }"
                  + " public java.util.List<Setting> settings() { return java.util.List.of("
                  + "   Setting.text(\"password\").secret(), Setting.text(\"url\")); }"
                  + " public PhotoFilter create(AddOnContext context) { return photo -> photo; } }")
          .provides(FilterProvider.class, "acme.Seal")
          .writeTo(home.resolve("addons").resolve("seal").resolve("seal.jar"));
      ReceiverConfiguration configuration =
          read(
              "{\"filters\": [{\"add-on\": \"seal\", \"settings\": {\"password\": "
                  + password
                  + "}}]}");
      assertEquals("ReceiverConfiguration[" + configuration.file() + "]", configuration.toString());
      try (AddOns addOns = AddOns.load(home)) {
        assertTrue(addOns.find(AddOnKind.FILTER, "seal").isPresent());
        return configuration.filters().get(0).check(addOns, warnings::add);
      }
    }

    private String refused(String password) {
      String message =
          assertThrows(IOException.class, () -> check(password, new ArrayList<>())).getMessage();
      return message.substring(message.indexOf("filters[0]: ") + 12);
    }

    private Path file(String content, String rights) throws IOException {
      Path file = Files.writeString(home.resolve("pin"), content);
      if (Files.getFileStore(home).supportsFileAttributeView("posix")) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
      }
      return file;
    }

    @Test
    void comeFromAFileOrTheEnvironment() throws Exception {
      file("4711\n", "rw-------");
      List<String> warnings = new ArrayList<>();
      assertEquals("4711", check("{\"file\": \"pin\"}", warnings).text("password"));
      assertEquals("4711", check("{\"env\": \"PIN\"}", warnings).text("password"));
      assertEquals(List.of(), warnings);
    }

    @Test
    void thatEverybodyCanReadAreWarnedOf() throws Exception {
      Path pin = file("4711\n", "rw-r--r--");
      List<String> warnings = new ArrayList<>();
      check("{\"file\": \"pin\"}", warnings);
      if (Files.getFileStore(home).supportsFileAttributeView("posix")) {
        assertEquals(
            List.of(
                "every user of this computer can read "
                    + pin
                    + ", which holds a secret; let its owner alone read it: chmod 600"),
            warnings);
      }
    }

    @Test
    void thatAreNotThereAreNamedByTheirPlace() throws Exception {
      assertEquals(
          "The setting password is in the file " + home.resolve("none") + ", which is missing.",
          refused("{\"file\": \"none\"}"));
      assertEquals(
          "The setting password is in the environment variable NONE, which is not set.",
          refused("{\"env\": \"NONE\"}"));
      file("\n4711", "rw-------");
      assertEquals(
          "The setting password is in the file "
              + home.resolve("pin")
              + ", whose first line is empty.",
          refused("{\"file\": \"pin\"}"));
      assertEquals(
          "The setting password must be a text, {\"file\": \"PATH\"} or {\"env\": \"NAME\"}.",
          refused("{\"vault\": \"4711\"}"));
    }
  }
}
