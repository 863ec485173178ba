package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.spi.SinkProvider;
import nz.co.medimage.testkit.CompiledJar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A jar of a sink that is built outside of this build, dropped into a home and used by the command.
 */
@Timeout(120)
class AddonsTest {
  private static final String ARCHIVE =
      """
      package com.example.archive;
      import java.io.IOException;
      import java.nio.file.*;
      import java.util.List;
      import nz.co.medimage.api.SinkReference;
      import nz.co.medimage.api.spi.*;
      public class ArchiveSinkProvider implements SinkProvider {
        public String id() { return "archive"; }
        public String displayName() { return "Example archive"; }
        public List<Setting> settings() {
          return List.of(
              Setting.path("to").required().help("Where the archive lies."),
              Setting.text("password").secret().help("Its password."),
              Setting.integer("copies").range(1, 3).defaultValue("2").help("How many."));
        }
        public Sink create(AddOnContext context) {
          Path to = context.settings().path("to");
          return new Sink() {
            public String id() { return context.id(); }
            public SinkReference write(StagedPhoto photo) throws IOException {
              Files.createDirectories(to);
              Path file = to.resolve(photo.id().envelope() + ".jpg");
              Files.copy(photo.file(), file, StandardCopyOption.REPLACE_EXISTING);
              return new SinkReference(context.id(), file.getFileName().toString());
            }
          };
        }
      }
      """;

  @TempDir Path folder;

  private Path home() {
    return folder.resolve("pc");
  }

  private Path dropIn() throws IOException {
    return new CompiledJar()
        .source("com.example.archive.ArchiveSinkProvider", ARCHIVE)
        .provides(SinkProvider.class, "com.example.archive.ArchiveSinkProvider")
        .attribute("Implementation-Version", "1.2")
        .attribute("Implementation-Vendor", "Example Ltd")
        .writeTo(home().resolve("addons").resolve("archive").resolve("archive.jar"));
  }

  private Path configure(String json) throws IOException {
    Files.createDirectories(home());
    return Files.writeString(home().resolve("receiver.json"), json.replace('\'', '"'));
  }

  private Run addons(Object... more) {
    return Run.of(Stream.concat(Stream.of("addons", "--home", home()), Stream.of(more)).toArray());
  }

  private static String line(Run run, String beginning) {
    return run.out().lines().filter(each -> each.startsWith(beginning)).findFirst().orElse("");
  }

  @Test
  void sinkInAJarGetsPhotosUntilItIsRemoved() throws Exception {
    dropIn();
    configure(
        "{'port': 0, 'name': 'Room 1', 'sinks': ["
            + " {'add-on': 'folders', 'settings': {'to': '../patients'}},"
            + " {'add-on': 'archive', 'settings': {'to': '../archive'}}]}");
    String port;
    try (Practice practice = Practice.with(folder)) {
      port = practice.port();
      Run paired = practice.pair(practice.code());
      assertEquals(Medimage.OK, paired.exit(), paired.err());
      Run sent = practice.send(practice.photo(), "--tag", "#P arm");
      assertEquals(Medimage.OK, sent.exit(), sent.err());
      assertEquals(practice.filed("P").get(0), Path.of(practice.await("Delivered (/.*|[A-Z]:.*)")));
      String archived = practice.await("Delivered archive (.*)");
      assertArrayEquals(
          Files.readAllBytes(practice.photo()),
          Files.readAllBytes(folder.resolve("archive").resolve(archived)));
      assertTrue(practice.atPhone("pairings").out().startsWith("Room 1 (since "));
      assertTrue(line(addons(), "sink  archive  ").endsWith("  in use: sinks[1]"), "beside it");
    }
    DurableFiles.deleteTree(home().resolve("addons").resolve("archive"));
    configure("{'port': " + port + ", 'to': '../patients'}");
    try (Practice practice = Practice.with(folder)) {
      Run sent = practice.send(practice.photo(), "--tag", "#Q arm");
      assertEquals(Medimage.OK, sent.exit(), sent.err());
      assertEquals(1, practice.filed("Q").size());
    }
    assertEquals("", line(addons(), "sink  archive"));
  }

  /** What it filed is known to the same sink, however it was set up. */
  @Test
  void folderSinkOfToAndOfTheConfigurationIsOne() throws Exception {
    Path state = home().resolve("sinks").resolve("folders");
    String port;
    try (Practice practice = Practice.paired(folder)) {
      port = practice.port();
      practice.send(practice.photo(), "--tag", "#P arm");
      assertEquals(1, practice.filed("P").size());
    }
    assertTrue(Files.isDirectory(state));
    configure("{'sinks': [{'add-on': 'folders', 'settings': {'to': '../patients'}}]}");
    try (Practice practice = Practice.with(folder, "--port", port)) {
      Run sent = practice.send(practice.photo(), "--tag", "#Q arm");
      assertEquals(Medimage.OK, sent.exit(), sent.err());
      assertEquals(1, practice.filed("Q").size());
    }
    try (Stream<Path> states = Files.list(home().resolve("sinks"))) {
      assertEquals(List.of(state), states.toList());
    }
  }

  @Test
  void listsWhatThereIsAndWhatIsWrong() throws Exception {
    dropIn();
    Files.createDirectories(home().resolve("addons").resolve("empty"));
    configure(
        "{'sinks': [{'add-on': 'archive', 'settings': {'tu': 'x'}}],"
            + " 'follow-ups': [{'add-on': 'none'}]}");
    Run run = addons();
    Path place = home().resolve("addons");
    assertEquals(
        "sink  archive  1.2  Example Ltd  " + place.resolve("archive") + "  in use: sinks[0]",
        line(run, "sink  archive"));
    assertTrue(run.out().contains("    settings: to (required), password, copies"), run::out);
    assertTrue(line(run, "sink  folders").endsWith("  available"), run::out);
    assertEquals(
        "skipped  empty  " + place.resolve("empty") + "  There is no jar in it.",
        line(run, "skipped"));
    assertEquals(Medimage.USAGE, run.exit());
    String file = "medimage: " + home().resolve("receiver.json");
    List<String> said = run.err().lines().toList();
    assertEquals(file + ", sinks[0]: There is no setting tu; did you mean to?", said.get(0));
    assertTrue(
        said.get(1).startsWith(file + ", follow-ups[0]: There is no sink add-on none;"),
        said::toString);
  }

  @Test
  void takesTheFileThatReceiveTakes() throws Exception {
    dropIn();
    Path json = folder.resolve("pc.json");
    Files.writeString(
        json,
        "{'port': 5711, 'sinks': [{'add-on': 'archive', 'settings': {'to': 'x'}}]}"
            .replace('\'', '"'));
    Run run = addons("--config", json);
    assertEquals("", run.err());
    assertTrue(line(run, "sink  archive").endsWith("  in use: sinks[0]"), run::out);
    Path lines = Files.writeString(folder.resolve("pc.conf"), "port = 5711");
    assertTrue(line(addons("--config", lines), "sink  archive").endsWith("  available"));
  }

  @Test
  void explainsOneWithAnExampleThatIsTaken() throws Exception {
    dropIn();
    Run run = addons("--explain", "archive");
    assertEquals(Medimage.OK, run.exit(), run.err());
    assertEquals(
        """
        Example archive: sink add-on archive 1.2
          to (path, required) Where the archive lies.
          password (text, secret) Its password.
          copies (integer, from 1 to 3, default 2) How many.
        In receiver.json, in sinks or follow-ups:
        {
          "add-on": "archive",
          "settings": {
            "to": "folder-or-file",
            "password": {
              "env": "ARCHIVE_PASSWORD"
            },
            "copies": 2
          }
        }
        """,
        run.out().replace(System.lineSeparator(), "\n"));
    String example = run.out().substring(run.out().indexOf('{')).replaceAll("\"password.*?},", "");
    configure("{'sinks': [" + run.out().substring(run.out().indexOf('{')) + "]}");
    assertTrue(addons().err().contains("ARCHIVE_PASSWORD, which is not set."));
    configure("{'sinks': [" + example.replaceAll("(?s)\"password.*?},", "") + "]}");
    assertEquals("", addons().err());
  }

  @Test
  void explainsAllThatAreShipped() throws Exception {
    Run list = addons();
    assertEquals(
        "medimage: there is no folder "
            + home()
            + "; 'receive' makes it, or you do, for add-ons in "
            + home().resolve("addons")
            + System.lineSeparator(),
        list.err());
    assertEquals(Medimage.USAGE, list.exit(), list.err());
    for (String line : list.out().lines().filter(each -> !each.startsWith(" ")).toList()) {
      String id = line.split(" {2}", -1)[1];
      assertTrue(addons("--explain", id).out().contains("\"add-on\": \"" + id + "\""), line);
    }
    assertEquals(
        "medimage: there is no add-on resiez; did you mean resize?" + System.lineSeparator(),
        addons("--explain", "resiez").err());
    Run unknown = addons("--explain", "none");
    assertEquals(
        "medimage: there is no add-on none; 'medimage addons --home "
            + home()
            + "' lists those that there are"
            + System.lineSeparator(),
        unknown.err());
    assertFalse(Files.exists(home()), "it only looks");
  }

  @Test
  void jsonHasAnObjectForEach() throws Exception {
    dropIn();
    String sink =
        addons("--json")
            .out()
            .lines()
            .filter(each -> each.contains("\"archive\""))
            .findFirst()
            .get();
    assertTrue(
        sink.startsWith("{\"event\":\"add-on\",\"kind\":\"sink\",\"id\":\"archive\","), sink);
    assertTrue(
        sink.contains(
            "{\"key\":\"to\",\"type\":\"path\",\"required\":true,\"secret\":false,"
                + "\"help\":\"Where the archive lies.\"}"),
        sink);
    String example = addons("--json", "--explain", "archive").out();
    assertTrue(example.contains("\"name\":\"Example archive\",\"version\":\"1.2\","), example);
    assertTrue(example.contains("\"default\":\"2\",\"least\":1,\"most\":3,"), example);
    assertTrue(addons("--json", "--explain", "resize").out().contains("\"choices\":[\"beside\","));
    assertTrue(
        example.contains("\"example\":{\"add-on\":\"archive\",\"settings\":{\"to\":"), example);
  }

  @Test
  void receiveSaysWhatIsWrongInItsFile() throws Exception {
    Path file = configure("{'prot': 0}");
    assertRefused(file + ": There is no setting prot; did you mean port? Try 'medimage --help'.");
    configure("{'port': 0, 'no-console': true}");
    assertRefused("say where photos go: with --to DIR, or with sinks in " + file);
    configure("{'sinks': [{'add-on': 'none'}]}");
    Run run = receive();
    assertTrue(
        run.err().startsWith("medimage: " + file + ", sinks[0]: There is no sink add-on none;"),
        run.err());
    configure("{'sinks': [{'add-on': 'folders', 'settings': {'to': 'a'}}]}");
    assertRefused(
        "--to makes the sink folders, and so does sinks[0] in "
            + file
            + ": leave out one, or give that in the file another \"id\"",
        "--to",
        folder.resolve("b"));
  }

  private Run receive(Object... more) {
    return Run.of(
        Stream.concat(
                Stream.of("receive", "--home", home(), "--address", "127.0.0.1", "--no-discovery"),
                Stream.of(more))
            .toArray());
  }

  private void assertRefused(String sentence, Object... more) {
    Run run = receive(more);
    assertEquals("medimage: " + sentence + System.lineSeparator(), run.err());
    assertEquals(Medimage.USAGE, run.exit());
  }
}
