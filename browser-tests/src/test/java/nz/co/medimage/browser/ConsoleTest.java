package nz.co.medimage.browser;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.Writer;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.ResourceBundle;
import java.util.TreeSet;
import java.util.stream.Stream;
import nz.co.medimage.testkit.MedimageProcess;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The PC's page, by clicks alone, against a real receiver and a real phone. */
@Timeout(480)
class ConsoleTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  private Browser browser;
  private MedimageProcess receiver;
  private String port;
  private List<String> java = List.of();
  private String classPath = System.getProperty("java.class.path");

  @BeforeEach
  void open() throws Exception {
    browser = Browser.open(folder.resolve("profile"), Browser.Size.PC);
  }

  @AfterEach
  void closeAll() {
    if (receiver != null) {
      receiver.close();
    }
    if (browser != null) {
      browser.close();
    }
  }

  private void receive(Object... options) throws Exception {
    Stream<Object> fixed =
        Stream.of("receive", "--home", folder.resolve("pc"), "--port", 0, "--no-discovery");
    receiver =
        MedimageProcess.startWith(
            java, classPath, Stream.concat(fixed, Stream.of(options)).toArray());
    port = receiver.await("on port ([0-9]+)");
    receiver.await("Page for this PC");
    try (MedimageProcess console =
        MedimageProcess.start("console", "--home", folder.resolve("pc"))) {
      browser.driver().get(console.await("(http://localhost:[0-9]+/start[^ ]*)"));
    }
  }

  private WebElement await(String css) {
    return new WebDriverWait(browser.driver(), PATIENCE)
        .until(
            driver -> driver.findElements(By.cssSelector(css)).stream().findFirst().orElse(null));
  }

  private void awaitText(String css, String part) {
    new WebDriverWait(browser.driver(), PATIENCE)
        .ignoring(StaleElementReferenceException.class)
        .withMessage(() -> css + " with " + part + " in " + browser.driver().getPageSource())
        .until(
            driver ->
                driver.findElements(By.cssSelector(css)).stream()
                    .anyMatch(each -> each.getAttribute("textContent").contains(part)));
  }

  private void click(String text) {
    new WebDriverWait(browser.driver(), PATIENCE)
        .until(
            driver ->
                driver
                    .findElements(By.xpath("//*[self::button or self::a][.='" + text + "']"))
                    .stream()
                    .findFirst()
                    .orElse(null))
        .click();
  }

  private void look(String name) throws Exception {
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

  private void send(String tag, Path photo) throws Exception {
    try (MedimageProcess sending =
        MedimageProcess.start("send", "--home", folder.resolve("phone"), photo, "--tag", tag)) {
      assertEquals(0, sending.exit(), sending::toString);
    }
  }

  private void pair() throws Exception {
    click("Make a pairing code");
    String code = await("#code").getText();
    try (MedimageProcess pairing =
        MedimageProcess.start(
            "pair",
            "--home",
            folder.resolve("phone"),
            "--no-discovery",
            "--device",
            "Ana's iPhone",
            "--at",
            "localhost:" + port,
            code)) {
      assertEquals(0, pairing.exit(), pairing::toString);
    }
  }

  @Test
  void firstPhotoIsPairedAndSeenByClicksAlone() throws Exception {
    Path patients = folder.resolve("patients");
    receive("--to", patients, "--name", "Room 1");
    assertEquals("/", URI.create(browser.driver().getCurrentUrl()).getPath());
    assertEquals("Room 1 – MedImage", browser.driver().getTitle());
    awaitText("h1", "Ready for your first phone");
    look("first");
    pair();
    awaitText("#pairing", "Ana's iPhone is paired");
    awaitText("#devices", "Ana's iPhone");
    look("pairing");
    click("Cancel this code");
    await("#pairing button.main");

    Path photo = Files.write(folder.resolve("arm.jpg"), TestPhotos.jpeg(1, 1200, 900));
    send("#ZAC5361 arm", photo);
    awaitText("#photo-list", "ZAC5361/arm-");
    look("delivered");
    send("#ZAC5361 leg", Files.write(folder.resolve("leg.jpg"), TestPhotos.jpeg(2)));
    awaitText("#photo-list", "ZAC5361/leg-");
    assertEquals(2, browser.driver().findElements(By.cssSelector("#photo-list li")).size());

    browser.driver().findElements(By.cssSelector("#photo-list a")).get(1).click();
    String at = await("input[readonly]").getAttribute("value");
    assertArrayEquals(Files.readAllBytes(photo), Files.readAllBytes(Path.of(at)));
    look("photo");
    browser.resize(Browser.Size.PHONE);
    look("photo-small");
    assertEquals(List.of(), browser.complaints());
  }

  /** The practice knows nobody with the id of the photo that comes. */
  private void holdOne() throws Exception {
    Path list = Files.writeString(folder.resolve("patients.csv"), "nhi\nZAC5361\n");
    Path configuration = folder.resolve("receiver.json");
    String check =
        """
        {"patient-check": {"add-on": "csv", "settings": {"file": "%s", "id": "nhi"}}}
        """
            .formatted(list);
    Files.writeString(configuration, check);
    receive("--to", folder.resolve("patients"), "--name", "Room 1", "--config", configuration);
    pair();
    try (MedimageProcess sending =
        MedimageProcess.start(
            "send", "--home", folder.resolve("phone"), "--tag", "#ZZZ0016 arm", photo("arm", 1))) {
      assertEquals(3, sending.exit(), sending::toString);
      awaitText("#needs", "Held");
    }
  }

  @Test
  void heldPhotoIsAssignedByClicksAlone() throws Exception {
    holdOne();
    look("held");
    await("#needs a.what").click();
    awaitText("main", "The phone said: #ZZZ0016 arm");
    click("Show the picture");
    new WebDriverWait(browser.driver(), PATIENCE)
        .until(
            driver ->
                Boolean.TRUE.equals(
                    browser
                        .driver()
                        .executeScript(
                            "return [...document.querySelectorAll('img.thumbnail')]"
                                + ".some(each => each.naturalWidth > 0)")));
    await("input[name=tag]").sendKeys("#ZAC5361 arm");
    await("input[name=by]").sendKeys("Ana");
    look("assign");
    click("File it for this patient");
    awaitText("main", "Ana filed it on");
    assertTrue(browser.driver().getCurrentUrl().contains("/photos/"));
    click("Back");
    awaitText("#photo-list", "ZAC5361/arm-");
    awaitText("#needs", "Nothing.");
    assertEquals(List.of(), browser.complaints());
  }

  @Test
  void keyboardAloneIsEnough() throws Exception {
    receive("--to", folder.resolve("patients"), "--name", "Room 1");
    List<String> reached = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      browser.driver().switchTo().activeElement().sendKeys(Keys.TAB);
      WebElement at = browser.driver().switchTo().activeElement();
      reached.add(at.getText());
      assertEquals("3px", at.getCssValue("outline-width"), at::getText);
    }
    assertTrue(reached.contains("Make a pairing code"), reached::toString);
    await("#pairing button").sendKeys(Keys.ENTER);
    await("#code");
  }

  /** German is a third longer than English. */
  @Test
  void longerWordsOverflowNothing() throws Exception {
    ResourceBundle english = ResourceBundle.getBundle("nz.co.medimage.console.texts", Locale.ROOT);
    Properties longer = new Properties();
    for (String key : english.keySet()) {
      String text = english.getString(key).replaceAll("([a-z]{3,})(?![^{]*})", "$1en$1");
      longer.setProperty(key, "\u00bb" + text);
    }
    Path language = folder.resolve("language");
    Path bundle = language.resolve("nz/co/medimage/console/texts_en_XA.properties");
    Files.createDirectories(bundle.getParent());
    try (Writer out = Files.newBufferedWriter(bundle)) {
      longer.store(out, null);
    }
    java = List.of("-Duser.language=en", "-Duser.country=XA");
    classPath = language + File.pathSeparator + classPath;
    receive("--to", folder.resolve("patients"), "--name", "Room 1");
    browser.resize(Browser.Size.PHONE);
    assertFits();
    browser.driver().findElement(By.cssSelector("#pairing button")).click();
    await("#code");
    assertFits();
    look("longer-words");
    browser.driver().get("http://localhost:" + port + "/nothing");
    assertFits();
  }

  private void assertFits() {
    assertTrue(await("h1").getText().startsWith("\u00bb"));
    Object wide =
        browser
            .driver()
            .executeScript(
                "return [...document.querySelectorAll('html, main *')]"
                    + ".filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0)"
                    + ".map(e => e.outerHTML.slice(0, 80))");
    assertEquals(List.of(), wide);
  }

  @Test
  void lockedPageHasNoButtonThatChangesAnything() throws Exception {
    receive("--to", folder.resolve("patients"), "--name", "Room 1", "--lock-down");
    awaitText("#pairing", "Pairing is switched off");
    String changing = "form:not(#find):not([action^='/sign-out'])";
    assertEquals(List.of(), browser.driver().findElements(By.cssSelector(changing)));
    look("locked");
  }

  @Test
  void pageOfOthersShowsItInNoFrame() throws Exception {
    receive("--to", folder.resolve("patients"));
    String frame = "<!doctype html><title>F</title><iframe src='http://localhost:%s/'></iframe>";
    try (Site site = Site.of(frame.formatted(port))) {
      browser.driver().get(site.origin("localhost"));
      browser.driver().switchTo().frame(0);
      String shown = browser.driver().getPageSource();
      assertFalse(shown.contains("Make a pairing code"), shown);
    }
  }

  @Test
  void fiveThousandPhotosScrollSmoothly() throws Exception {
    Path patients = folder.resolve("patients");
    receive("--to", patients, "--name", "Room 1");
    pair();
    send("#ZAC5361 arm", photo("arm", 1));
    receiver.close();
    addCopies(folder.resolve("pc").resolve("ledger.db"), 4_999);
    receive("--to", patients, "--name", "Room 1");
    await("#photo-list li");
    browser.complaints(); // of the receiver that is gone
    String scrolls =
        """
        const done = arguments[0];
        const frames = [];
        let last = performance.now();
        let quiet = 0;
        const step = now => {
          frames.push(now - last);
          last = now;
          const before = scrollY;
          scrollTo(0, scrollY + 400);
          const more = document.querySelector('#photo-list .more');
          quiet = more ? 0 : quiet + 1;
          if (quiet > 5) {
            const rows = document.querySelectorAll('#photo-list li').length;
            frames.sort((a, b) => a - b);
            done([rows, frames[Math.floor(frames.length * 0.95)], frames.length]);
          } else {
            requestAnimationFrame(step);
          }
        };
        requestAnimationFrame(step);
        """;
    browser.driver().manage().timeouts().scriptTimeout(Duration.ofMinutes(5));
    List<?> result = (List<?>) browser.driver().executeAsyncScript(scrolls);
    assertEquals(5_000L, result.get(0));
    assertTrue(((Number) result.get(1)).doubleValue() < 500, result::toString);
    browser.driver().executeScript("scrollTo(0, 0)");
    assertEquals(List.of(), browser.complaints());
  }

  /** What thousands of photos leave in the ledger: entries like that of the first. */
  private static void addCopies(Path ledger, int copies) throws Exception {
    try (Connection sql = DriverManager.getConnection("jdbc:sqlite:" + ledger)) {
      byte[] id;
      try (Statement asked = sql.createStatement();
          ResultSet found = asked.executeQuery("SELECT id FROM entry")) {
        id = found.getBytes(1);
      }
      sql.setAutoCommit(false);
      try (PreparedStatement copy =
          sql.prepareStatement(
              "INSERT INTO entry SELECT ?, device, size, at, rejection, message, filed, followed,"
                  + " envelope FROM entry WHERE id = ?")) {
        long time = ByteBuffer.wrap(id).getLong();
        for (int i = 1; i <= copies; i++) {
          byte[] other = id.clone();
          ByteBuffer.wrap(other).putLong(time - ((long) i << 16));
          copy.setBytes(1, other);
          copy.setBytes(2, id);
          copy.addBatch();
        }
        copy.executeBatch();
      }
      sql.commit();
    }
  }

  private Path photo(String name, int seed) throws Exception {
    return Files.write(folder.resolve(name + ".jpg"), TestPhotos.jpeg(seed));
  }

  private Object run(String script) {
    return browser.driver().executeScript(script);
  }

  private List<String> rows() {
    return browser.driver().findElements(By.cssSelector("#photo-list li")).stream()
        .map(each -> each.getAttribute("id"))
        .toList();
  }

  @Test
  void pageKeepsItsPlaceAndFindsPhotosWhileMoreCome() throws Exception {
    receive("--to", folder.resolve("patients"), "--name", "Room 1");
    pair();
    awaitText("#devices", "no photo yet");
    run("window.had = document.querySelector('#devices a.button'); had.focus();");
    send("#ZAC5361 arm", photo("a", 1));
    awaitText("#devices", "last photo");
    assertEquals(true, run("return had.isConnected && document.activeElement === had;"));

    run("window.dispatchEvent(new PageTransitionEvent('pagehide'));");
    send("#ZZZ0016 arm", photo("b", 2));
    run("window.dispatchEvent(new PageTransitionEvent('pageshow'));");
    awaitText("#photo-list", "ZZZ0016/arm-");

    await("#find input[name=text]").sendKeys("zac53");
    new WebDriverWait(browser.driver(), PATIENCE).until(driver -> rows().size() == 1);
    look("find");
    send("#ZZZ0016 leg", photo("c", 3));
    send("#ZAC5361 leg", photo("d", 4));
    awaitText("#photo-list", "ZAC5361/leg-");
    assertEquals(2, rows().size(), () -> "" + rows());
    assertEquals("zac53", run("return document.activeElement.value;"));
    assertEquals("", run("return location.search + location.hash.replace('#pairing', '');"));

    await("#find input[name=text]").sendKeys(Keys.BACK_SPACE.toString().repeat(5));
    new WebDriverWait(browser.driver(), PATIENCE).until(driver -> rows().size() == 4);
    List<String> newestFirst = new ArrayList<>(new TreeSet<>(rows()));
    Collections.reverse(newestFirst);
    assertEquals(newestFirst, rows());
    assertEquals(List.of(), browser.complaints());
  }

  @Test
  void whatSomebodyElseDecidedMeanwhileIsShownAndNotDoneAgain() throws Exception {
    holdOne();
    await("#needs a.what").click();
    awaitText("main", "The phone said: #ZZZ0016 arm");
    String photo = URI.create(browser.driver().getCurrentUrl()).getPath().substring(8);
    try (MedimageProcess other =
        MedimageProcess.start(
            "deliveries",
            "--home",
            folder.resolve("pc"),
            "--assign",
            photo,
            "#ZAC5361 arm",
            "--by",
            "Rua")) {
      assertEquals(0, other.exit(), other::toString);
    }
    await("input[name=tag]").sendKeys("#ZAC5361 leg");
    await("input[name=by]").sendKeys("Ana");
    click("File it for this patient");
    awaitText("[role=alert]", "this photo has changed since your page was opened");
    look("changed");
    click("Look at it again");
    awaitText("main", "Rua filed it on");
    browser.driver().get("http://localhost:" + port + "/");
    awaitText("#photo-list", "ZAC5361/arm-");
    assertEquals(1, browser.driver().findElements(By.cssSelector("#photo-list li")).size());
  }
}
