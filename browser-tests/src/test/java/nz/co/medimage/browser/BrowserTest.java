package nz.co.medimage.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The browser does what the tests of the pages ask of it. */
@Timeout(180)
class BrowserTest {
  private static final String PAGE =
      """
      <!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title>
      <meta name="viewport" content="width=device-width">
      <style>@media (prefers-color-scheme: dark) { body { background: #000; color: #fff; } }</style>
      </head><body><main><h1>A page</h1></main></body></html>
      """;

  @TempDir Path folder;

  private static Object eval(Browser browser, String expression) {
    return browser.driver().executeScript("return " + expression);
  }

  @Test
  void pagesAreShownAsOnAPhoneAndAsOnAPc() throws Exception {
    try (Site site = Site.of(PAGE);
        Browser browser = Browser.open(folder.resolve("profile"), Browser.Size.PHONE)) {
      browser.driver().get(site.origin("127.0.0.1"));
      assertEquals(390L, eval(browser, "innerWidth"));
      assertTrue((boolean) eval(browser, "matchMedia('(pointer: coarse)').matches"));
      BufferedImage shown =
          ImageIO.read(browser.screenshot(folder.resolve("shots"), "phone").toFile());
      assertEquals(3 * 390, shown.getWidth());
      browser.resize(Browser.Size.PC);
      assertEquals(1280L, eval(browser, "innerWidth"));
      for (Browser.Scheme scheme : Browser.Scheme.values()) {
        browser.prefer(scheme);
        boolean dark = scheme == Browser.Scheme.DARK;
        assertEquals(dark, eval(browser, "matchMedia('(prefers-color-scheme: dark)').matches"));
        browser.assertAccessible();
      }
    }
  }

  @Test
  void whatIsHardToUseIsNamed() throws Exception {
    try (Site site = Site.of(PAGE.replace("<h1>A page</h1>", "<img src='data:,'>"));
        Browser browser = Browser.open(folder.resolve("profile"), Browser.Size.PC)) {
      browser.driver().get(site.origin("127.0.0.1"));
      AssertionError faults = assertThrows(AssertionError.class, browser::assertAccessible);
      assertTrue(faults.getMessage().contains("image-alt"), faults.getMessage());
      assertTrue(faults.getMessage().contains("<img src=\"data:,\">"), faults.getMessage());
    }
  }

  @Test
  void networkGoesAndComes() throws Exception {
    String fetches =
        "const done = arguments[0]; fetch('/').then(() => done('on'), () => done('off'))";
    try (Site site = Site.of(PAGE);
        Browser browser = Browser.open(folder.resolve("profile"), Browser.Size.PHONE)) {
      browser.driver().get(site.origin("127.0.0.1"));
      browser.network(false);
      assertEquals("off", browser.driver().executeAsyncScript(fetches));
      assertEquals(false, eval(browser, "navigator.onLine"));
      assertEquals(1, browser.complaints().size());
      browser.network(true);
      assertEquals("on", browser.driver().executeAsyncScript(fetches));
      assertEquals(List.of(), browser.complaints());
      browser.slowDown(4);
      browser.slowDown(1);
    }
  }

  @Test
  void killedBrowserKeepsWhatAPageStored() throws Exception {
    try (Site site = Site.of(PAGE)) {
      String stores =
          "const done = arguments[0];"
              + "const open = indexedDB.open('kept', 1);"
              + "open.onupgradeneeded = () => open.result.createObjectStore('s');"
              + "open.onsuccess = () => {"
              + "  const t = open.result.transaction('s', 'readwrite', {durability: 'strict'});"
              + "  const got = t.objectStore('s').get('k');"
              + "  t.objectStore('s').put('here', 'k');"
              + "  t.oncomplete = () => done(got.result ?? null);"
              + "};";
      try (Browser first = Browser.open(folder.resolve("profile"), Browser.Size.PHONE)) {
        first.driver().get(site.origin("127.0.0.1"));
        assertEquals(null, first.driver().executeAsyncScript(stores));
        first.kill();
      }
      try (Browser again = Browser.open(folder.resolve("profile"), Browser.Size.PHONE)) {
        again.driver().get(site.origin("127.0.0.1"));
        assertEquals("here", again.driver().executeAsyncScript(stores));
      }
    }
  }
}
