package nz.co.medimage.sink.practice.internal.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProfileTest {
  private static final String SQL = "{'kind': 'sql', 'connection': {'url': 'jdbc:x'}, %s}";

  @TempDir private Path folder;

  private Path write(String name, String json) throws IOException {
    return Files.writeString(folder.resolve(name), json.replace('\'', '"'));
  }

  private Profile read(String json) throws IOException {
    return Profile.read(write("own.json", json), Map.of("KEY", "from the environment")::get);
  }

  private Profile sql(String rest) throws IOException {
    return read(String.format(SQL, rest));
  }

  private void assertFails(String sentence, String json) {
    IOException e = assertThrows(IOException.class, () -> read(json));
    assertEquals(folder.resolve("own.json") + ": " + sentence, e.getMessage());
  }

  @Test
  void shippedProfileNeedsItsValuesOnly() throws IOException {
    Profile profile =
        read(
            "{'extends': 'sql-example', 'values': {'url': 'jdbc:x', 'user': 'me',"
                + " 'password': {'env': 'KEY'}, 'root': 'M:\\\\attachments'}}");
    assertEquals("SQL example", profile.name());
    assertEquals(Profile.Kind.SQL, profile.kind());
    ProfileNode connection = profile.root().node("connection");
    assertEquals("jdbc:x", connection.text("url"));
    assertEquals(Optional.of("from the environment"), connection.secret("password"));
    assertEquals("M:\\attachments", profile.root().node("photo").node("path").text("root"));
    assertTrue(profile.values().isSecret("password"));
    assertFalse(profile.values().isSecret("url"));
  }

  @Test
  void missingValueNamesItselfAndItsHelp() {
    assertFails(
        "values.password: is missing (The password of that user.)",
        "{'extends': 'sql-example', 'values': {'url': 'jdbc:x', 'user': 'me', 'root': 'M:'}}");
  }

  @Test
  void valueThatNobodyDescribedIsRefusedWithTheNearest() {
    assertFails(
        "values: there is no value pasword; did you mean password?",
        "{'extends': 'sql-example', 'values': {'pasword': 'x'}}");
  }

  @Test
  void profileOfItsOwnGivesWhatItLikes() throws IOException {
    Profile profile = sql("'values': {'staff': 'NURSE', 'desk': 3.0, 'rate': 1.5, 'on': true}");
    assertEquals(Optional.of("NURSE"), profile.values().find("staff"));
    assertEquals(Optional.of("3"), profile.values().find("desk"));
    assertEquals(Optional.of("1.5"), profile.values().find("rate"));
    assertEquals(Optional.of("true"), profile.values().find("on"));
  }

  @Test
  void valueThatSaysSomethingOfThePhotoIsRefused() {
    assertFails(
        "values.patient: this name says something of the photo; choose another one",
        String.format(SQL, "'values': {'patient': '4711'}"));
  }

  @Test
  void secretsComeFromFilesBesideTheProfile() throws IOException {
    Files.writeString(folder.resolve("password.txt"), "s3cret\nnot this\n");
    Profile profile = sql("'values': {'password': {'file': 'password.txt'}}");
    assertEquals(Optional.of("s3cret"), profile.values().find("password"));
    assertTrue(profile.values().isSecret("password"));
    assertFalse((profile + " " + profile.values() + profile.root()).contains("s3cret"));
  }

  @Test
  void secretThatIsNotThereIsNamedByItsPlace() {
    assertFails(
        "values.password: the file gone.txt is missing",
        String.format(SQL, "'values': {'password': {'file': 'gone.txt'}}"));
    assertFails(
        "values.password: the environment variable GONE is not set",
        String.format(SQL, "'values': {'password': {'env': 'GONE'}}"));
  }

  @Test
  void extendingFileReplacesKeysAndMergesObjects() throws IOException {
    write(
        "base.json",
        "{'kind': 'sql', 'name': 'Base', 'connection': {'url': 'jdbc:x', 'password':"
            + " {'file': 'a'}}, 'photo': {'insert': ['a', 'b'], 'once': {'column-query': 'q'}}}");
    Profile profile =
        read(
            "{'extends': 'base.json', 'connection': {'password': {'env': 'KEY'}}, 'photo':"
                + " {'insert': 'c', 'once': {'column-query': null, 'ledger': 'L'}}}");
    ProfileNode root = profile.root();
    assertEquals("Base", profile.name());
    assertEquals("jdbc:x", root.node("connection").text("url"));
    assertEquals(Optional.of("from the environment"), root.node("connection").secret("password"));
    assertEquals(List.of("c"), root.node("photo").texts("insert"));
    assertFalse(root.node("photo").node("once").has("column-query"));
    assertEquals("L", root.node("photo").node("once").text("ledger"));
  }

  @Test
  void circleOfProfilesIsRefused() throws IOException {
    write("a.json", "{'extends': 'own.json'}");
    assertFails(
        "extends: the profiles extend each other in a circle, or too many times",
        "{'extends': 'a.json'}");
  }

  @Test
  void unknownProfileIsRefusedWithTheNearest() {
    assertFails(
        "extends: there is no shipped profile sql-exmple; did you mean sql-example?",
        "{'extends': 'sql-exmple'}");
  }

  @Test
  void unknownKeyIsRefusedWithTheNearest() throws IOException {
    assertFails(
        "pation: there is no key pation; did you mean patient?",
        String.format(SQL, "'pation': {}"));
    ProfileNode photo =
        sql("'about': 'x', 'photo': {'insrt': 'x', 'about': 'y'}").root().node("photo");
    photo.has("insert");
    IOException e = assertThrows(IOException.class, photo::done);
    assertTrue(
        e.getMessage().endsWith("photo.insrt: there is no key insrt; did you mean insert?"),
        e.getMessage());
  }

  @Test
  void typesAreThoseOfTheReceiversConfiguration() throws IOException {
    ProfileNode photo =
        sql("'values': {'wait': '30s'}, 'photo': {'wait': '{{wait}}', 'max': '1MiB', 'n': 3,"
                + " 'on': true, 'bad': 'soon', 'list': [{'a': 'x'}, {'a': 'y'}]}")
            .root()
            .node("photo");
    assertEquals(Duration.ofSeconds(30), photo.duration("wait", Duration.ZERO));
    assertEquals(1 << 20, photo.size("max", 0));
    assertEquals(3, photo.integer("n", 0, 1, 9));
    assertTrue(photo.flag("on", false));
    assertEquals("y", photo.nodes("list").get(1).text("a"));
    assertEquals("photo.list[1]", photo.nodes("list").get(1).place());
    IOException e = assertThrows(IOException.class, () -> photo.duration("bad", Duration.ZERO));
    assertTrue(
        e.getMessage()
            .endsWith("photo.bad: must be a time such as 500ms, 30s, 15m, 2h or 7d, not soon"),
        e.getMessage());
  }

  @Test
  void templatesKeepTheirPlaceholders() throws IOException {
    ProfileNode photo =
        sql("'photo': {'body': '{{id:json}}', 'more': {'a': '{{b}}'}}").root().node("photo");
    assertEquals("{{id:json}}", photo.template("body"));
    assertEquals(Map.of("a", "{{b}}"), photo.templates("more"));
    IOException e = assertThrows(IOException.class, () -> photo.text("body"));
    assertTrue(e.getMessage().endsWith("photo.body: there is no value id:json, nor any other"));
  }

  @Test
  void filesThatAreNoProfileSaySo() throws IOException {
    assertFails("a profile is one JSON object, which begins with {", "[]");
    assertFails("kind: is missing", "{}");
    assertFails("kind: there is no choice sqll; did you mean sql?", "{'kind': 'sqll'}");
    assertFails(
        "this is no valid JSON near line 2: look for a comma, a quote or a bracket that is missing"
            + " or one too many",
        "{'kind': 'sql'\n 'name': 'x'}");
    assertFails(
        "this is no valid JSON near line 1: it ends too early; is a bracket missing?",
        "{'kind': 'sql'");
    assertFails("kind is there twice in one object", "{'kind': 'sql', 'kind': 'web'}");
    assertFails("the JSON is nested too deep", "{'kind': " + "[".repeat(300));
    Path own = folder.resolve("own.json");
    Files.write(own, new byte[(1 << 20) + 1]);
    assertEquals(
        own + ": a profile has at most 1 MiB",
        assertThrows(IOException.class, () -> Profile.read(own)).getMessage());
    Files.write(own, "{\"name\": \"Ä\"}".getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(
        own + ": the file must be saved as UTF-8",
        assertThrows(IOException.class, () -> Profile.read(own)).getMessage());
    assertEquals(
        folder + ": is no file",
        assertThrows(IOException.class, () -> Profile.read(folder)).getMessage());
    Files.delete(own);
    assertEquals(
        own + ": there is no such file",
        assertThrows(IOException.class, () -> Profile.read(own)).getMessage());
  }

  @Test
  void shippedProfilesAreThoseInTheFolder() throws IOException {
    for (String name : ShippedProfiles.names()) {
      assertFalse(ShippedProfiles.read(name).isEmpty(), name);
    }
    assertEquals(ShippedProfiles.names().stream().sorted().toList(), ShippedProfiles.names());
  }
}
