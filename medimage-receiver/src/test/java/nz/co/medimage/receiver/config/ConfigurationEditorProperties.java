package nz.co.medimage.receiver.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.api.spi.Settings;

/** Whatever is in a configuration stays, and whatever is set is what a receiver reads. */
final class ConfigurationEditorProperties {
  private Path folder;
  private Path file;

  @BeforeTry
  void make() throws IOException {
    folder = Files.createTempDirectory("editor");
    file = folder.resolve("receiver.json");
  }

  @AfterTry
  void delete() throws IOException {
    DurableFiles.deleteTree(folder);
  }

  private ConfigurationEditor open() throws IOException {
    return ConfigurationEditor.open(file, List.of());
  }

  /** JSON that a person may have in the settings of an add-on, numbers with any digits. */
  @Provide
  Arbitrary<String> values() {
    Arbitrary<String> leaf =
        Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(12).map(ConfigurationEditorProperties::quoted),
            Arbitraries.of("true", "false", "null", "-0", "1E+400", "0.10", "-3.5e-7"),
            Arbitraries.bigIntegers().map(Object::toString));
    return Arbitraries.recursive(
        () -> leaf,
        inner ->
            Arbitraries.oneOf(
                inner.list().ofMaxSize(3).map(list -> "[" + String.join(",", list) + "]"),
                Arbitraries.maps(Arbitraries.strings().ofMaxLength(5), inner)
                    .ofMaxSize(3)
                    .map(ConfigurationEditorProperties::object)),
        0,
        3);
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.chars().forEach(c -> out.append(String.format("\\u%04x", c)));
    return out.append('"').toString();
  }

  private static String object(Map<String, String> members) {
    List<String> all = new ArrayList<>();
    members.forEach((key, value) -> all.add(quoted(key) + ":" + value));
    return "{" + String.join(",", all) + "}";
  }

  private static String document(String settings) {
    return "{\"sinks\": [{\"add-on\": \"a\", \"settings\": {\"kept\": "
        + settings
        + "}}], \"name\": \"Room 1\"}";
  }

  @Property(tries = 100)
  void nothingChangesThatIsNotSet(@ForAll("values") String value) throws Exception {
    String text = document(value.contains("1E+400") ? "\"" + value.length() + "\"" : value);
    Files.writeString(file, text);
    ConfigurationEditor untouched = open();
    untouched.save();
    assertEquals(text, Files.readString(file));

    ConfigurationEditor editor = open();
    editor.set(Setting.text("name"), List.of("Room 2"));
    editor.save();
    Map<String, Object> wanted =
        new LinkedHashMap<>(JsonTree.parse(JsonDocument.text(bytes(text))));
    wanted.put("name", "Room 2");
    Map<String, Object> saved = JsonTree.parse(Files.readString(file));
    assertEquals(wanted, saved);
    assertEquals(List.copyOf(wanted.keySet()), List.copyOf(saved.keySet()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Property(tries = 100)
  void whatIsTypedIsWhatIsRead(@ForAll("typed") List<Map.Entry<Setting, List<String>>> edits)
      throws Exception {
    Files.writeString(file, document("{}"));
    ConfigurationEditor editor = open();
    AddOnEntry entry = editor.add(ConfigurationPart.FOLLOW_UPS, "b");
    Map<String, List<String>> meant = new LinkedHashMap<>();
    for (Map.Entry<Setting, List<String>> each : edits) {
      editor.set(entry, each.getKey(), each.getValue());
      meant.put(each.getKey().key(), each.getValue());
    }
    editor.save();
    Map<String, Object> read = new LinkedHashMap<>();
    ReceiverConfiguration.read(file).followUps().get(0).values().forEach(read::put);
    for (Map.Entry<Setting, List<String>> each : edits) {
      List<String> texts = meant.get(each.getKey().key());
      Map<String, Object> one = new LinkedHashMap<>(read);
      one.keySet().retainAll(List.of(each.getKey().key()));
      assertEquals(texts.isEmpty(), one.isEmpty());
      Settings settings = Settings.of(List.of(each.getKey()), one, folder.toAbsolutePath());
      if (!texts.isEmpty()) {
        Object value =
            switch (each.getKey().type()) {
              case INTEGER -> List.of(Long.toString(settings.integer("i")));
              case BOOLEAN -> List.of(Boolean.toString(settings.flag("b")));
              case LIST -> settings.list("l");
              default -> List.of(settings.text("t"));
            };
        assertEquals(texts, value);
      }
    }
    assertTrue(read.keySet().size() <= 4);
  }

  @Provide
  Arbitrary<List<Map.Entry<Setting, List<String>>>> typed() {
    Arbitrary<String> text = Arbitraries.strings().ofMinLength(1).ofMaxLength(20);
    return Arbitraries.oneOf(
            Arbitraries.longs()
                .between(-(1L << 50), 1L << 50)
                .map(number -> Map.entry(Setting.integer("i"), List.of(Long.toString(number)))),
            Arbitraries.of("true", "false")
                .map(flag -> Map.entry(Setting.flag("b"), List.of(flag))),
            text.list().ofMaxSize(3).map(list -> Map.entry(Setting.list("l"), list)),
            text.map(one -> Map.entry(Setting.text("t"), List.of(one))),
            Arbitraries.just(Map.entry(Setting.text("t"), List.<String>of())))
        .list()
        .ofMaxSize(6);
  }
}
