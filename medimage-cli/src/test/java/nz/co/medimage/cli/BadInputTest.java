package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import nz.co.medimage.runtime.Home;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BadInputTest {
  @TempDir Path folder;

  private void refused(String sentence, Object... args) {
    Run run = Run.of(args);
    assertEquals("medimage: " + sentence + System.lineSeparator(), run.err());
    assertEquals(Medimage.USAGE, run.exit());
    assertEquals("", run.out());
  }

  /** The home of a phone that is not paired yet. */
  private Path phone() throws IOException {
    return Home.open(folder.resolve("phone"), Home.Kind.SENDER).folder();
  }

  @Test
  void noCommandListsThem() {
    refused(
        "Say what to do: demo, receive, console, relay, pair, send, outbox, pairings, deliveries, addons, practice, doctor."
            + " Try 'medimage --help'.");
  }

  @Test
  void unknownCommand() {
    refused("There is no command 'recieve'. Try 'medimage --help'.", "recieve", "--home", "pc");
  }

  @Test
  void settlingWhatIsNotInDoubt() throws IOException {
    Path home = Home.open(folder.resolve("pc"), Home.Kind.RECEIVER).folder();
    String id = "01890a5d-ac96-774b-bcce-b302099a8057";
    refused(
        "--settle takes ID and 'filed' or 'missing', not 'maybe'",
        "deliveries",
        "--home",
        home,
        "--settle",
        id,
        "maybe");
    refused(
        "no photo here has the id " + id, "deliveries", "--home", home, "--settle", id, "filed");
    refused(
        "no photo here has the id " + id,
        "deliveries",
        "--home",
        home,
        "--settle",
        id,
        "missing",
        "--sink",
        "ehr");
  }

  @Test
  void demoOfAMissingFile() {
    Path missing = folder.resolve("missing.jpg");
    refused(missing + ": there is no such file", "demo", missing);
  }

  @Test
  void demoOfAnEmptyFile() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty.jpg"));
    refused(empty + " is empty", "demo", empty);
  }

  @Test
  void sendOfAMissingFile() throws IOException {
    Path missing = folder.resolve("missing.jpg");
    refused(
        missing + ": there is no such file",
        "send",
        missing,
        "--tag",
        "x",
        "--home",
        phone(),
        "--no-discovery");
  }

  @Test
  void sendOfAnEmptyFile() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty.jpg"));
    refused(empty + " is empty", "send", empty, "--tag", "x", "--home", phone(), "--no-discovery");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "../../etc|A tag can hold letters, digits and signs such as - _ . , ' ( ) + &, but not '/'.",
        "#..|A folder in a tag cannot be '..' or end in a dot.",
        "#CON|A folder in a tag cannot be CON, PRN, AUX, NUL, COM1 or the like: Windows reserves them.",
        "😀|A tag can hold letters, digits and signs such as - _ . , ' ( ) + &, but not"
            + " U+1F600 (GRINNING FACE).",
        "#|A # in a tag must be followed by the name of a folder."
      })
  void tagsThatCannotBe(String tag, String sentence) throws IOException {
    Path file = Files.write(folder.resolve("a.jpg"), new byte[] {1});
    refused(sentence, "demo", file, tag);
    refused(sentence, "send", file, "--tag", tag, "--home", phone(), "--no-discovery");
  }

  @Test
  void tagOf300Characters() throws IOException {
    Path file = Files.write(folder.resolve("a.jpg"), new byte[] {1});
    String sentence = "A tag can have at most 128 characters; this one has 300.";
    String tag = "é".repeat(300);
    refused(sentence, "demo", file, tag);
    refused(sentence, "send", file, "--tag", tag, "--home", phone(), "--no-discovery");
  }

  @Test
  void sendFromAFolderThatIsNoHome() throws IOException {
    Path home = folder.resolve("phone");
    refused(
        home + " is not a medimage home yet; 'receive', 'pair' or 'relay' makes one",
        "send",
        "a.jpg",
        "--home",
        home,
        "--tag",
        "x");
    assertFalse(Files.exists(home));
  }

  @Test
  void sendWithoutATag() throws IOException {
    refused(
        "say whose photo it is: --tag '#ZAC5361 arm'",
        "send",
        "a.jpg",
        "--home",
        phone(),
        "--no-discovery");
  }

  @Test
  void receiveAtAnAddressThatIsNone() {
    Run run =
        Run.of("receive", "--home", folder.resolve("pc"), "--to", folder, "--address", "fe80::1%x");
    assertEquals(Medimage.USAGE, run.exit());
    assertTrue(
        run.err()
            .startsWith(
                "medimage: Invalid value for option '--address': 'fe80::1%x': this is no address;"
                    + " this computer has "),
        run.err());
    assertTrue(run.err().contains("127.0.0.1"), run.err());
    assertEquals(1, run.err().lines().count());
  }

  @Test
  void receiveOnAPortInUse() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      Run run =
          Run.of(
              "receive",
              "--home",
              folder.resolve("pc"),
              "--to",
              folder.resolve("patients"),
              "--port",
              taken.getLocalPort(),
              "--no-discovery");
      assertEquals(Medimage.USAGE, run.exit());
      assertTrue(run.err().contains("ort " + taken.getLocalPort() + " is in use"), run.err());
      assertEquals(1, run.err().lines().count());
    }
  }

  @Test
  void uncleanableWithoutRemoveGps() throws IOException {
    Path config = Files.writeString(folder.resolve("config"), "uncleanable = pass");
    Path home = folder.resolve("pc");
    for (List<Object> given :
        List.<List<Object>>of(
            List.of("--uncleanable", "hold"),
            List.of("--uncleanable", "pass"),
            List.of("--config", config))) {
      refused(
          "--uncleanable says what --remove-gps does, which is not given: give both, or neither",
          Stream.concat(
                  Stream.of("receive", "--home", home, "--to", folder.resolve("patients")),
                  given.stream())
              .toArray());
    }
    assertFalse(Files.exists(home));
  }

  @Test
  void receiveIntoAFile() throws IOException {
    Path file = Files.createFile(folder.resolve("patients"));
    Run run =
        Run.of(
            "receive", "--home", folder.resolve("pc"), "--to", file, "--port", 0, "--no-discovery");
    assertEquals(Medimage.USAGE, run.exit());
    assertTrue(run.err().contains(file.toString()), run.err());
    assertEquals(1, run.err().lines().count());
  }

  @Test
  void homeOfALaterVersion() throws IOException {
    Path home = Files.createDirectory(folder.resolve("pc"));
    Files.write(
        home.resolve("medimage-home"), "medimage RECEIVER 2\n".getBytes(StandardCharsets.US_ASCII));
    refused(
        home + " was written by a later version of MedImage; use that version or a newer one",
        "receive",
        "--home",
        home,
        "--to",
        folder);
  }

  @Test
  void damagedMarkerOfAHome() throws IOException {
    Path home = Files.createDirectory(folder.resolve("phone"));
    Files.write(home.resolve("medimage-home"), new byte[] {0, 1});
    refused(
        home.resolve("medimage-home")
            + " is damaged; restore it from a backup, nothing else was touched",
        "outbox",
        "--home",
        home);
  }

  @Test
  void configWithAnUnknownOption() throws IOException {
    Path config = Files.write(folder.resolve("pc.conf"), List.of("prot = 5566"));
    refused(
        config + ": there is no option 'prot'. Try 'medimage --help'.",
        "receive",
        "--config",
        config);
  }

  /** Another file that is given by mistake may hold a secret. */
  @ParameterizedTest
  @ValueSource(strings = {"{\"key\": \"abc\"}", "c2VjcmV0abc=", "abc", "\"key\": \"abc=\""})
  void lineOfAConfigIsNeverQuoted(String line) throws IOException {
    Path config = Files.write(folder.resolve("relay.conf"), List.of("port = 1", "", line));
    refused(
        config + ", line 3: this is no line such as 'port = 5566'. Try 'medimage --help'.",
        "relay",
        "--home",
        folder.resolve("relay"),
        "--config",
        config);
  }

  @Test
  void pageOriginThatIsNone() throws IOException {
    String sentence =
        "'%s' is not the origin of a page: write https:// and its host, such as"
            + " https://photos.example (http:// only for localhost)";
    Path home = folder.resolve("relay");
    for (String origin : List.of("*", "http://photos.example", "https://photos.example/p")) {
      refused(sentence.formatted(origin), "relay", "--home", home, "--page-origin", origin);
    }
    Path config =
        Files.writeString(folder.resolve("c"), "page-origin = https://a.example, photos.example");
    refused(sentence.formatted("photos.example"), "relay", "--home", home, "--config", config);
    assertFalse(Files.exists(home));
  }

  @Test
  void configTakesWindowsPathsToTheLetter() throws IOException {
    Path config =
        Files.write(
            folder.resolve("pc.conf"), List.of("# main", "", "to = C:\\new\\Users", "port=0"));
    assertEquals(Map.of("to", "C:\\new\\Users", "port", "0"), Defaults.read(config));
  }

  @Test
  void receiveWithTheSameFolderTwice() {
    Path patients = folder.resolve("patients");
    Run run = Run.of("receive", "--home", folder.resolve("pc"), "--to", patients, "--to", patients);
    assertEquals(Medimage.USAGE, run.exit(), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
  }

  @Test
  void pairingCodeThatIsNone() {
    Run run = Run.of("pair", "hello", "--no-discovery", "--home", folder.resolve("phone"));
    assertEquals(Medimage.USAGE, run.exit());
    assertEquals(1, run.err().lines().count(), run.err());
  }

  @Test
  void loopbackHasNoReceiverAtPortOne() {
    Run run =
        Run.of(
            "pair",
            "7-QXKD",
            "--home",
            folder.resolve("phone"),
            "--no-discovery",
            "--at",
            InetAddress.getLoopbackAddress().getHostAddress() + ":1");
    assertEquals(Medimage.USAGE, run.exit());
    assertEquals(1, run.err().lines().count(), run.err());
  }

  @Test
  void withJsonWhateverIsWrongIsAnObjectToo() {
    Path none = folder.resolve("none");
    Run noHome = Run.of("send", "x.jpg", "--tag", "#P", "--home", none, "--json");
    assertEquals(
        "{\"event\":\"error\",\"reason\":\""
            + none
            + " is not a medimage home yet; 'receive', 'pair' or 'relay' makes one\"}",
        noHome.out().strip());
    Run noOption = Run.of("send", "--json", "--colour", "red");
    assertTrue(noOption.out().startsWith("{\"event\":\"error\",\"reason\":\""), noOption.out());
    assertEquals(1, noOption.out().lines().count(), noOption.out());
    assertEquals("", Run.of("send", "--colour", "red").out());
  }

  @Test
  void codeOfLettersThatAreNotUsedIsToldWhich() {
    Run run = Run.of("pair", "6-AAA2", "--no-discovery", "--home", folder.resolve("phone"));
    assertTrue(run.err().contains("there is no 0 O, 1 I L, 2 Z, 5 S or 8 B"), run.err());
  }
}
