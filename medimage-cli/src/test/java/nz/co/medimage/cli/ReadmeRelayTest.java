package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README and the files of {@code deploy/relay} say of options is what the command has. */
class ReadmeRelayTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Pattern OPTION = Pattern.compile("(?<![-\\w])--[a-z][a-z-]+");

  private static Set<String> options(String text) {
    Set<String> found = new TreeSet<>();
    for (Matcher matcher = OPTION.matcher(text); matcher.find(); ) {
      found.add(matcher.group());
    }
    return found;
  }

  private static Set<String> ofRelay() {
    Set<String> options = options(Run.of("relay", "--help").out());
    options.remove("--help");
    options.remove("--version");
    return options;
  }

  @Test
  void tableOfOptionsNamesAllOfThemAndNoOther() throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    int table = readme.indexOf("| option | default | |");
    String rows = readme.substring(table, readme.indexOf("\n\n", table));
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
      String text = Files.readString(ROOT.resolve("deploy/relay").resolve(file));
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
