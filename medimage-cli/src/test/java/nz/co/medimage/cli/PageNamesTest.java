package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A type that the text of a page names exists, and has the members that are named with it. */
class PageNamesTest {
  private static final Pattern NAME =
      Pattern.compile("([A-Z][a-z0-9]+[A-Z]\\w*)((?:\\.\\w+)*)(?:\\(.*\\))?");

  /** Of Java, Android and libraries. */
  private static final Set<String> OTHERS =
      Set.of(
          "CompletionException",
          "DateTimeFormatter",
          "ExecutionException",
          "HikariCP",
          "HeldCertificate",
          "InterruptedIOException",
          "NoClassDefFoundError",
          "ServiceLoader",
          "WorkManager");

  /** The source of each type of the project, by its simple name. */
  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    try (Stream<Path> modules = Files.list(MarkdownPage.ROOT)) {
      for (Path folder : modules.map(module -> module.resolve("src")).toList()) {
        if (Files.isDirectory(folder)) {
          try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
              String name = file.getFileName().toString().replace(".java", "");
              sources.merge(name, Files.readString(file), String::concat);
            }
          }
        }
      }
    }
    return sources;
  }

  private static List<String> faults(MarkdownPage page, Map<String, String> sources) {
    List<String> faults = new ArrayList<>();
    for (String code : page.code()) {
      Matcher name = NAME.matcher(code);
      if (!name.matches() || OTHERS.contains(name.group(1))) {
        continue;
      }
      String source = sources.get(name.group(1));
      if (source == null) {
        faults.add(page.path() + ": there is no " + name.group(1));
        continue;
      }
      for (String member : name.group(2).split("\\.")) {
        if (!Pattern.compile("\\b" + member + "\\b").matcher(source).find()) {
          faults.add(page.path() + ": " + name.group(1) + " has no " + member);
        }
      }
    }
    return faults;
  }

  @Test
  void everyTypeAndMemberThatIsNamedExists() throws IOException {
    Map<String, String> sources = sources();
    List<String> faults = new ArrayList<>();
    MarkdownPage.all(
            path -> path.matches("(README|ARCHITECTURE|SECURITY|CONTRIBUTING|docs/.*)\\.md"))
        .forEach(page -> faults.addAll(faults(page, sources)));
    assertEquals(List.of(), faults);
  }

  @Test
  void unknownTypesAndMembersAreFound() {
    String text = "`SinkContract`, `FolderSink.to(x)`, `FolderSinks.to`, `FolderSink.of`";
    MarkdownPage page = MarkdownPage.parse(Path.of("page.md"), List.of(text));
    assertEquals(
        List.of("page.md: there is no FolderSinks", "page.md: FolderSink has no of"),
        faults(
            page,
            Map.of(
                "SinkContract",
                "class SinkContract",
                "FolderSink",
                "static Builder to(Path folder)")));
  }
}
