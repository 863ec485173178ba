package nz.co.medimage.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What {@code web/test/version.mjs} writes is right: phones learn by it that a file has changed.
 */
class PageFilesTest {
  private static final Path WEB = Folders.ROOT.resolve("web");

  private static List<String> names() throws IOException {
    try (Stream<Path> files = Files.walk(WEB)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> WEB.relativize(file).toString().replace('\\', '/'))
          .filter(name -> !name.matches("(test/|README|service-worker\\.js$|\\.).*"))
          .sorted()
          .toList();
    }
  }

  @Test
  void serviceWorkerHasTheVersionOfItsFiles() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String name : names()) {
      String hash = Practice.hash(Files.readAllBytes(WEB.resolve(name)));
      all.append(name).append('\n').append(hash).append('\n');
    }
    String version = Practice.hash(all.toString().getBytes(UTF_8)).substring(0, 16);
    String worker = Files.readString(WEB.resolve("service-worker.js"));
    assertTrue(
        worker.contains("const VERSION = '" + version + "';"),
        "a file of web/ has changed: run 'node web/test/version.mjs', or write the version "
            + version
            + " into web/service-worker.js");
    for (String name : names()) {
      String listed = name.equals("index.html") ? "./" : name;
      assertTrue(worker.contains("\n  '" + listed + "',\n"), "service-worker.js lacks " + listed);
    }
  }

  @Test
  void readmeImportsWhatThereIs() throws IOException {
    Matcher imports =
        Pattern.compile("import \\{ ([^}]+) } from '\\./([^']+)'")
            .matcher(Files.readString(WEB.resolve("README.md")));
    int count = 0;
    for (; imports.find(); count++) {
      String module = Files.readString(WEB.resolve(imports.group(2)));
      for (String name : imports.group(1).split(", ")) {
        Pattern exported =
            Pattern.compile("export (async )?(function|class|const) " + name + "\\b");
        assertTrue(exported.matcher(module).find(), name);
      }
    }
    assertTrue(count > 2, "README.md shows how to use the modules");
  }

  @Test
  void modulesAreLoadedSideBySide() throws IOException {
    String page = Files.readString(WEB.resolve("index.html"));
    for (String name : names()) {
      boolean isModule = name.matches("(medimage|page)/(?!fragment|save|scan|copy).*\\.js");
      assertTrue(!isModule || page.contains("\"" + name + "\""), "index.html lacks " + name);
    }
  }
}
