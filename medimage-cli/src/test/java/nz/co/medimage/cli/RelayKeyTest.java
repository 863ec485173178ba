package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.runtime.Home;
import nz.co.medimage.testkit.MedimageProcess;
import nz.co.medimage.transport.http.v1.BearerToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who gets a mailbox at a relay that was given no key. */
@Timeout(120)
class RelayKeyTest {
  @TempDir Path folder;

  private MedimageProcess relay(Object... more) throws Exception {
    Object[] args = new Object[5 + more.length];
    System.arraycopy(
        new Object[] {"relay", "--home", folder.resolve("relay"), "--port", 0}, 0, args, 0, 5);
    System.arraycopy(more, 0, args, 5, more.length);
    return MedimageProcess.start(args);
  }

  /** As a reverse proxy passes a stranger's request on. */
  private static int enrol(String port, int mailbox, String key) throws Exception {
    Credential credential = new Credential(new UUID(1, mailbox), new byte[32]);
    URI uri = URI.create("http://127.0.0.1:" + port + "/v1/mailboxes/" + credential.id());
    HttpURLConnection put = (HttpURLConnection) uri.toURL().openConnection();
    put.setRequestMethod("PUT");
    put.setRequestProperty("Authorization", BearerToken.header(credential));
    put.setRequestProperty("Mailbox-Session", new UUID(2, 2).toString());
    put.setRequestProperty("X-Forwarded-For", "192.0.2.1");
    put.setRequestProperty("Enrolment-Key", key);
    put.setFixedLengthStreamingMode(0);
    put.setDoOutput(true);
    put.getOutputStream().close();
    return put.getResponseCode();
  }

  @Test
  void strangerNeedsTheKeyThatTheRelayMadeAtItsFirstStart() throws Exception {
    try (MedimageProcess relay = relay()) {
      String port = relay.await("on port ([0-9]+)");
      relay.await("'medimage relay key'");
      Run shown = Run.of("relay", "key", "--home", folder.resolve("relay"));
      assertEquals(Medimage.OK, shown.exit(), shown.err());
      String key = shown.out().strip();
      assertTrue(key.matches("[-_A-Za-z0-9]{22}"), key);
      assertEquals(403, enrol(port, 1, "what-is-this"));
      assertEquals(201, enrol(port, 1, key));
      assertTrue(!relay.toString().contains(key), "it is printed only when asked for");
    }
    Run again = Run.of("relay", "key", "--home", folder.resolve("relay"), "--json");
    assertTrue(again.out().contains("\"event\":\"enrolment-key\""), again.out());
  }

  private Run key(Object... options) {
    Object[] args = new Object[4 + options.length];
    System.arraycopy(
        new Object[] {"relay", "key", "--home", folder.resolve("relay")}, 0, args, 0, 4);
    System.arraycopy(options, 0, args, 4, options.length);
    return Run.of(args);
  }

  private static void assertNone(String sentence, Run run) {
    assertEquals(Medimage.USAGE, run.exit(), run.out());
    assertEquals("medimage: " + sentence, run.err().strip());
  }

  @Test
  void keyIsThatOfARelayWithTheSameOptions() throws Exception {
    Path file = Files.writeString(folder.resolve("own.key"), "open-sesame\n");
    Run given = key("--port", 5567, "--behind-proxy", "--enrolment-key-file", file);
    assertEquals("open-sesame", given.out().strip(), given.err());
    assertNone("this relay has no enrolment key: with --open it asks for none", key("--open"));
    Path config = Files.writeString(folder.resolve("relay.conf"), "open = true\nport = 5567\n");
    assertNone(
        "this relay has no enrolment key: with --open it asks for none", key("--config", config));
  }

  @Test
  void noKeyIsMadeWhereTheRelayKeepsNothing() throws Exception {
    Path home = folder.resolve("relay");
    assertNone(home + " is no home of a relay; 'relay' makes one", key());
    Home.open(home, Home.Kind.RELAY);
    assertNone(
        home + " holds no store: give --store as the relay has it, or start the relay first",
        key());
    assertFalse(Files.exists(home.resolve("store/relay.db")));
  }

  /** As where a relay of an earlier version runs: what it knows of must stay as it knows it. */
  @Test
  void storeThatIsNotOfThisVersionIsLeftToTheRelay() throws Exception {
    Path store = Home.open(folder.resolve("relay"), Home.Kind.RELAY).folder("store");
    Files.createFile(Files.createDirectories(store).resolve("relay.db"));
    String sentence = "there is no store of a relay in this database: start the relay first";
    Run grant = Run.of("relay", "grant", "--home", folder.resolve("relay"), new UUID(1, 1), "10GB");
    for (Run run : List.of(key(), grant)) {
      assertEquals(Medimage.USAGE, run.exit(), run.out());
      assertTrue(run.err().contains(sentence), run.err());
    }
    Run doctor = Run.of("doctor", "--home", folder.resolve("relay"), "--port", 0);
    assertTrue(doctor.out().contains(sentence), doctor.out());
  }

  @Test
  void openOneTakesAnybody() throws Exception {
    try (MedimageProcess relay = relay("--open")) {
      assertEquals(201, enrol(relay.await("on port ([0-9]+)"), 1, ""));
    }
  }

  @Test
  void openAndAKeyExcludeEachOther() {
    Run run =
        Run.of(
            "relay", "--home", folder.resolve("relay"), "--open", "--enrolment-key", "open-sesame");
    assertEquals(Medimage.USAGE, run.exit());
    assertTrue(run.err().contains("--open needs no enrolment key"), run.err());
  }
}
