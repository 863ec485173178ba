package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.squareup.moshi.JsonReader;
import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.spi.SinkProvider;
import nz.co.medimage.receiver.addon.AddOnKind;
import nz.co.medimage.receiver.addon.AddOns;
import nz.co.medimage.testkit.CompiledJar;
import nz.co.medimage.testkit.PrintedLines;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fenced blocks of all pages: each has a language, and is tried by it. */
class PageSnippetsTest {
  /**
   * Those of {@code sh} are tried by {@link PageCommandsTest}, of {@code sql} by {@link
   * PracticeDatabaseTest}, of {@code xml} below; what those of {@code js} import, by the tests of
   * the pages.
   */
  private static final Set<String> LANGUAGES =
      Set.of(
          "java",
          "json",
          "xml",
          "sh",
          "python",
          "text",
          "ini",
          "properties",
          "kotlin",
          "sql",
          "js");

  @TempDir Path folder;

  private static List<MarkdownPage> pages() throws IOException {
    return MarkdownPage.all(path -> !path.startsWith("spec/") && !path.startsWith("vectors/"));
  }

  private static List<MarkdownPage.Block> blocks(String language) throws IOException {
    return pages().stream().flatMap(page -> page.blocks(language).stream()).toList();
  }

  private static MarkdownPage page(String... lines) {
    return MarkdownPage.parse(Path.of("page.md"), List.of(lines));
  }

  private static List<String> withoutLanguage(MarkdownPage page) {
    return page.blocks().stream()
        .filter(block -> !LANGUAGES.contains(block.language()))
        .map(block -> block + " is of no known language: " + block.language())
        .toList();
  }

  @Test
  void eachBlockHasAKnownLanguage() throws IOException {
    List<String> faults = new ArrayList<>();
    pages().forEach(page -> faults.addAll(withoutLanguage(page)));
    assertEquals(List.of(), faults);
    assertEquals(
        List.of("page.md:2 is of no known language: jav"),
        withoutLanguage(page("```jav", "int a;", "```")));
  }

  @Test
  void javaCompiles() throws IOException {
    PageCompiler compiler = new PageCompiler();
    pages().forEach(compiler::add);
    assertEquals(List.of(), compiler.compileInto(folder));
  }

  @Test
  void javaThatDoesNotCompileIsFoundAtItsLine() throws IOException {
    MarkdownPage page =
        page("```java", "import java.util.List;", "List<String> a = List.of(1);", "```");
    List<String> said = new PageCompiler().add(page).compileInto(folder);
    assertEquals(1, said.size(), said::toString);
    assertTrue(said.get(0).startsWith("page.md:3: incompatible types"), said::toString);
  }

  @Test
  void moduleOfAnAddOnCompiles() throws IOException {
    String path = System.getProperty("java.class.path");
    Path[] entries =
        Arrays.stream(path.split(File.pathSeparator))
            .filter(entry -> entry.contains("medimage-api") || entry.contains("jspecify"))
            .map(Path::of)
            .filter(Files::exists)
            .toArray(Path[]::new);
    assumeTrue(
        ModuleFinder.of(entries).find("nz.co.medimage.api").isPresent(),
        "the classes of all modules are in one folder");
    String api =
        Arrays.stream(entries).map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    MarkdownPage page = MarkdownPage.read(Path.of("docs/write-an-add-on.md"));
    assertEquals(List.of(), new PageCompiler().add(page).compileModule(page, api, folder));
  }

  @Test
  void jsonIsJsonAndConfigurationsAreTaken() throws IOException {
    dropInArchive();
    Files.writeString(folder.resolve("enrolment-key.txt"), "key\n");
    Path password = folder.resolve("archive-password.txt");
    DurableFiles.createPrivate(password).close();
    Files.writeString(password, "password\n");
    for (MarkdownPage.Block block : blocks("json")) {
      try (Buffer buffer = new Buffer().writeUtf8(block.text());
          JsonReader reader = JsonReader.of(buffer)) {
        assertTrue(reader.readJsonValue() != null, block::toString);
        assertEquals(JsonReader.Token.END_DOCUMENT, reader.peek(), block::toString);
      }
      if (block.text().contains("\"add-on\"")) {
        ReceiverFile.read(Files.writeString(folder.resolve("receiver.json"), block.text()));
        // Examples have add-ons of their own, which their builds try.
        if (!block.page().startsWith("examples")) {
          Run run = Run.of("addons", "--home", folder);
          String allowed = ", which is not set."; // a variable of the environment
          boolean isFine = run.exit() == Medimage.OK || run.err().contains(allowed);
          assertTrue(isFine, () -> block + ": " + run.err());
        }
      }
    }
  }

  /** The add-on of docs/write-an-add-on.md, in a jar as the page makes it. */
  private void dropInArchive() throws IOException {
    CompiledJar jar = new CompiledJar();
    MarkdownPage page = MarkdownPage.read(Path.of("docs/write-an-add-on.md"));
    for (MarkdownPage.Block block : page.blocks("java")) {
      if (block.text().contains("class ArchiveSink ")) {
        jar.source("com.example.archive.ArchiveSink", block.text());
      } else if (block.text().contains("class ArchiveSinkProvider ")) {
        jar.source("com.example.archive.ArchiveSinkProvider", block.text());
      }
    }
    jar.provides(SinkProvider.class, page.blocks("text").get(0).text().strip())
        .writeTo(folder.resolve("addons").resolve("archive").resolve("archive-1.2.jar"));
  }

  @Test
  void addOnOfThePageIsFound() throws IOException {
    dropInArchive();
    try (AddOns addOns = AddOns.load(folder)) {
      assertEquals(List.of(), addOns.skipped());
      assertEquals(3, addOns.get(AddOnKind.SINK, "archive").settings().size());
    }
    String explained = Run.of("addons", "--home", folder, "--explain", "archive").out();
    String url = "\"url\": \"<The address of the archive, ending in />\"";
    assertTrue(explained.contains(url), explained);
  }

  @Test
  void coordinatesAreThoseOfTheProject() throws Exception {
    Coordinates coordinates = Coordinates.ofProject();
    for (MarkdownPage.Block block : blocks("xml")) {
      assertEquals(List.of(), coordinates.faults(block.text()), block::toString);
    }
    String unknown = "<dependency><groupId>nz.co.medimage</groupId><artifactId>x</artifactId>";
    assertEquals(1, coordinates.faults(unknown + "</dependency>").size());
  }

  @Test
  void pythonRuns() throws Exception {
    assumeTrue(
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(entry -> Files.isExecutable(Path.of(entry, "python3"))),
        "there is no python3");
    MarkdownPage page = MarkdownPage.read(Path.of("docs/operate.md"));
    String input =
        page.blocks("json").stream()
            .map(MarkdownPage.Block::text)
            .filter(text -> text.contains("\"folders\": [\""))
            .findFirst()
            .orElseThrow();
    for (MarkdownPage.Block block : page.blocks("python")) {
      assertEquals(0, python(block.text(), input), block::toString);
      assertEquals(65, python(block.text(), input.replace("[\"ZAC5361\"]", "[]")));
    }
  }

  private int python(String program, String input) throws Exception {
    Path script = Files.writeString(folder.resolve("check.py"), program);
    Path photo = Files.writeString(folder.resolve("photo.json"), input);
    Process process =
        new ProcessBuilder("python3", script.toString())
            .redirectInput(photo.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
    boolean ended = process.waitFor(PrintedLines.PATIENCE_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    return ended ? process.exitValue() : -1;
  }
}
