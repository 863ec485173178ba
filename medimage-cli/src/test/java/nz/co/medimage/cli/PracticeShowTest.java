package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import nz.co.medimage.sink.practice.PracticeSinkProvider;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What {@code practice show} prints, and whether help and the page know all profiles. */
class PracticeShowTest {
  private static List<String> firstLines(CommandLine command) {
    return command.getSubcommands().values().stream()
        .map(each -> each.getCommandSpec().usageMessage().description()[0])
        .toList();
  }

  @Test
  void everyProfileHasALineAndIsPrintedWhole() throws IOException {
    Run list = Run.of("practice", "show");
    assertEquals(Medimage.OK, list.exit(), list.err());
    assertEquals(
        PracticeSinkProvider.profiles(),
        list.out().lines().map(line -> line.split(" ")[0]).toList());
    assertTrue(
        list.out()
            .contains(
                "medtech32        The shape that the classic connector was configured with\n"),
        list.out());
    for (String name : PracticeSinkProvider.profiles()) {
      Run one = Run.of("practice", "show", name);
      assertEquals(PracticeSinkProvider.profile(name).strip(), one.out().strip());
    }
    Run json = Run.of("practice", "show", "medtech32", "--json");
    assertTrue(json.out().startsWith("{\"event\":\"profile\",\"name\":\"medtech32\""), json.out());
  }

  @Test
  void unknownNameGetsTheNearest() {
    Run run = Run.of("practice", "show", "medtech23");
    assertEquals(Medimage.USAGE, run.exit());
    assertEquals(
        "medimage: there is no shipped profile medtech23; did you mean medtech32?",
        run.err().strip());
  }

  @Test
  void pageNamesEveryProfile() throws IOException {
    String page = Files.readString(MarkdownPage.ROOT.resolve("docs/practice.md"));
    for (String name : PracticeSinkProvider.profiles()) {
      assertTrue(page.contains("| `" + name + "` |"), name);
    }
  }

  @Test
  void listsOfCommandsCutNoSentence() {
    CommandLine command = Medimage.commandLine();
    firstLines(command).forEach(line -> assertTrue(line.endsWith("."), line));
    firstLines(command.getSubcommands().get("practice"))
        .forEach(line -> assertTrue(line.endsWith("."), line));
  }
}
