package nz.co.medimage.browser;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.TreeSet;
import nz.co.medimage.testkit.MedimageProcess;
import nz.co.medimage.testkit.TestCertificate;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The PC's page, by clicks alone, against a real receiver and a real phone. */
@Timeout(480)
class ConsoleTest extends PcTest {
  private ChromeDriver driver() {
    return page.browser().driver();
  }

  private void receive(Object... options) throws Exception {
    page.receive(options);
  }

  private void pair() throws Exception {
    page.click("Make a pairing code");
    page.pair(page.await("#code").getText());
  }

  @Test
  void firstPhotoIsPairedAndSeenByClicksAlone() throws Exception {
    Path patients = folder.resolve("patients");
    receive("--to", patients, "--name", "Room 1");
    assertEquals("/", URI.create(driver().getCurrentUrl()).getPath());
    assertEquals("Room 1 – MedImage", driver().getTitle());
    page.awaitText("h1", "Ready for your first phone");
    page.look("first");
    pair();
    page.awaitText("#pairing", "Ana's iPhone is paired");
    page.awaitText("#devices", "Ana's iPhone");
    page.look("pairing");
    page.click("Cancel this code");
    page.await("#pairing button.main");

    Path photo = Files.write(folder.resolve("arm.jpg"), TestPhotos.jpeg(1, 1200, 900));
    page.send("#ZAC5361 arm", photo);
    page.awaitText("#photo-list", "ZAC5361/arm-");
    page.look("delivered");
    page.send("#ZAC5361 leg", Files.write(folder.resolve("leg.jpg"), TestPhotos.jpeg(2)));
    page.awaitText("#photo-list", "ZAC5361/leg-");
    assertEquals(2, driver().findElements(By.cssSelector("#photo-list li")).size());

    driver().findElements(By.cssSelector("#photo-list a")).get(1).click();
    String at = page.await("input[readonly]").getAttribute("value");
    assertArrayEquals(Files.readAllBytes(photo), Files.readAllBytes(Path.of(at)));
    page.look("photo");
    page.browser().resize(Browser.Size.PHONE);
    page.look("photo-small");
    assertEquals(List.of(), page.browser().complaints());
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
      page.awaitText("#needs", "Held");
    }
  }

  @Test
  void heldPhotoIsAssignedByClicksAlone() throws Exception {
    holdOne();
    page.look("held");
    page.await("#needs a.what").click();
    page.awaitText("main", "The phone said: #ZZZ0016 arm");
    page.click("Show the picture");
    new WebDriverWait(driver(), PcPage.PATIENCE)
        .until(
            driver ->
                Boolean.TRUE.equals(
                    driver()
                        .executeScript(
                            "return [...document.querySelectorAll('img.thumbnail')]"
                                + ".some(each => each.naturalWidth > 0)")));
    page.await("input[name=patient]").sendKeys("ZAC5361");
    page.await("input[name=shows]").sendKeys("arm");
    page.await("input[name=by]").sendKeys("Ana");
    page.look("assign");
    page.click("File it for this patient");
    page.awaitText("main", "Ana filed it on");
    assertTrue(driver().getCurrentUrl().contains("/photos/"));
    page.click("Back");
    page.awaitText("#photo-list", "ZAC5361/arm-");
    page.awaitText("#needs", "Nothing.");
    assertEquals(List.of(), page.browser().complaints());
    String printed = page.receiver().toString();
    assertFalse(printed.contains("ZZZ0016") || printed.contains("ZAC5361"), printed);
  }

  @Test
  void passwordOpensThePageOnAnotherComputer() throws Exception {
    TestCertificate certificate = TestCertificate.make(folder, "localhost");
    page.start(
        "--to",
        folder.resolve("patients"),
        "--console-port",
        0,
        "--console-password-file",
        Files.writeString(folder.resolve("password"), "correct horse battery"),
        "--console-certificate",
        certificate.certificate(),
        "--console-key",
        certificate.key());
    String port = page.receiver().await("Page for other computers: https on port ([0-9]+)");
    driver().get("https://localhost:" + port + "/");
    page.awaitText("h1", "Sign in");
    page.look("sign-in");
    page.browser().complaints(); // of the status 401
    page.type("password", "wrong horse battery" + Keys.ENTER);
    page.awaitText("[role=alert]", "That is not the password.");
    page.browser().complaints();
    page.type("password", "correct horse battery" + Keys.ENTER);
    page.awaitText("h1", "Ready for your first phone");
    assertEquals(List.of(), driver().findElements(By.cssSelector("a[href^='/settings']")));
    assertEquals(List.of(), page.browser().complaints());
  }

  @Test
  void keyboardAloneIsEnough() throws Exception {
    holdOne();
    page.open("/");
    press("[data-copy]");
    page.awaitText("#pairing-link-copied", "Copied.");
    press("form[action='/pairing/end'] button");
    press("#pairing button.main");
    page.await("#code");
    press("#needs a.what");
    fill("patient", "ZAC5361");
    fill("shows", "arm");
    fill("by", "Ana" + Keys.ENTER);
    page.awaitText("main", "Ana filed it on");
    assertEquals(List.of(), page.browser().complaints());
  }

  private void press(String css) {
    tabTo(css);
    new Actions(driver()).sendKeys(Keys.ENTER).perform();
  }

  private void fill(String name, String text) {
    tabTo("[name='" + name + "']");
    new Actions(driver()).sendKeys(text).perform();
  }

  /** Goes there by the tab key; it can be seen where that is. */
  private void tabTo(String css) {
    page.await(css);
    for (int i = 0; i < 60; i++) {
      new Actions(driver()).sendKeys(Keys.TAB).perform();
      Object width =
          driver()
              .executeScript(
                  "const at = document.activeElement;"
                      + "return at.matches(arguments[0]) ? getComputedStyle(at).outlineWidth : null",
                  css);
      if (width != null) {
        assertEquals("3px", width, css);
        return;
      }
    }
    throw new AssertionError("the tab key does not lead to " + css);
  }

  /** German is a third longer than English. */
  @Test
  void longerWordsOverflowNothing() throws Exception {
    page.speakLonger();
    receive("--to", folder.resolve("patients"), "--name", "Room 1");
    page.browser().resize(Browser.Size.PHONE);
    page.assertFits();
    driver().findElement(By.cssSelector("#pairing button")).click();
    page.await("#code");
    page.assertFits();
    page.look("longer-words");
    driver().get("http://localhost:" + page.port() + "/nothing");
    page.assertFits();
  }

  @Test
  void lockedPageHasNoButtonThatChangesAnything() throws Exception {
    receive("--to", folder.resolve("patients"), "--name", "Room 1", "--lock-down");
    page.awaitText("#pairing", "Pairing is switched off");
    String changing = "form:not(#find):not([action^='/sign-out'])";
    assertEquals(List.of(), driver().findElements(By.cssSelector(changing)));
    page.look("locked");
  }

  @Test
  void pageOfOthersShowsItInNoFrame() throws Exception {
    receive("--to", folder.resolve("patients"));
    String frame = "<!doctype html><title>F</title><iframe src='http://localhost:%s/'></iframe>";
    try (Site site = Site.of(frame.formatted(page.port()))) {
      driver().get(site.origin("localhost"));
      driver().switchTo().frame(0);
      String shown = driver().getPageSource();
      assertFalse(shown.contains("Make a pairing code"), shown);
    }
  }

  @Test
  void fiveThousandPhotosScrollSmoothly() throws Exception {
    Path patients = folder.resolve("patients");
    receive("--to", patients, "--name", "Room 1");
    pair();
    page.send("#ZAC5361 arm", photo("arm", 1));
    page.receiver().close();
    addCopies(folder.resolve("pc").resolve("ledger.db"), 4_999);
    receive("--to", patients, "--name", "Room 1");
    page.await("#photo-list li");
    page.browser().complaints(); // of the receiver that is gone
    String scrolls =
        """
        const done = arguments[0];
        const frames = [];
        let last = performance.now();
        let quiet = 0;
        const step = now => {
          frames.push(now - last);
          last = now;
          const more = document.querySelector('#photo-list .more');
          // Other parts of the page are below the list.
          if (more && more.getBoundingClientRect().bottom < 0) more.scrollIntoView();
          else scrollTo(0, scrollY + innerHeight);
          quiet = more ? 0 : quiet + 1;
          if (quiet > 5) {
            const rows = document.querySelectorAll('#photo-list li').length;
            frames.sort((a, b) => a - b);
            done([rows, frames[Math.floor(frames.length * 0.95)]]);
          } else {
            requestAnimationFrame(step);
          }
        };
        requestAnimationFrame(step);
        """;
    driver().manage().timeouts().scriptTimeout(Duration.ofMinutes(5));
    List<?> result = (List<?>) driver().executeAsyncScript(scrolls);
    System.out.println("95 % of frames took at most " + result.get(1) + " ms");
    assertEquals(5_000L, result.get(0));
    driver().executeScript("scrollTo(0, 0)");
    assertEquals(List.of(), page.browser().complaints());
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
    return driver().executeScript(script);
  }

  private List<String> rows() {
    return driver().findElements(By.cssSelector("#photo-list li")).stream()
        .map(each -> each.getAttribute("id"))
        .toList();
  }

  @Test
  void pageKeepsItsPlaceAndFindsPhotosWhileMoreCome() throws Exception {
    receive("--to", folder.resolve("patients"), "--name", "Room 1");
    pair();
    page.awaitText("#devices", "no photo yet");
    run("window.had = document.querySelector('#devices a.button'); had.focus();");
    page.send("#ZAC5361 arm", photo("a", 1));
    page.awaitText("#devices", "last photo");
    assertEquals(true, run("return had.isConnected && document.activeElement === had;"));

    run("window.dispatchEvent(new PageTransitionEvent('pagehide'));");
    page.send("#ZZZ0016 arm", photo("b", 2));
    run("window.dispatchEvent(new PageTransitionEvent('pageshow'));");
    page.awaitText("#photo-list", "ZZZ0016/arm-");

    page.await("#find input[name=text]").sendKeys("zac53");
    new WebDriverWait(driver(), PcPage.PATIENCE).until(driver -> rows().size() == 1);
    page.look("find");
    page.send("#ZZZ0016 leg", photo("c", 3));
    page.send("#ZAC5361 leg", photo("d", 4));
    page.awaitText("#photo-list", "ZAC5361/leg-");
    assertEquals(2, rows().size(), () -> "" + rows());
    assertEquals("zac53", run("return document.activeElement.value;"));
    assertEquals("", run("return location.search + location.hash.replace('#pairing', '');"));

    page.await("#find input[name=text]").sendKeys(Keys.BACK_SPACE.toString().repeat(5));
    new WebDriverWait(driver(), PcPage.PATIENCE).until(driver -> rows().size() == 4);
    List<String> newestFirst = new ArrayList<>(new TreeSet<>(rows()));
    Collections.reverse(newestFirst);
    assertEquals(newestFirst, rows());
    assertEquals(List.of(), page.browser().complaints());
  }

  @Test
  void whatSomebodyElseDecidedMeanwhileIsShownAndNotDoneAgain() throws Exception {
    holdOne();
    page.await("#needs a.what").click();
    page.awaitText("main", "The phone said: #ZZZ0016 arm");
    String photo = URI.create(driver().getCurrentUrl()).getPath().substring(8);
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
    page.await("input[name=patient]").sendKeys("ZAC5361");
    page.await("input[name=shows]").sendKeys("leg");
    page.await("input[name=by]").sendKeys("Ana");
    page.click("File it for this patient");
    page.awaitText("[role=alert]", "this photo has changed since your page was opened");
    page.look("changed");
    page.click("Look at it again");
    page.awaitText("main", "Rua filed it on");
    driver().get("http://localhost:" + page.port() + "/");
    page.awaitText("#photo-list", "ZAC5361/arm-");
    assertEquals(1, driver().findElements(By.cssSelector("#photo-list li")).size());
  }
}
