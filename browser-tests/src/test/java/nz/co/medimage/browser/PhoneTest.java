package nz.co.medimage.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * What tests of the page for phones share: one browser for a class, with a new tab for each test,
 * and one practice that a phone was paired with for those that need no other.
 *
 * <p>Each practice has an origin of its own, and so the page has a storage of its own.
 *
 * <p>With the system property {@code screenshots} a picture is kept of each state that a test looks
 * at, in the folder of that name below the project's.
 */
abstract class PhoneTest {
  /** Deletes all that the page has stored but its pairings. */
  private static final String FORGET =
      """
      const done = arguments[0];
      indexedDB.open('medimage').onsuccess = ({ target: { result: database } }) => {
        const names = ['envelopes', 'parts', 'drafts', 'settings'];
        const transaction = database.transaction(names, 'readwrite');
        names.slice(0, 3).forEach((name) => transaction.objectStore(name).clear());
        transaction.objectStore('settings').delete(IDBKeyRange.bound('app.', 'app.~'));
        transaction.oncomplete = () => {
          database.close();
          done(true);
        };
      };
      """;

  /**
   * The stored drafts, those that are only noted, and how many hold a run of bytes of the photos.
   */
  private static final String STORED =
      """
      const done = arguments[0];
      indexedDB.open('medimage').onsuccess = ({ target: { result: database } }) => {
        const transaction = database.transaction(['drafts', 'parts']);
        const drafts = transaction.objectStore('drafts').getAll();
        const parts = transaction.objectStore('parts').getAll();
        transaction.oncomplete = () => {
          database.close();
          const text = (bytes) => new TextDecoder('latin1').decode(bytes);
          const all = [...parts.result, ...drafts.result.map(({ about }) => about)].map(text);
          const clear = all.filter((each) => /JFIF|photo|ZAC5361|image.jpeg/.test(each));
          const kept = drafts.result.filter(({ parts }) => parts !== undefined).length;
          const noted = drafts.result.length - kept;
          const more = noted === 0 ? '' : noted + ' noted, ';
          done(kept + ' drafts, ' + more + clear.length + ' in clear');
        };
      };
      """;

  private static final int SMALLEST_TARGET = 48;

  /** What can be pressed and is smaller than a finger, or not wholly on the screen. */
  private static final String BAD_TARGETS =
      """
      return [...document.querySelectorAll('button, input, select, .button')]
          .filter(e => e.offsetParent !== null && !e.classList.contains('unseen'))
          .filter(e => {
            const box = e.getBoundingClientRect();
            return box.height < arguments[0] || box.width < arguments[0] || box.left < 0
                || box.right > document.documentElement.clientWidth;
          })
          .map(e => e.outerHTML);
      """;

  /** A name of this machine that browsers do not trust as they trust {@code localhost}. */
  static final String UNTRUSTED_HOST = "relay.example";

  @TempDir static Path shared;
  private static Browser opened;
  private static Practice paired;

  @TempDir Path folder;
  Browser browser;
  Phone phone;
  Practice practice;
  Pictures pictures;

  @BeforeEach
  void showATab() throws Exception {
    openBrowser();
    browser.freshTab(Browser.Size.PHONE);
    pictures = new Pictures(folder.resolve("pictures"));
  }

  /** Opens the browser again if a test has killed it. */
  void openBrowser() throws IOException {
    if (opened == null) {
      opened =
          Browser.open(
              shared.resolve("profile"),
              Browser.Size.PHONE,
              "--host-resolver-rules=MAP " + UNTRUSTED_HOST + " 127.0.0.1",
              "--use-fake-device-for-media-stream",
              "--use-fake-ui-for-media-stream");
    }
    browser = opened;
    phone = new Phone(browser);
  }

  void killBrowser() {
    browser.kill();
    opened = null;
  }

  /** Starts a practice of this test's own. */
  void start(Object... relayOptions) throws Exception {
    practice = Practice.start(folder, relayOptions);
  }

  /** Starts one, and pairs. */
  Phone startPaired(Object... relayOptions) throws Exception {
    start(relayOptions);
    return phone.open(practice.link()).pairByLink();
  }

  /** Opens the page of a phone that is paired and has sent nothing yet. */
  Phone paired() throws Exception {
    if (paired == null) {
      paired = Practice.start(shared.resolve("practice"));
      phone.open(paired.link()).pairByLink();
    }
    practice = paired;
    practice.revive();
    practice.forgetFiled();
    browser.driver().get(practice.url() + "/health");
    browser.driver().executeAsyncScript(FORGET);
    return phone.open(page());
  }

  /** Runs a script in each page of this tab before the page's own. */
  void beforePages(String script) {
    browser
        .driver()
        .executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
  }

  /** Looks at what is shown, light and dark and at a PC's size, and keeps pictures of it. */
  void look(String state) throws IOException {
    for (Browser.Scheme scheme : Browser.Scheme.values()) {
      browser.prefer(scheme);
      if (scheme == Browser.Scheme.DARK) {
        browser.assertReadable(); // all else is as it is in light
      } else {
        browser.assertAccessible();
      }
      String to = System.getProperty("screenshots", "");
      if (!to.isEmpty()) {
        String name = "phone-" + state + (scheme == Browser.Scheme.DARK ? "-dark" : "");
        picture(Folders.ROOT.resolve(to), name);
      }
    }
    browser.prefer(Browser.Scheme.LIGHT);
    assertFits(state);
    browser.resize(Browser.Size.PC);
    browser.assertAccessible();
    assertFits(state + " on a PC");
    browser.resize(Browser.Size.PHONE);
  }

  /** All that can be pressed is large enough for a finger, and nothing is beside the screen. */
  void assertFits(String state) {
    assertEquals(List.of(), eval(BAD_TARGETS, SMALLEST_TARGET), state);
    String beside = "const e = document.documentElement; return e.scrollWidth - e.clientWidth";
    assertEquals(0L, eval(beside), state);
  }

  /** The whole page, also what is below the screen; a pixel for each of the page's. */
  private void picture(Path to, String name) throws IOException {
    Object height = eval("return document.documentElement.scrollHeight");
    Object width = eval("return innerWidth");
    Map<String, Object> clip = Map.of("x", 0, "y", 0, "width", width, "height", height);
    Map<String, Object> scaled = new HashMap<>(clip);
    scaled.put("scale", 1.0 / ((Number) eval("return devicePixelRatio")).doubleValue());
    Object png =
        browser
            .driver()
            .executeCdpCommand(
                "Page.captureScreenshot", Map.of("captureBeyondViewport", true, "clip", scaled))
            .get("data");
    byte[] bytes = Base64.getDecoder().decode(String.valueOf(png));
    Files.write(Files.createDirectories(to).resolve(name + ".png"), bytes);
  }

  String page() {
    return practice.url() + "/p/";
  }

  List<Path> one() throws IOException {
    return List.of(pictures.jpeg("photo.jpg", 300_000));
  }

  List<Path> two() throws IOException {
    return List.of(pictures.jpeg("a.jpg", 300_000), pictures.jpeg("b.jpg", 300_000));
  }

  String stored() {
    return String.valueOf(browser.driver().executeAsyncScript(STORED));
  }

  void awaitKept(int count) {
    phone.await(count + " drafts", () -> stored().equals(count + " drafts, 0 in clear"));
  }

  void awaitError(String id, String sentence) {
    phone.await(sentence, () -> phone.text(id).contains(sentence));
  }

  Object eval(String script, Object... args) {
    return browser.driver().executeScript(script, args);
  }

  @AfterEach
  void closePractice() {
    if (practice != null && practice != paired) {
      practice.close();
    }
  }

  @AfterAll
  static void closeAll() {
    if (paired != null) {
      paired.close();
      paired = null;
    }
    if (opened != null) {
      opened.close();
      opened = null;
    }
  }
}
