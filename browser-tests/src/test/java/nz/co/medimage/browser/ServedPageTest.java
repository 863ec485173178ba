package nz.co.medimage.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page for phones as a relay serves it: what its policy lets it do, and forbids others. */
@Timeout(180)
class ServedPageTest {
  @TempDir Path folder;
  private Browser browser;
  private RelayProcess relay;

  @BeforeEach
  void openThePage() throws Exception {
    browser = Browser.open(folder.resolve("profile"), Browser.Size.PHONE);
    relay = RelayProcess.start(folder.resolve("relay"), "--phone-page");
    browser.driver().get(relay.url() + "/p/");
  }

  @AfterEach
  void closeAll() throws Exception {
    if (relay != null) {
      relay.close();
    }
    if (browser != null) {
      browser.close();
    }
  }

  private Object eval(String script) {
    return browser.driver().executeScript(script);
  }

  @Test
  void pageNeedsNothingThatItsPolicyForbidsAndCanBeInstalled() {
    assertEquals(List.of(), browser.complaints());
    assertEquals(true, eval("return isSecureContext && crossOriginIsolated"));
    assertEquals(
        Map.of("installabilityErrors", List.of()),
        browser.driver().executeCdpCommand("Page.getInstallabilityErrors", Map.of()));
  }

  @Test
  void linkOfAPairingOpensThePage() {
    browser.driver().get(relay.url() + "/p#v=1&c=7-QXKD");
    URI shown = URI.create(browser.driver().getCurrentUrl());
    assertEquals("/p/", shown.getPath());
  }

  @Test
  void scriptThatSomebodyWritesIntoThePageDoesNotRun() {
    Object ran =
        eval(
            """
            const script = document.createElement('script');
            script.textContent = 'window.ran = true';
            document.head.append(script);
            return window.ran ?? null;
            """);
    assertNull(ran);
    assertTrue(
        browser.complaints().stream().anyMatch(line -> line.contains("Content Security Policy")));
  }

  @Test
  void noPageOfOthersShowsItInAFrame() throws Exception {
    String frame =
        "<!doctype html><title>Frame</title><iframe src='%s/p/'></iframe>".formatted(relay.url());
    try (Site site = Site.of(frame)) {
      browser.driver().get(site.origin("127.0.0.1"));
      assertTrue(browser.complaints().stream().anyMatch(line -> line.contains("frame-ancestors")));
      browser.driver().switchTo().frame(0);
      String shown = String.valueOf(eval("return document.URL"));
      assertTrue(shown.startsWith("chrome-error:"), shown);
    }
  }
}
