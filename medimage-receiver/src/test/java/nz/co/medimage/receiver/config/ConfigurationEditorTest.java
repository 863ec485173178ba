package nz.co.medimage.receiver.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.api.spi.FilterProvider;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.receiver.addon.AddOnKind;
import nz.co.medimage.receiver.addon.AddOns;
import nz.co.medimage.testkit.CompiledJar;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationEditorTest {
  private static final String SOURCE =
      """
      package acme;
      import nz.co.medimage.api.spi.*;
      import java.util.List;
      public final class Stamp implements FilterProvider {
        @Override public String id() { return "stamp"; }
        @Override public List<Setting> settings() {
          return List.of(
              Setting.text("password").secret(),
              Setting.text("pin").secret(),
              Setting.text("key").secret(),
              Setting.integer("size").range(1, 9).required(),
              Setting.list("names"),
              Setting.text("mode").oneOf("a", "b"));
        }
        @Override public PhotoFilter create(AddOnContext context) { return null; }
      }
      """;

  @TempDir Path home;
  private Path file;

  @BeforeEach
  void name() {
    file = home.resolve("receiver.json");
  }

  private ConfigurationEditor open() throws IOException {
    return ConfigurationEditor.open(file, List.of(), Map.of("PIN", "4711")::get);
  }

  private ConfigurationEditor open(String json) throws IOException {
    Files.writeString(file, json);
    return open();
  }

  private void installStamp() throws IOException {
    Path folder = Files.createDirectories(home.resolve("addons/stamp"));
    new CompiledJar()
        .source("acme.Stamp", SOURCE)
        .provides(FilterProvider.class, "acme.Stamp")
        .writeTo(folder.resolve("stamp.jar"));
  }

  @Test
  void formShowsWhatIsThereAndNoSecret() throws Exception {
    installStamp();
    ConfigurationEditor editor =
        open(
            "{\"filters\": [{\"add-on\": \"stamp\", \"settings\": {\"password\": \"hush\","
                + " \"pin\": {\"env\": \"PIN\"}, \"key\": {\"file\": \"key.txt\"}, \"size\": 3,"
                + " \"names\": [\"x\", \"y\"], \"mode\": {}}}]}");
    try (AddOns addOns = AddOns.load(home)) {
      AddOnEntry entry = editor.configuration().filters().get(0);
      List<SettingValue> shown = editor.settings(entry, addOns.get(AddOnKind.FILTER, "stamp"));
      assertEquals(
          List.of(
              "password SECRET []",
              "pin ENVIRONMENT [PIN]",
              "key FILE [key.txt]",
              "size TEXT [3]",
              "names TEXT [x, y]",
              "mode OTHER []"),
          shown.stream()
              .map(each -> each.setting().key() + " " + each.kind() + " " + each.texts())
              .toList());
      assertFalse(shown.toString().contains("PIN"), shown::toString);
    }
  }

  @Test
  void formShowsWhatTheReceiverItselfHas() throws Exception {
    ConfigurationEditor editor = open("{\"max-size\": \"20MiB\", \"types\": [\"+png\", \"mov\"]}");
    List<SettingValue> shown =
        editor.settings(
            List.of(Setting.text("name"), Setting.list("types"), Setting.size("max-size")));
    assertEquals(
        List.of("name MISSING []", "types TEXT [+png, mov]", "max-size TEXT [20MiB]"),
        shown.stream()
            .map(each -> each.setting().key() + " " + each.kind() + " " + each.texts())
            .toList());
  }

  @Test
  void everyWrongFieldIsExplained() throws Exception {
    installStamp();
    ConfigurationEditor editor = open("{}");
    AddOnEntry entry = editor.add(ConfigurationPart.FILTERS, "stamp");
    editor.set(entry, Setting.integer("size"), List.of("0"));
    editor.set(entry, Setting.text("mode"), List.of("c"));
    editor.set(entry, Setting.text("colour"), List.of("red"));
    AddOnEntry edited = editor.configuration().filters().get(0);
    try (AddOns addOns = AddOns.load(home)) {
      assertEquals(
          Map.of(
              "size", "The setting size must be from 1 to 9, not 0.",
              "mode", "The setting mode must be one of a, b, not c.",
              "", "There is no setting colour; there are password, pin, key, size, names, mode."),
          edited.faults(addOns));
      editor.set(entry, Setting.text("colour"), List.of());
      editor.set(entry, Setting.text("mode"), List.of());
      editor.set(entry, Setting.integer("size"), List.of());
      assertEquals(
          List.of("size"),
          List.copyOf(editor.configuration().filters().get(0).faults(addOns).keySet()));
    }
    assertEquals("{}", Files.readString(file), "nothing is saved until it is asked for");
  }

  @Test
  void entriesComeAndGo() throws Exception {
    ConfigurationEditor editor = open();
    editor.set(Setting.text("name"), List.of("Room 1"));
    editor.add(ConfigurationPart.SINKS, "folders");
    AddOnEntry second = editor.add(ConfigurationPart.FOLLOW_UPS, "folders");
    assertEquals("folders-2", second.id());
    AddOnEntry check = editor.add(ConfigurationPart.PATIENT_CHECK, "csv");
    editor.setOption(check, Setting.text("when-unavailable"), List.of("wait"));
    editor.save();
    ReceiverConfiguration saved = ReceiverConfiguration.read(file);
    assertEquals(
        "[patient-check csv (csv), sinks[0] folders (folders), follow-ups[0] folders-2 (folders)]",
        saved.addOns().toString());
    assertEquals("wait", saved.patientCheck().orElseThrow().option("when-unavailable").orElse(""));
    assertThrows(
        IllegalStateException.class, () -> editor.add(ConfigurationPart.PATIENT_CHECK, "csv"));
    editor.remove(editor.configuration().patientCheck().orElseThrow());
    editor.remove(editor.configuration().followUps().get(0));
    assertThrows(IllegalArgumentException.class, () -> editor.remove(second));
    editor.save();
    assertEquals(
        "[sinks[0] folders (folders)]", ReceiverConfiguration.read(file).addOns().toString());
  }

  @Test
  void filterOfASinkIsFoundAndRemoved() throws Exception {
    ConfigurationEditor editor =
        open(
            "{\"sinks\": [{\"add-on\": \"a\"}, {\"add-on\": \"a\", \"id\": \"b\","
                + " \"filters\": [{\"add-on\": \"f\"}, {\"add-on\": \"f\", \"id\": \"g\"}]}]}");
    AddOnEntry filter = editor.configuration().sinks().get(1).filters().get(0);
    editor.set(filter, Setting.integer("n"), List.of("7"));
    editor.remove(editor.configuration().sinks().get(1).filters().get(1));
    editor.save();
    assertEquals(
        "{\"sinks\":[{\"add-on\":\"a\"},{\"add-on\":\"a\",\"id\":\"b\","
            + "\"filters\":[{\"add-on\":\"f\",\"settings\":{\"n\":7}}]}]}",
        Files.readString(file).replaceAll("\\s", ""));
  }

  @Test
  void changeOfSomebodyElseIsNotOverwritten() throws Exception {
    ConfigurationEditor editor = open("{\"name\": \"A\"}");
    Files.writeString(file, "{\"name\": \"B\"}");
    editor.set(Setting.text("name"), List.of("C"));
    String sentence = assertThrows(IOException.class, editor::save).getMessage();
    assertEquals(
        file
            + " was changed by somebody else meanwhile, so nothing was saved: look at it again, and"
            + " then make the change.",
        sentence);
    assertEquals("{\"name\": \"B\"}", Files.readString(file));
  }

  @Test
  void whatNobodyCouldReadIsNotSaved() throws Exception {
    ConfigurationEditor editor = open("{\"name\": \"A\"}");
    editor.set(Setting.text("nane"), List.of("C"));
    assertThrows(IOException.class, editor::save);
    assertEquals("{\"name\": \"A\"}", Files.readString(file));
  }

  private void save(String name) throws IOException {
    ConfigurationEditor editor = open();
    editor.set(Setting.text("name"), List.of(name));
    assertTrue(editor.save());
    assertFalse(editor.save());
  }

  private Optional<String> nameThatStarts(String name) throws IOException {
    return ConfigurationEditor.tryOut(
        file,
        () -> {
          String found = Files.exists(file) ? Files.readString(file) : "missing";
          if (!found.contains(name)) {
            throw new IOException("It does not start with " + found.strip().length() + " letters.");
          }
        });
  }

  @Test
  void whatDoesNotStartIsUndone() throws Exception {
    Files.writeString(file, "{\"name\": \"A\"}");
    save("B");
    save("C");
    assertEquals(Optional.of("It does not start with 17 letters."), nameThatStarts("\"A\""));
    assertEquals("{\"name\": \"A\"}", Files.readString(file));
    assertFalse(Files.exists(home.resolve(".receiver.json.previous")));
  }

  @Test
  void whatStartsStays() throws Exception {
    Files.writeString(file, "{\"name\": \"A\"}");
    save("B");
    assertEquals(Optional.empty(), nameThatStarts("\"B\""));
    assertThrows(IOException.class, () -> nameThatStarts("\"A\""), "it is not undone any more");
    assertEquals("B", ReceiverConfiguration.read(file).settings().text("name"));
  }

  @Test
  void whatIsSavedWhileItStartsStaysOnTrial() throws Exception {
    Files.writeString(file, "{\"name\": \"A\"}");
    save("B");
    assertEquals(Optional.empty(), ConfigurationEditor.tryOut(file, () -> save("C")));
    assertTrue(nameThatStarts("\"A\"").isPresent(), "it can still be undone");
    assertEquals("{\"name\": \"A\"}", Files.readString(file));
  }

  @Test
  void whatFailsWithoutASentenceIsNamed() throws Exception {
    Files.writeString(file, "{\"name\": \"A\"}");
    save("B");
    Optional<String> why =
        ConfigurationEditor.tryOut(
            file,
            () -> {
              if (Files.readString(file).contains("\"B\"")) {
                throw new IllegalStateException();
              }
            });
    assertEquals(Optional.of("java.lang.IllegalStateException"), why);
  }

  @Test
  void whatIsNotTheReasonStays() throws Exception {
    Files.writeString(file, "{\"name\": \"A\"}");
    save("B");
    assertThrows(IOException.class, () -> nameThatStarts("\"C\""));
    assertEquals("B", ReceiverConfiguration.read(file).settings().text("name"));
    assertEquals(
        Optional.of("It does not start with 17 letters."),
        nameThatStarts("\"A\""),
        "it is still on trial");
  }

  @Test
  void fileThatWasNotThereIsUndoneToo() throws Exception {
    save("A");
    assertTrue(nameThatStarts("missing").isPresent());
    assertFalse(Files.exists(file));
  }

  @Test
  void laterChangeByAPersonIsNotUndone() throws Exception {
    Files.writeString(file, "{\"name\": \"A\"}");
    save("B");
    Files.writeString(file, "{\"name\": \"By hand\"}");
    assertThrows(IOException.class, () -> nameThatStarts("\"A\""));
    assertEquals("{\"name\": \"By hand\"}", Files.readString(file));
  }

  /** The process may be killed between any two writes. */
  @Test
  void killBetweenTwoWritesLosesNothing() throws Exception {
    String old = "{\"name\": \"A\"}";
    Files.writeString(file, old);
    save("B");
    String changed = Files.readString(file);
    Path note = home.resolve(".receiver.json.previous");
    byte[] noted = Files.readAllBytes(note);
    for (String at : List.of(old, changed)) { // before the save, after it, in mid-undo
      for (String starts : List.of("\"A\"", "\"B\"")) {
        Files.writeString(file, at);
        Files.write(note, noted);
        if (at.equals(old) && starts.equals("\"B\"")) {
          assertThrows(IOException.class, () -> nameThatStarts(starts));
        } else {
          boolean isToBeTold = at.equals(old) || starts.equals("\"A\"");
          assertEquals(isToBeTold, nameThatStarts(starts).isPresent());
          assertEquals(starts.equals("\"A\"") ? old : changed, Files.readString(file));
        }
      }
    }
  }

  @Test
  void ownerAloneReadsTheFileAndWhatWasBefore() throws Exception {
    ConfigurationEditor editor = open("{\"name\": \"A\"}");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    editor.set(Setting.text("name"), List.of("B"));
    editor.save();
    for (Path each : List.of(file, home.resolve(".receiver.json.previous"))) {
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(each)));
    }
  }

  @Test
  void linkStaysOne() throws Exception {
    Path real = Files.writeString(home.resolve("real.json"), "{\"name\": \"A\"}");
    Files.createSymbolicLink(file, real);
    ConfigurationEditor editor = open();
    editor.set(Setting.text("name"), List.of("B"));
    editor.save();
    assertTrue(Files.isSymbolicLink(file));
    assertEquals("B", ReceiverConfiguration.read(real).settings().text("name"));
    assertTrue(nameThatStarts("\"A\"").isPresent());
    assertEquals("{\"name\": \"A\"}", Files.readString(real));
    assertTrue(Files.isSymbolicLink(file));
  }
}
