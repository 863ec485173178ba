package nz.co.medimage.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import nz.co.medimage.testkit.MedimageProcess;
import org.openqa.selenium.By;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A receiver, a browser on its page, and a phone: real processes. */
final class PcPage implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path folder;
  private final Browser browser;
  private MedimageProcess receiver;
  private String port = "0";
  private List<String> java = List.of();
  private String classPath = System.getProperty("java.class.path");

  /** The browser is left open. */
  PcPage(Path folder, Browser browser) {
    this.folder = folder;
    this.browser = browser;
  }

  Browser browser() {
    return browser;
  }

  MedimageProcess receiver() {
    return receiver;
  }

  String port() {
    return port;
  }

  Path home() {
    return folder.resolve("pc");
  }

  /** The page has longer words from the next start on. */
  void speakLonger() throws Exception {
    java = LongerWords.JAVA;
    classPath = LongerWords.classPath(folder.resolve("language"));
  }

  /** Starts the receiver, on the port that it had; the browser is let in. */
  void receive(Object... options) throws Exception {
    start(options);
    letIn();
  }

  void start(Object... options) throws Exception {
    Stream<Object> fixed = Stream.of("receive", "--home", home(), "--port", port, "--no-discovery");
    receiver =
        MedimageProcess.startWith(
            java, classPath, Stream.concat(fixed, Stream.of(options)).toArray());
    port = receiver.await("Page for this PC: http://localhost:([0-9]+)");
  }

  void letIn() throws Exception {
    try (MedimageProcess console = MedimageProcess.start("console", "--home", home())) {
      browser.driver().get(console.await("(http://localhost:[0-9]+/start[^ ]*)"));
    }
  }

  void open(String path) {
    browser.driver().get("http://localhost:" + port + path);
  }

  WebElement await(String css) {
    return new WebDriverWait(browser.driver(), PATIENCE)
        .withMessage(() -> css + " in " + browser.driver().getPageSource())
        .until(
            driver -> driver.findElements(By.cssSelector(css)).stream().findFirst().orElse(null));
  }

  void awaitText(String css, String part) {
    new WebDriverWait(browser.driver(), PATIENCE)
        .ignoring(StaleElementReferenceException.class)
        .withMessage(() -> css + " with " + part + " in " + browser.driver().getPageSource())
        .until(
            driver ->
                driver.findElements(By.cssSelector(css)).stream()
                    .anyMatch(each -> each.getAttribute("textContent").contains(part)));
  }

  void click(String text) {
    new WebDriverWait(browser.driver(), PATIENCE)
        .withMessage(() -> text + " in " + browser.driver().getPageSource())
        .until(
            driver ->
                driver
                    .findElements(By.xpath("//*[self::button or self::a][.='" + text + "']"))
                    .stream()
                    .findFirst()
                    .orElse(null))
        .click();
  }

  /** Types into a field in place of what is there. */
  void type(String name, String text) {
    WebElement field = await("[name='" + name + "']");
    field.clear();
    field.sendKeys(text);
  }

  String value(String name) {
    return await("[name='" + name + "']").getAttribute("value");
  }

  /** It is usable by everybody, light and dark; a picture of each is kept if that is asked for. */
  void look(String name) throws Exception {
    for (Browser.Scheme scheme : Browser.Scheme.values()) {
      browser.prefer(scheme);
      browser.assertAccessible();
      String folderOfShots = System.getProperty("screenshots");
      if (folderOfShots != null) {
        String file = "console-" + name + "-" + scheme.name().toLowerCase(Locale.ROOT);
        browser.screenshot(Path.of(folderOfShots), file);
      }
    }
  }

  /** Nothing is wider than its place. */
  void assertFits() {
    String title = await("h1").getText();
    assertTrue(title.startsWith("\u00bb"), title);
    assertNoneIsTooWide();
  }

  /** The same on a page whose title an add-on gives. */
  void assertNoneIsTooWide() {
    Object wide =
        browser
            .driver()
            .executeScript(
                "return [...document.querySelectorAll('html, main *')]"
                    + ".filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0)"
                    + ".filter(e => !['INPUT', 'SELECT', 'TEXTAREA'].includes(e.tagName))"
                    + ".map(e => e.outerHTML.slice(0, 80))");
    assertEquals(List.of(), wide);
  }

  /** A phone is paired with the code that the page shows. */
  void pair(String code) throws Exception {
    pair(code, Integer.parseInt(port));
  }

  /** The same by way of another port. */
  void pair(String code, int at) throws Exception {
    try (MedimageProcess pairing =
        MedimageProcess.start(
            "pair",
            "--home",
            folder.resolve("phone"),
            "--no-discovery",
            "--device",
            "Ana's iPhone",
            "--at",
            "localhost:" + at,
            code)) {
      assertEquals(0, pairing.exit(), pairing::toString);
    }
  }

  MedimageProcess sending(String tag, Path photo) throws Exception {
    return MedimageProcess.start(
        "send", "--home", folder.resolve("phone"), photo, "--tag", tag, "--no-discovery");
  }

  void send(String tag, Path photo) throws Exception {
    try (MedimageProcess sending = sending(tag, photo)) {
      assertEquals(0, sending.exit(), sending::toString);
    }
  }

  @Override
  public void close() {
    if (receiver != null) {
      receiver.close();
    }
  }
}
