package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** What pages, and the files of {@code deploy/relay}, say of the command is what it takes. */
class PageCommandsTest {
  private static final Pattern OPTION = Pattern.compile("(?<![-\\w])--[a-z][a-z-]+");

  /** Of other programs. */
  private static final Set<String> OTHERS = Set.of("--enable-native-access", "--now", "--system");

  private static final Path RELAY = Path.of("docs/run-a-relay.md");

  /** Why the command would refuse one of these calls. */
  private static List<String> faults(String where, List<List<String>> calls) {
    List<String> faults = new ArrayList<>();
    for (List<String> call : calls) {
      try {
        Medimage.commandLine().parseArgs(call.toArray(String[]::new));
      } catch (ParameterException e) {
        faults.add(where + ": " + String.join(" ", call) + ": " + e.getMessage());
      }
    }
    return faults;
  }

  private static Set<String> options(String text) {
    Set<String> found = new TreeSet<>();
    for (Matcher matcher = OPTION.matcher(text); matcher.find(); ) {
      found.add(matcher.group());
    }
    return found;
  }

  private static void addOptions(CommandLine command, Set<String> to) {
    command.getCommandSpec().options().forEach(option -> to.addAll(List.of(option.names())));
    command.getSubcommands().values().forEach(each -> addOptions(each, to));
  }

  private static Set<String> ofRelay() {
    Set<String> options = options(Run.of("relay", "--help").out());
    options.remove("--help");
    options.remove("--version");
    return options;
  }

  @Test
  void everyCallIsOneThatTheCommandTakes() throws IOException {
    List<String> faults = new ArrayList<>();
    int tried = 0;
    for (MarkdownPage page : MarkdownPage.all(path -> true)) {
      for (MarkdownPage.Block block : page.blocks("sh")) {
        List<List<String>> calls = ShellCalls.in(block.text());
        faults.addAll(faults(block.toString(), calls));
        tried += calls.size();
      }
      for (String code : page.code()) {
        faults.addAll(faults(page.path().toString(), ShellCalls.in(code + "\n")));
      }
    }
    assertEquals(List.of(), faults);
    assertTrue(tried > 20, () -> "the calls of pages are not found any more");
  }

  @Test
  void unknownOptionIsFound() {
    List<String> faults =
        faults("page.md:1", ShellCalls.in("./medimage send a.jpg --hom phone \\\n --tag '' # x"));
    assertEquals(1, faults.size(), faults::toString);
    assertTrue(faults.get(0).contains("--hom"), faults::toString);
  }

  @Test
  void everyOptionThatIsNamedExists() throws IOException {
    Set<String> known = new TreeSet<>(OTHERS);
    addOptions(Medimage.commandLine(), known);
    List<String> faults = new ArrayList<>();
    for (MarkdownPage page :
        MarkdownPage.all(path -> path.matches("(README|SECURITY|docs/.*)\\.md"))) {
      for (String code : page.code()) {
        Set<String> unknown = options(code);
        unknown.removeAll(known);
        unknown.forEach(option -> faults.add(page.path() + ": " + option));
      }
    }
    assertEquals(List.of(), faults);
  }

  @Test
  void tableOfTheRelayNamesItsOptionsAndNoOther() throws IOException {
    String page = Files.readString(MarkdownPage.ROOT.resolve(RELAY));
    int table = page.indexOf("| option | default | |");
    String rows = page.substring(table, page.indexOf("\n\n", table));
    Set<String> named = new TreeSet<>();
    rows.lines().map(row -> row.split("\\|")[1]).forEach(cell -> named.addAll(options(cell)));
    Set<String> expected = ofRelay();
    expected.remove("--config");
    assertEquals(expected, named);
  }

  @Test
  void deployedFilesSetOptionsThatThereAre() throws IOException {
    Set<String> options = ofRelay();
    for (String file : new String[] {"relay.env", "Dockerfile", "medimage-relay.service"}) {
      String text = Files.readString(MarkdownPage.ROOT.resolve("deploy/relay").resolve(file));
      Matcher matcher = Pattern.compile("MEDIMAGE_([A-Z_]+)").matcher(text);
      Set<String> set = new TreeSet<>();
      while (matcher.find()) {
        set.add("--" + matcher.group(1).toLowerCase(Locale.ROOT).replace('_', '-'));
      }
      set.removeAll(options);
      assertEquals(Set.of(), set, file);
    }
  }
}
