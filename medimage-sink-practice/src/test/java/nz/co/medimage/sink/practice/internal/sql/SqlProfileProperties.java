package nz.co.medimage.sink.practice.internal.sql;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever the sections of a profile hold, the sink and the check are made, or one sentence is. */
final class SqlProfileProperties {
  private static Path file = Path.of("");

  @BeforeContainer
  static void makeFile() throws IOException {
    file = Files.createTempFile("profile", ".json");
  }

  @AfterContainer
  static void removeFile() throws IOException {
    Files.deleteIfExists(file);
  }

  @Property(tries = 400)
  void anySections(
      @ForAll("objects") String connection,
      @ForAll("objects") String patient,
      @ForAll("objects") String photo)
      throws IOException {
    Files.writeString(
        file,
        "{\"kind\": \"sql\", \"connection\": %s, \"patient\": %s, \"photo\": %s}"
            .formatted(connection, patient, photo));
    try {
      PracticeForTests.sink(file).close();
    } catch (IOException e) {
      assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
    }
    try {
      PracticeForTests.check(file).close();
    } catch (IOException e) {
      assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
    }
  }

  @Provide
  Arbitrary<String> objects() {
    Arbitrary<String> key =
        Arbitraries.of(
            List.of(
                "url",
                "user",
                "password",
                "driver",
                "driver-jars",
                "properties",
                "timeout",
                "query",
                "id",
                "match",
                "capitals",
                "ids",
                "active",
                "column",
                "values",
                "family",
                "insert",
                "once",
                "ledger",
                "column-query",
                "reference",
                "generated-key",
                "files",
                "path",
                "sink",
                "root",
                "about"));
    Arbitrary<String> leaf =
        Arbitraries.of(
            "\"jdbc:h2:mem:\"",
            "\"SELECT :id\"",
            "\"INSERT :patient, :content\"",
            "\"A\"",
            "\"?\"",
            "\"SELECT :photo\"",
            "\"small\"",
            "\"M:\\\\x\"",
            "\"nhi\"",
            "\"'\"",
            "\"\"",
            "true",
            "30",
            "null",
            "[]",
            "{\"env\": \"GONE\"}");
    Arbitrary<String> value =
        Arbitraries.recursive(
            () -> leaf,
            inner ->
                Arbitraries.oneOf(
                    object(key, inner),
                    inner
                        .list()
                        .ofMaxSize(3)
                        .map(each -> String.join(",", each))
                        .map(all -> "[" + all + "]")),
            0,
            2);
    return object(key, value);
  }

  private static Arbitrary<String> object(Arbitrary<String> key, Arbitrary<String> value) {
    return Arbitraries.maps(key, value).ofMaxSize(6).map(SqlProfileProperties::json);
  }

  private static String json(Map<String, String> map) {
    return map.entrySet().stream()
        .map(each -> "\"" + each.getKey() + "\":" + each.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }
}
