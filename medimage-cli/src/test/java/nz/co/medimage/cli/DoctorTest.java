package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nz.co.medimage.runtime.Home;
import nz.co.medimage.sender.SenderHome;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.MedimageProcess;
import nz.co.medimage.testkit.PrintedLines;
import nz.co.medimage.transport.relay.RelayTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor finds well, and what it says to mend. */
@Timeout(180)
@Tag("process")
class DoctorTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  @TempDir Path folder;

  private static Run doctor(Path home, Object... options) {
    return Run.of(
        Stream.concat(Stream.of("doctor", "--home", home, "--no-discovery"), Stream.of(options))
            .toArray());
  }

  private static void assertWell(Run run) {
    assertFalse(run.out().contains("mend"), run.out());
    assertEquals(Medimage.OK, run.exit(), run.out() + run.err());
  }

  /** Exactly this is to be mended. */
  private static void assertMend(String sentence, Run run) {
    List<String> mend =
        run.out().lines().filter(line -> line.startsWith("mend")).collect(Collectors.toList());
    assertEquals(List.of("mend  " + sentence), mend);
    assertEquals(Medimage.USAGE, run.exit(), run.err());
  }

  private static void assertTells(String line, Run run) {
    assertTrue(run.out().lines().anyMatch(line::equals), run.out());
  }

  private Path home(Home.Kind kind) throws IOException {
    return Home.open(folder.resolve("home"), kind).folder();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, HERE)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void folderThatIsNoHome() {
    assertMend(
        "home: " + folder + " is not a medimage home yet; 'receive', 'pair' or 'relay' makes one",
        doctor(folder));
    assertTrue(Stream.of(folder.toFile().list()).findAny().isEmpty());
  }

  @Test
  void damagedHome() throws IOException {
    Path marker = Files.writeString(home(Home.Kind.SENDER).resolve("medimage-home"), "?");
    assertMend(
        "home: " + marker + " is damaged; restore it from a backup, nothing else was touched",
        doctor(marker.getParent()));
  }

  @Test
  void clockThatIsNotThatOfTheOtherEnd() throws IOException {
    try (Practice practice = Practice.paired(folder);
        KeepingTransport transport = new KeepingTransport()) {
      SenderChecks checks = new SenderChecks(SenderHome.open(practice.phone));
      assertEquals(1, checks.routes(List.of(transport)).size());
      transport.clockDifference = Optional.of(Duration.ofDays(-3));
      assertEquals(
          Check.mend(
              "clocks",
              "The clock of this device is 3 days ahead of that of the relay of PC; check"
                  + " both and set the one that is wrong."),
          checks.routes(List.of(transport)).get(1));
    }
  }

  @Nested
  class OfAReceiver {
    @Test
    void allIsWellWhileItRuns() {
      try (Practice practice = Practice.paired(folder)) {
        Run run = doctor(practice.pc, "--port", practice.port(), "--to", practice.patients);
        assertWell(run);
        assertTells("ok    home: " + practice.pc + " is the home of a receiver, which runs", run);
        assertTells("ok    port: " + practice.port() + " answers, as it should", run);
        assertTells("ok    folder: " + practice.patients + " can be written to", run);
        assertTells("ok    pairings: devices that may send: 1", run);
      }
    }

    @Test
    void allIsWellWhileItDoesNotRun() throws IOException {
      Path home = home(Home.Kind.RECEIVER);
      int port = freePort();
      Run run = doctor(home, "--port", port);
      assertWell(run);
      assertTells("ok    port: " + port + " is free", run);
      assertTells("ok    home: " + home + " is the home of a receiver, which does not run", run);
    }

    @Test
    void targetsThatCannotBeUsed() throws IOException {
      Path home = home(Home.Kind.RECEIVER);
      Path missing = folder.resolve("missing");
      assertMend(
          "folder: " + missing + " is not there; make it, or connect the share or disk it lies on",
          doctor(home, "--port", freePort(), "--to", missing));
      Path file = Files.createFile(folder.resolve("file"));
      assertMend(
          "folder: " + file + " is no folder; choose another with --to",
          doctor(home, "--port", freePort(), "--to", file));
      // Each of several is looked at.
      assertMend(
          "folder: " + missing + " is not there; make it, or connect the share or disk it lies on",
          doctor(home, "--port", freePort(), "--to", missing, "--to", folder));
    }

    @Test
    void targetWithoutItsMarkerIsNotTheOneOfBefore() throws IOException {
      try (Practice practice = Practice.paired(folder)) {
        Files.delete(practice.patients.resolve(".medimage-folder"));
        String sentence =
            practice.patients
                + " is there, but not the folder that photos went to before: connect the share; if"
                + " this folder is meant, create the file .medimage-folder in it";
        assertMend(
            "folder: " + sentence,
            doctor(practice.pc, "--port", practice.port(), "--to", practice.patients));
        assertMend(
            "folder: " + sentence + " (if photos no longer go there, name their folders with --to)",
            doctor(practice.pc, "--port", practice.port()));
        Run sent = practice.send(practice.photo(), "--tag", "#P arm", "--timeout", "1s");
        assertTrue(sent.out().contains("arrived at PC, which has not filed it yet"), sent.out());
        practice.await("folders cannot be used now, .*(connect the share)");
      }
      try (Practice practice = Practice.open(folder)) {
        practice.awaitUnlessSeen("is there, but not the folder");
      }
    }

    @Test
    void homeOfAnotherUser() throws IOException {
      Path home = home(Home.Kind.RECEIVER);
      HomeChecks checks = new HomeChecks(home, Home.Kind.RECEIVER);
      String owner = Files.getOwner(home).getName();
      assertEquals(List.of(), checks.user(owner));
      assertEquals(
          List.of(
              Check.mend(
                  "user",
                  "doctor is run by somebody, but this home is that of "
                      + owner
                      + ", who may have other rights; run doctor as "
                      + owner)),
          checks.user("somebody"));
    }

    @Test
    void leavesNothingInTheTargets() throws IOException {
      Path target = Files.createDirectory(folder.resolve("patients"));
      doctor(home(Home.Kind.RECEIVER), "--port", freePort(), "--to", target);
      try (Stream<Path> files = Files.list(target)) {
        assertEquals(List.of(), files.collect(Collectors.toList()));
      }
    }

    @Test
    void portThatAnotherProgramHas() throws IOException {
      try (ServerSocket other = new ServerSocket(0, 1, HERE)) {
        int port = other.getLocalPort();
        assertMend(
            "port: "
                + port
                + " is in use by another program; end that one or choose another port with --port",
            doctor(home(Home.Kind.RECEIVER), "--port", port));
      }
    }

    @Test
    void portThatAReceiverOfAnotherHomeHas() throws IOException {
      try (Practice practice = Practice.open(folder)) {
        assertMend(
            "port: "
                + practice.port()
                + " is held for another home; end that one or choose another port with --port",
            doctor(home(Home.Kind.RECEIVER), "--port", practice.port()));
      }
    }

    private void configure(Path home, String json) throws IOException {
      Files.writeString(home.resolve("receiver.json"), json.replace('\'', '"'));
    }

    @Test
    void portAndAddOnsAreThoseOfItsFile() throws IOException {
      Path home = home(Home.Kind.RECEIVER);
      int port = freePort();
      configure(
          home,
          "{'port': "
              + port
              + ", 'sinks': [{'add-on': 'folders', 'settings': {'to': '../patients'}}]}");
      Run run = doctor(home);
      assertWell(run);
      assertTells("ok    port: " + port + " is free", run);
      Path file = home.resolve("receiver.json");
      assertTells("ok    configuration: " + file + " and its add-ons can be used", run);
      configure(home, "{'port': 0, 'sinks': [{'add-on': 'folder'}]}");
      assertMend(
          "configuration: "
              + file
              + ", sinks[0]: There is no sink add-on folder; did you mean folders?",
          doctor(home));
      configure(home, "{'prot': 0}");
      assertMend(
          "configuration: " + file + ": There is no setting prot; did you mean port?",
          doctor(home, "--port", port));
      Path other = Files.writeString(folder.resolve("other.json"), "{\"port\": 0}");
      assertWell(doctor(home, "--config", other));
    }

    @Test
    void photoThatWaitsForAFollowUpThatIsNamedNoMore() throws Exception {
      String sinks =
          "{'port': 0, 'sinks': [{'add-on': 'folders', 'settings': {'to': '../patients'}}],"
              + " 'follow-ups': [%s]}";
      Path pc = Files.createDirectories(folder.resolve("pc"));
      configure(
          pc, sinks.formatted("{'add-on': 'folders', 'id': 'away', 'settings': {'to': 'none/x'}}"));
      Files.createFile(pc.resolve("none")); // no folder can be made in a file
      try (Practice practice = Practice.with(folder)) {
        practice.pair(practice.code());
        Run sent = practice.send(practice.photo(), "--tag", "#P arm");
        assertEquals(Medimage.OK, sent.exit(), sent.err());
      }
      assertTells(
          "ok    follow-ups: 1 photo waits for the sink away; 'deliveries' says why", doctor(pc));
      configure(pc, sinks.formatted(""));
      assertMend(
          "follow-ups: 1 photo waits for the sink away, which "
              + pc.resolve("receiver.json")
              + " no longer names: name a sink with this id among its follow-ups",
          doctor(pc));
    }

    @Test
    void clockThatWasSetBack() throws IOException {
      Path home = home(Home.Kind.RECEIVER);
      Instant used = Instant.parse("2199-01-01T00:00:00Z");
      Files.setLastModifiedTime(Files.createFile(home.resolve("ledger.db")), FileTime.from(used));
      Run run = doctor(home, "--port", freePort());
      assertTrue(
          run.out().contains("but this home was in use on 2199-01-01T00:00:00Z; set the clock"),
          run.out());
      assertEquals(Medimage.USAGE, run.exit());
    }

    @Test
    void relayThatIsAway() throws IOException {
      int port = freePort();
      assertMend(
          "relay: 127.0.0.1:"
              + port
              + " does not answer; see whether this computer is online, whether it needs --proxy,"
              + " and whether the relay runs",
          doctor(
              home(Home.Kind.RECEIVER),
              "--port",
              freePort(),
              "--relay",
              "http://127.0.0.1:" + port));
    }

    @Test
    void trustStoreThatHoldsNoCertificate() throws IOException {
      Path none = Files.createFile(folder.resolve("none.pem"));
      assertMend(
          "relay: " + none + " holds no certificate in PEM",
          doctor(
              home(Home.Kind.RECEIVER),
              "--port",
              freePort(),
              "--relay",
              "https://relay.example",
              "--trust-store",
              none));
    }

    @Test
    void relayThatIsNone() throws IOException {
      assertMend(
          "relay: a relay is a URL such as https://relay.example",
          doctor(home(Home.Kind.RECEIVER), "--port", freePort(), "--relay", "relay.example"));
    }
  }

  @Nested
  class OfASender {
    @Test
    void allIsWell() {
      try (Practice practice = Practice.paired(folder)) {
        Run run = doctor(practice.phone);
        assertWell(run);
        assertTells("ok    pairings: paired with PC", run);
        assertTells("ok    route to PC by wifi: it can be reached", run);
        assertTells("ok    outbox: nothing waits", run);
      }
    }

    @Test
    void noPairing() throws IOException {
      assertMend(
          "pairings: this sender is paired with no receiver; 'receive --pair' shows a code",
          doctor(home(Home.Kind.SENDER)));
    }

    @Test
    void receiverThatIsAway() throws IOException {
      Practice practice = Practice.paired(folder);
      practice.close();
      practice.send(practice.photo(), "--tag", "#P arm", "--timeout", "1ms");
      Run run = doctor(practice.phone);
      assertTrue(
          run.out()
              .lines()
              .anyMatch(l -> l.matches("mend  route to PC by wifi: .*\\. See whether.*")),
          run.out());
      assertTells("ok    outbox: 1 waiting; 'medimage outbox' tries and lists them", run);
      assertFalse(run.out().contains("arm"), run.out());
      assertEquals(Medimage.USAGE, run.exit());
    }

    @Test
    void pairingThatWasRevoked() {
      try (Practice practice = Practice.paired(folder)) {
        practice.atPc("pairings", "--revoke", "Phone");
        Run run = doctor(practice.phone);
        assertTrue(
            run.out()
                .lines()
                .anyMatch(
                    l -> l.matches("mend  route to PC by wifi: .* Pair with it by a new code.")),
            run.out());
        assertEquals(Medimage.USAGE, run.exit());
      }
    }

    @Test
    void jsonIsAnObjectALine() throws IOException {
      Run run = doctor(home(Home.Kind.SENDER), "--json");
      assertTrue(
          run.out()
              .lines()
              .allMatch(
                  l -> l.matches("\\{\"event\":\"check\",\"name\":\".*\",\"ok\":(true|false),.*}")),
          run.out());
    }
  }

  @Nested
  class OfAMailbox {
    private static final String KEY = "open-sesame";

    private String url;
    private MedimageProcess relay;

    @BeforeEach
    void startRelay() throws IOException {
      relay =
          MedimageProcess.start(
              "relay",
              "--home",
              folder.resolve("relay"),
              "--address",
              "127.0.0.1",
              "--port",
              0,
              "--enrolment-key",
              KEY);
      url = "http://127.0.0.1:" + relay.await("port ([0-9]+)");
    }

    @AfterEach
    void stopRelay() {
      relay.close();
    }

    private Run doctor(Path home, Object... more) throws IOException {
      return DoctorTest.doctor(
          home,
          Stream.concat(Stream.of("--port", freePort(), "--relay", url), Stream.of(more))
              .toArray());
    }

    @Test
    void enrolmentKeyThatIsMissingOrWrong() throws IOException {
      Path home = home(Home.Kind.RECEIVER);
      assertMend(
          "mailbox: This relay takes only receivers that show its enrolment key; its operator has"
              + " it.",
          doctor(home));
      assertMend(
          "mailbox: The enrolment key that this receiver shows is not this relay's; its operator"
              + " has it.",
          doctor(home, "--enrolment-key", "open-barley"));
      Run right = doctor(home, "--enrolment-key", KEY);
      assertWell(right);
      assertTells("ok    mailbox: this receiver may collect there", right);
    }

    @Test
    void aReceiverThatRunsIsNotTriedForAndThatIsSaid() throws IOException {
      try (Practice practice = Practice.open(folder, "--relay", url, "--enrolment-key", KEY)) {
        Run run =
            DoctorTest.doctor(
                practice.pc,
                "--port",
                practice.port(),
                "--to",
                practice.patients,
                "--relay",
                url,
                "--enrolment-key",
                "open-barley");
        assertWell(run);
        assertTells(
            "ok    mailbox: not tried, as this receiver runs: it says itself what keeps it from"
                + " collecting",
            run);
      }
    }

    @Test
    void copyOfAHomeThatCollectsElsewhere() throws IOException {
      try (Practice practice = Practice.open(folder, "--relay", url, "--enrolment-key", KEY)) {
        Path copy = Files.createDirectories(folder.resolve("copy"));
        try (Stream<Path> files = Files.walk(practice.pc)) {
          for (Path file : files.filter(f -> !f.equals(practice.pc)).toList()) {
            Files.copy(file, copy.resolve(practice.pc.relativize(file).toString()));
          }
        }
        Run[] last = new Run[1];
        Await.until(
            "the other has come to collect",
            () -> {
              last[0] = doctor(copy, "--to", practice.patients);
              return last[0].exit() != Medimage.OK;
            });
        assertMend(
            "mailbox: Another PC collects from the relay with a copy of this receiver's home, so"
                + " this one does not. Stop one of the two; a second PC needs a home of its own.",
            last[0]);
      }
    }
  }

  @Nested
  class OfARelay {
    @Test
    void allIsWellWhileItRuns() throws Exception {
      Path home = folder.resolve("relay");
      PrintedLines lines = new PrintedLines();
      PrintWriter out = new PrintWriter(lines);
      Thread relay =
          new Thread(
              () ->
                  Medimage.run(
                      out,
                      out,
                      "relay",
                      "--home",
                      home.toString(),
                      "--port",
                      "0",
                      "--address",
                      "127.0.0.1"));
      relay.start();
      try {
        String port = lines.await("port ([0-9]+)");
        String url = "http://127.0.0.1:" + port;
        Run run = doctor(home, "--port", port, "--relay", url);
        assertWell(run);
        assertTells("ok    store: it can be written to", run);
        assertTells("ok    port: " + port + " answers, as it should", run);
        assertTells("ok    relay: " + url + " can be reached and is working", run);
        assertTells("ok    relay's clock: this computer's clock agrees with it", run);
        assertWrongClocks(url);
      } finally {
        relay.interrupt();
        relay.join();
      }
    }

    private void assertWrongClocks(String url) {
      Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(7).plusSeconds(10));
      Check clock = new RelayCheck(RelayTransport.builder().build(), ahead).look(url).get(1);
      assertEquals(
          "this computer's clock is 7 minutes ahead of the relay's; set the one that is wrong",
          clock.sentence());
      assertFalse(clock.ok());
    }

    @Test
    void allIsWellBeforeItRan() throws IOException {
      Path home = home(Home.Kind.RELAY);
      assertWell(doctor(home, "--port", freePort()));
    }
  }

  @Test
  void whatHangsHoldsUpNothingElse() throws Exception {
    Checks checks = new Checks();
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch looked = new CountDownLatch(1);
    checks.add(
        "share",
        () -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return List.of();
        });
    checks.add(
        "other",
        () -> {
          looked.countDown();
          return List.of(Check.ok("other", "well"));
        });
    assertTrue(looked.await(20, TimeUnit.SECONDS));
    List<Check> told = new ArrayList<>();
    checks.tell(Duration.ofMillis(500), told::add);
    assertEquals(List.of(false, true), told.stream().map(Check::ok).collect(Collectors.toList()));
  }

  @Test
  void tooManyDevicesAreToMend() {
    assertTrue(DoctorCommand.devices(9_999).ok());
    assertEquals(
        "10000 devices are paired, and a relay lets in up to 10000; revoke those that are no longer"
            + " used with 'pairings --revoke'",
        DoctorCommand.devices(10_000).sentence());
  }
}
