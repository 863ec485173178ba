package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the two homes tell of themselves, also while a process runs one. */
@Timeout(60)
class HomesTest {
  private static final String NL = System.lineSeparator();
  private static final String ID = "[0-9a-f]{8}-[0-9a-f-]{27}";

  @TempDir Path folder;

  private static void assertMatches(String pattern, String line) {
    assertTrue(line.matches(pattern), line);
  }

  @Test
  void aCommandThatLooksSetsNoPassphrase() throws Exception {
    Path file = Files.writeString(folder.resolve("passphrase"), "a long one");
    try (Practice practice = Practice.paired(folder)) {
      for (String command : List.of("pairings", "outbox", "doctor")) {
        assertSetsNone(
            practice.phone, practice.atPhone(command, "--passphrase-file", file), practice);
      }
      for (String command : List.of("pairings", "deliveries", "doctor")) {
        assertSetsNone(practice.pc, practice.atPc(command, "--passphrase-file", file), practice);
      }
    }
  }

  private static void assertSetsNone(Path home, Run run, Practice practice) {
    String sentence =
        "the keys in "
            + home
            + " are under no passphrase: leave out --passphrase-file; 'receive', 'pair' and 'send'"
            + " set one";
    assertTrue((run.out() + run.err()).contains(sentence), run.out() + run.err());
    assertEquals(Medimage.USAGE, run.exit());
    assertTrue(Files.notExists(home.resolve("keys").resolve("passphrase")), home.toString());
    assertEquals(Medimage.OK, practice.atPc("pairings").exit());
    assertEquals(Medimage.OK, practice.atPhone("pairings").exit());
  }

  @Nested
  class Deliveries {
    @Test
    void listsWhatCameInWithItsOutcome() throws Exception {
      try (Practice practice = Practice.paired(folder)) {
        assertEquals("Nothing came in yet." + NL, practice.atPc("deliveries").out());
        practice.send(practice.photo(), "--tag", "#P arm");
        practice.send(practice.text(), "--tag", "#P arm");
        Run run = practice.atPc("deliveries");
        assertEquals(Medimage.OK, run.exit(), run.err());
        List<String> lines = run.out().lines().collect(Collectors.toList());
        assertEquals(3, lines.size(), run.out());
        assertMatches(ID + "  \\S+  Phone  rejected  The file is named \\.jpg, .*", lines.get(0));
        assertMatches("    typed: #P arm; taken at \\S+Z, \\S+", lines.get(1));
        assertMatches(ID + "  \\S+  Phone  delivered  P/arm-\\S+\\.jpg", lines.get(2));
      }
    }

    @Test
    void listsTheNewestFirstAndSaysThatThereAreMore() throws Exception {
      try (Practice practice = Practice.paired(folder)) {
        practice.send(practice.photo(), "--tag", "#P arm");
        practice.send(practice.text(), "--tag", "#P arm");
        List<String> lines =
            practice.atPc("deliveries", "--limit", "1").out().lines().collect(Collectors.toList());
        assertEquals(3, lines.size(), () -> String.join(NL, lines));
        assertMatches(ID + "  \\S+  Phone  rejected  .*", lines.get(0));
        assertEquals(
            "These are the newest 1; --limit N lists more, --all lists all.", lines.get(2));
        assertEquals(3, practice.atPc("deliveries", "--limit", "2").out().lines().count());
        assertEquals(3, practice.atPc("deliveries", "--limit", "1", "--all").out().lines().count());
        Run run = practice.atPc("deliveries", "--limit", "0");
        assertEquals("medimage: --limit is at least 1, not 0" + NL, run.err());
        assertEquals(Medimage.USAGE, run.exit());
      }
    }

    @Test
    void replayHasARejectedOneTriedAgain() throws Exception {
      try (Practice practice = Practice.paired(folder)) {
        practice.send(practice.text(), "--tag", "#P arm");
        practice.await("Rejected a photo from Phone");
        String id = id(practice.atPc("deliveries", "--json").out());
        Run run = practice.atPc("deliveries", "--replay", id);
        assertEquals("It will be tried again: " + id + NL, run.out());
        assertEquals(Medimage.OK, run.exit(), run.err());
        practice.await("Rejected a photo from Phone");
      }
    }

    @Test
    void replayOfWhatIsDoneOrUnknownIsRefused() throws Exception {
      try (Practice practice = Practice.paired(folder)) {
        practice.send(practice.photo(), "--tag", "#P arm");
        String filed = id(practice.atPc("deliveries", "--json").out());
        assertRefused(
            practice.atPc("deliveries", "--replay", filed),
            "there is nothing to try again for "
                + filed
                + ": it neither waits nor lies in quarantine");
        String unknown = TestPhotos.id(1).toString();
        assertRefused(
            practice.atPc("deliveries", "--replay", unknown),
            "no photo here has the id " + unknown);
        assertRefused(
            practice.atPc("deliveries", "--replay", "first"),
            "an id is as 'deliveries' lists it, not 'first'");
      }
    }

    private static void assertRefused(Run run, String sentence) {
      assertEquals("medimage: " + sentence + NL, run.err());
      assertEquals(Medimage.USAGE, run.exit());
    }

    @Test
    void jsonIsAnObjectALine() throws Exception {
      try (Practice practice = Practice.paired(folder)) {
        practice.send(practice.photo(), "--tag", "#P arm");
        Run run = practice.atPc("deliveries", "--json");
        assertMatches(
            "\\{\"event\":\"delivery\",\"id\":\""
                + ID
                + "\",\"at\":\"[^\"]*\",\"from\":\"Phone\","
                + "\"state\":\"delivered\",\"references\":\\[\"P/arm-[^\"]*\\.jpg\"],"
                + "\"detail\":\"\",\"photo\":\""
                + ID
                + "_[0-9a-f-]{36}\",\"revision\":\"[0-9a-f]{16}-[0-9a-f]{16}\"}",
            run.out().strip());
      }
    }

    private String id(String json) {
      Matcher id = Pattern.compile(ID).matcher(json);
      assertTrue(id.find(), json);
      return id.group();
    }
  }

  @Nested
  class Pairings {
    @Test
    void eachEndListsTheOther() throws Exception {
      try (Practice practice = Practice.paired(folder)) {
        assertMatches("Phone \\(since \\S+Z\\)", practice.atPc("pairings").out().strip());
        assertMatches("PC \\(since \\S+Z\\)", practice.atPhone("pairings").out().strip());
      }
    }

    @Test
    void jsonIsAnObjectALine() throws Exception {
      try (Practice practice = Practice.paired(folder)) {
        assertMatches(
            "\\{\"event\":\"pairing\",\"name\":\"Phone\",\"since\":\"\\S+Z\"}",
            practice.atPc("pairings", "--json").out().strip());
        assertEquals(
            "{\"event\":\"revoked\",\"name\":\"Phone\"}" + NL,
            practice.atPc("pairings", "--revoke", "Phone", "--json").out());
        assertEquals("", practice.atPc("pairings", "--json").out());
      }
    }

    @Test
    void revokeOfAStrangerNamesWhoIsPaired() throws Exception {
      try (Practice practice = Practice.paired(folder)) {
        Run run = practice.atPc("pairings", "--revoke", "Nobody");
        assertEquals(Medimage.USAGE, run.exit());
        assertTrue(run.err().contains("Nobody") && run.err().contains("Phone"), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
      }
    }

    @Test
    void senderForgetsItsReceiver() throws Exception {
      try (Practice practice = Practice.paired(folder)) {
        assertEquals(Medimage.OK, practice.atPhone("pairings", "--revoke", "PC").exit());
        assertEquals("", practice.atPhone("pairings").out());
        Run run = practice.send(practice.photo(), "--tag", "#P arm");
        assertEquals(
            "medimage: This device is not paired with a receiver yet; pair it first." + NL,
            run.err());
        assertEquals(Medimage.USAGE, run.exit());
      }
    }
  }
}
