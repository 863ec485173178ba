package nz.co.medimage.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.WindowType;

/** Photos get from the page to the practice, once each, whatever is killed on the way. */
@Timeout(300)
class PhoneDeliversTest {
  private static final int SIZE = 700_000;

  /** Slow enough that an upload of {@link #SIZE} is caught in its middle. */
  private static final int SLOW = 100_000;

  @TempDir Path folder;
  private Folders host;
  private Browser browser;
  private Phone phone;
  private Practice practice;
  private List<Path> photos;

  @BeforeEach
  void start() throws Exception {
    openBrowser();
    host = Folders.serve();
    practice = Practice.start(folder, "--page-origin", host.origin());
    photos = new Pictures(folder.resolve("pictures")).fourOf(SIZE);
  }

  private void openBrowser() throws Exception {
    browser = Browser.open(folder.resolve("profile"), Browser.Size.PHONE);
    phone = new Phone(browser);
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : new AutoCloseable[] {practice, host, browser}) {
      if (each != null) {
        each.close();
      }
    }
  }

  private void sendsAndIsKilled(String page) throws Exception {
    practice.killReceiver();
    phone.patient("ZAC5361").upload(SLOW).send(photos);
    phone.awaitMiddleOfAnUpload();
    browser.kill();
    openBrowser();
    phone.open(page);
    assertEquals(4, phone.states().size());
    phone.awaitAll("at-relay", 4);
    assertFalse(practice.isRelayEmpty());
    practice.startReceiver();
    phone.awaitAll("delivered", 4);
    assertEquals(Pictures.hashes(photos), practice.filedPhotos());
    assertEquals(List.of("ZAC5361"), practice.patients());
    phone.await("the relay to be empty", practice::isRelayEmpty);
  }

  @Test
  void photosOfAPageThatWasKilledAreDelivered() throws Exception {
    phone.open(practice.link()).pairByLink();
    sendsAndIsKilled(practice.url() + "/p/");
  }

  @Test
  void photosOfAPageOfAnotherOriginAreDelivered() throws Exception {
    String page = host.origin() + "/web/";
    phone
        .open(page)
        .pairByCode(practice.code().toLowerCase(Locale.ROOT).replace('-', ' '), practice.url());
    sendsAndIsKilled(page);
  }

  @Test
  void photosAreDeliveredThoughTheRelayIsKilled() throws Exception {
    phone.open(practice.link()).pairByLink().patient("ZAC5361").upload(SLOW).send(photos);
    phone.awaitMiddleOfAnUpload();
    practice.killRelay();
    phone.upload(0).awaitSentence("The relay does not answer.");
    practice.startRelay();
    phone.await("the button", () -> phone.isShown("try-now"));
    phone.tryNow();
    phone.awaitAll("delivered", 4);
    assertEquals(Pictures.hashes(photos), practice.filedPhotos());
  }

  @Test
  void photosAreDeliveredOnceTheNetworkIsBack() throws Exception {
    phone.open(practice.link()).pairByLink().patient("ZAC5361").upload(SLOW);
    phone.send(photos.subList(0, 2));
    phone.awaitMiddleOfAnUpload();
    browser.network(false);
    phone.awaitSentence("It is sent when there is a network.");
    assertTrue(phone.text("notices").contains("No network."), phone.text("notices"));
    phone.send(photos.subList(2, 4));
    assertEquals(4, phone.states().size());
    browser.network(true);
    phone.awaitAll("delivered", 4);
    assertEquals(Pictures.hashes(photos), practice.filedPhotos());
  }

  @Test
  void anotherTabGoesOnWhenTheOneThatDeliversIsClosed() throws Exception {
    phone.open(practice.link()).pairByLink().patient("ZAC5361").upload(SLOW).send(photos);
    phone.awaitMiddleOfAnUpload();
    String first = browser.driver().getWindowHandle();
    browser.driver().switchTo().newWindow(WindowType.TAB);
    String second = browser.driver().getWindowHandle();
    phone.open(practice.url() + "/p/");
    assertEquals(4, phone.states().size());
    phone.awaitMiddleOfAnUpload();
    browser.driver().switchTo().window(first).close();
    browser.driver().switchTo().window(second);
    phone.awaitAll("delivered", 4);
    assertEquals(Pictures.hashes(photos), practice.filedPhotos());
  }

  @Test
  void pageOpensWithoutANetworkAndTakesPhotos() throws Exception {
    phone.open(practice.link()).pairByLink();
    phone.await("the page to be kept", this::isPageKept);
    practice.killRelay();
    phone.open(practice.url() + "/p/").patient("ZAC5361").send(photos);
    phone.awaitSentence("The relay does not answer.");
    practice.startRelay();
    phone.await("the button", () -> phone.isShown("try-now"));
    phone.tryNow();
    phone.awaitAll("delivered", 4);
    assertEquals(Pictures.hashes(photos), practice.filedPhotos());
  }

  private boolean isPageKept() {
    String script =
        "const done = arguments[0];"
            + "navigator.serviceWorker.getRegistration().then(r => done(r?.active != null))";
    return Boolean.TRUE.equals(browser.driver().executeAsyncScript(script));
  }

  @Test
  void linkLeavesNoTrace() {
    phone.open(practice.link());
    phone.await("the question", () -> phone.text("pair-question").contains(practice.code()));
    assertEquals(practice.url() + "/p/", browser.driver().executeScript("return location.href"));
    browser.driver().get("about:blank");
    browser.driver().navigate().back();
    assertEquals(practice.url() + "/p/", browser.driver().executeScript("return location.href"));
  }
}
