package nz.co.medimage.sink.practice.internal.profile;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever a file holds, reading it gives a profile or one sentence. */
final class ProfileProperties {
  private static Path file = Path.of("");

  @BeforeContainer
  static void makeFile() throws IOException {
    file = Files.createTempFile("profile", ".json");
  }

  @AfterContainer
  static void removeFile() throws IOException {
    Files.deleteIfExists(file);
  }

  @Property(tries = 300)
  void anyBytes(@ForAll byte[] bytes) {
    try {
      ProfileJson.read("x.json", new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      assertTrue(e.getMessage().startsWith("x.json: "), e.getMessage());
    }
  }

  @Property(tries = 400)
  void anyJson(@ForAll("profiles") String json) throws IOException {
    Files.writeString(file, json);
    try {
      Profile profile = Profile.read(file, Map.<String, String>of()::get);
      ProfileNode root = profile.root();
      for (String key : root.keys()) {
        read(root, key);
      }
    } catch (IOException e) {
      assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
    }
  }

  private static void read(ProfileNode node, String key) throws IOException {
    for (Read each : Read.values()) {
      try {
        each.of(node, key);
      } catch (IOException e) {
        assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
      }
    }
    for (ProfileNode inner : node.nodes(key)) {
      for (String name : inner.keys()) {
        read(inner, name);
      }
    }
  }

  private enum Read {
    TEXT,
    TEMPLATE,
    TEMPLATES,
    SECRET,
    TEXTS,
    PATHS;

    void of(ProfileNode node, String key) throws IOException {
      switch (this) {
        case TEXT -> node.text(key);
        case TEMPLATE -> node.template(key);
        case TEMPLATES -> node.templates(key);
        case SECRET -> node.secret(key);
        case TEXTS -> node.texts(key);
        case PATHS -> node.paths(key);
      }
    }
  }

  @Provide
  Arbitrary<String> profiles() {
    Arbitrary<String> key =
        Arbitraries.of(
            "kind",
            "name",
            "extends",
            "values",
            "patient",
            "photo",
            "test",
            "connection",
            "env",
            "file",
            "default",
            "secret",
            "required",
            "help",
            "a",
            "A b",
            "");
    Arbitrary<String> leaf =
        Arbitraries.oneOf(
            Arbitraries.of(
                "\"sql\"",
                "\"web\"",
                "\"sql-example\"",
                "null",
                "true",
                "1",
                "1.5",
                "1e400",
                "-0",
                "\"{{a}}\"",
                "\"{{\"",
                "\"\\u0000\"",
                "\"x.json\"",
                "{}",
                "[]",
                "[null]"),
            Arbitraries.strings().alpha().ofMaxLength(5).map(text -> "\"" + text + "\""));
    Arbitrary<String> value =
        Arbitraries.recursive(
            () -> leaf,
            inner ->
                Arbitraries.oneOf(
                    object(key, inner),
                    inner.list().ofMaxSize(3).map(all -> "[" + String.join(",", all) + "]")),
            0,
            3);
    return object(key, value)
        .map(json -> json.equals("{}") ? json : "{\"kind\":\"sql\"," + json.substring(1));
  }

  private static Arbitrary<String> object(Arbitrary<String> key, Arbitrary<String> value) {
    return Arbitraries.maps(key, value)
        .ofMaxSize(4)
        .map(
            map ->
                map.entrySet().stream()
                    .map(each -> "\"" + each.getKey() + "\":" + each.getValue())
                    .collect(Collectors.joining(",", "{", "}")));
  }
}
