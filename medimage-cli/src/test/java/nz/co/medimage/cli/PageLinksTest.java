package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each link of a page leads somewhere. What lies outside of the project is not asked. */
class PageLinksTest {

  /** What is wrong with the links of a page. */
  private static List<String> faults(MarkdownPage page) throws IOException {
    List<String> faults = new ArrayList<>();
    for (String link : page.links()) {
      if (!leadsSomewhere(page, link)) {
        faults.add(page.path() + ": " + link);
      }
    }
    return faults;
  }

  private static boolean leadsSomewhere(MarkdownPage page, String link) throws IOException {
    if (link.matches("[a-z]+:.*")) {
      URI uri = URI.create(link);
      return "https".equals(uri.getScheme()) && uri.getHost() != null;
    }
    int hash = link.indexOf('#');
    String file = hash < 0 ? link : link.substring(0, hash);
    Path target = MarkdownPage.ROOT.resolve(page.path()).resolveSibling(file).normalize();
    if (file.isEmpty()) {
      return page.anchors().contains(link.substring(1));
    }
    if (!target.startsWith(MarkdownPage.ROOT) || !Files.exists(target)) {
      return false;
    }
    return hash < 0
        || MarkdownPage.read(MarkdownPage.ROOT.relativize(target))
            .anchors()
            .contains(link.substring(hash + 1));
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<String> faults = new ArrayList<>();
    for (MarkdownPage page : MarkdownPage.all(path -> true)) {
      faults.addAll(faults(page));
    }
    assertEquals(List.of(), faults);
  }

  /** Pages that are read elsewhere link to the repository by its address. */
  @Test
  void linksToTheRepositoryHaveItsAddress() throws IOException {
    String bom = Files.readString(MarkdownPage.ROOT.resolve("medimage-bom/pom.xml"));
    String repository = bom.replaceAll("(?s).*<repository.url>(.*)</repository.url>.*", "$1");
    List<String> links = new ArrayList<>();
    for (MarkdownPage page : MarkdownPage.all(path -> path.startsWith("docs/"))) {
      for (String link : page.links()) {
        if (!link.contains("/tree/main/")) {
          continue;
        }
        links.add(link);
        String path = link.replace(repository + "/tree/main/", "");
        assertTrue(Files.exists(MarkdownPage.ROOT.resolve(path)), page.path() + ": " + link);
      }
    }
    assertFalse(links.isEmpty());
  }

  @Test
  void brokenLinksAndAnchorsAreFound() throws IOException {
    List<String> lines =
        List.of(
            "# Some heading, `code`",
            "[good](README.md), [good](#some-heading-code), [good](README.md#build-and-test)",
            "[gone](docs/none.md), [gone](#none), [gone](README.md#none), [gone](../else.md)",
            "[good](https://example.org/x), [not secure](http://example.org), `[code](none)`");
    MarkdownPage page = MarkdownPage.parse(Path.of("page.md"), lines);
    assertEquals(
        List.of(
            "page.md: docs/none.md",
            "page.md: #none",
            "page.md: README.md#none",
            "page.md: ../else.md",
            "page.md: http://example.org"),
        faults(page));
  }
}
