package nz.co.medimage.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of jars in the README of the sender is true. */
final class SenderSizeTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([\\w-]+)` \\| (\\d+) \\|");
  private static final Pattern DEPENDENCY = Pattern.compile("(?s)<dependency>(.*?)</dependency>");
  private static final Pattern ARTIFACT = Pattern.compile("<artifactId>([^<]+)</artifactId>");
  private static final Path ROOT = Path.of("..");

  private static Map<String, Long> table() throws IOException {
    Map<String, Long> table = new TreeMap<>();
    Matcher row = ROW.matcher(Files.readString(ROOT.resolve("medimage-sender/README.md")));
    while (row.find()) {
      table.put(row.group(1), Long.parseLong(row.group(2)));
    }
    return table;
  }

  /** What the poms of our modules name for others than tests. */
  private static Set<String> named(String... modules) throws IOException {
    Set<String> named = new TreeSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(modules));
    while (!open.isEmpty()) {
      String name = open.remove();
      if (named.add(name) && name.startsWith("medimage-")) {
        String pom = Files.readString(ROOT.resolve(name).resolve("pom.xml"));
        DEPENDENCY
            .matcher(pom)
            .results()
            .map(found -> found.group(1))
            .filter(text -> !text.contains("<scope>test</scope>"))
            .filter(text -> !text.contains("<optional>true</optional>"))
            .forEach(text -> open.add(artifact(text)));
      }
    }
    return named;
  }

  private static String artifact(String dependency) {
    return ARTIFACT
        .matcher(dependency)
        .results()
        .findFirst()
        .map((MatchResult found) -> found.group(1))
        .orElseThrow();
  }

  @Test
  void whatTheModulesNameIsInTheTable() throws IOException {
    Set<String> missing =
        named("medimage-sender", "medimage-transport-wifi", "medimage-transport-relay");
    missing.removeAll(table().keySet());
    assertEquals(Set.of(), missing);
  }

  @Test
  void jarsHaveTheSizesOfTheTable() throws IOException {
    Set<String> wrong = new TreeSet<>();
    for (Map.Entry<String, Long> row : table().entrySet()) {
      Pattern jar = Pattern.compile(Pattern.quote(row.getKey()) + "-\\d[\\w.]*\\.jar");
      List<Path> found =
          Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
              .map(Path::of)
              .filter(entry -> jar.matcher(entry.getFileName().toString()).matches())
              .toList();
      if (found.size() != 1) {
        wrong.add(row.getKey() + " is " + found);
      } else if (Math.abs(Files.size(found.get(0)) / 1000.0 - row.getValue())
          > Math.max(15, row.getValue() / 8.0)) {
        wrong.add(row.getKey() + " has " + Files.size(found.get(0)));
      }
    }
    assertEquals(Set.of(), wrong);
  }
}
