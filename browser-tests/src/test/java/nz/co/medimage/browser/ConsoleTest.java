package nz.co.medimage.browser;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The PC's page, by clicks alone, against a real receiver and a real phone. */
@Timeout(240)
class ConsoleTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  private Browser browser;
  private MedimageProcess receiver;
  private String port;

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
    receiver = MedimageProcess.start(Stream.concat(fixed, Stream.of(options)).toArray());
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
        .ignoring(org.openqa.selenium.StaleElementReferenceException.class)
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
        String file = "console-" + name + "-" + scheme.name().toLowerCase(java.util.Locale.ROOT);
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
            "<b>Phone</b>",
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
    awaitText("#pairing", "<b>Phone</b> is paired");
    awaitText("#devices", "<b>Phone</b>");
    look("pairing");
    click("End this code");
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
}
