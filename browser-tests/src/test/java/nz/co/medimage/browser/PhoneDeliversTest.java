package nz.co.medimage.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.WindowType;

/** Photos get from the page to the practice, once each, whatever is killed on the way. */
@Timeout(300)
class PhoneDeliversTest extends PhoneTest {
  private static final int SIZE = 700_000;

  /** Slow enough that an upload of {@link #SIZE} is caught in its middle. */
  private static final int SLOW = 100_000;

  private List<Path> photos;

  @BeforeEach
  void makePhotos() throws Exception {
    photos = pictures.fourOf(SIZE);
  }

  private void sendsAndIsKilled(String page) throws Exception {
    practice.killReceiver();
    phone.patient("ZAC5361").upload(SLOW).send(photos);
    phone.awaitMiddleOfAnUpload();
    String advice = "Keep this page open until the tick. A phone sends nothing in the background.";
    assertEquals(advice, phone.text("sent-advice"));
    killBrowser();
    openBrowser();
    phone.open(page);
    assertEquals(4, phone.states().size());
    phone.awaitAll("at-relay", 4);
    String away = "You can close this page. Open it again to see the tick.";
    assertEquals(away, phone.text("sent-advice"));
    assertFalse(practice.isRelayEmpty());
    practice.startReceiver();
    phone.awaitAll("delivered", 4);
    assertEquals(Pictures.hashes(photos), practice.filedPhotos());
    assertEquals(List.of("ZAC5361"), practice.patients());
    phone.await("the relay to be empty", practice::isRelayEmpty);
  }

  @Test
  void photosOfAPageThatWasKilledAreDelivered() throws Exception {
    paired();
    sendsAndIsKilled(page());
  }

  @Test
  void photosOfAPageOfAnotherOriginAreDelivered() throws Exception {
    try (Folders host = Folders.serve()) {
      start("--page-origin", host.origin());
      String page = host.origin() + "/web/";
      String code = practice.code().toLowerCase(Locale.ROOT).replace('-', ' ');
      phone.open(page).pairByCode(code, practice.url());
      sendsAndIsKilled(page);
    }
  }

  @Test
  void photosAreDeliveredThoughTheRelayIsKilled() throws Exception {
    paired().patient("ZAC5361").upload(SLOW).send(photos);
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
    paired().patient("ZAC5361").upload(SLOW);
    phone.send(photos.subList(0, 2));
    phone.awaitMiddleOfAnUpload();
    browser.network(false);
    phone.awaitSentence("It is sent when there is a network.");
    assertTrue(phone.text("notices").contains("No network."), phone.text("notices"));
    assertEquals("environment", phone.element("camera").getDomAttribute("capture"));
    phone.take(photos.get(2));
    phone.choose(photos.subList(3, 4)).click("send");
    phone.await("the seals", () -> phone.states().size() == 4);
    browser.network(true);
    phone.awaitAll("delivered", 4);
    assertEquals(Pictures.hashes(photos), practice.filedPhotos());
  }

  @Test
  void anotherTabGoesOnWhenTheOneThatDeliversIsClosed() throws Exception {
    paired().patient("ZAC5361").upload(SLOW).send(photos);
    phone.awaitMiddleOfAnUpload();
    String first = browser.driver().getWindowHandle();
    browser.driver().switchTo().newWindow(WindowType.TAB);
    String second = browser.driver().getWindowHandle();
    phone.open(page());
    assertEquals(4, phone.states().size());
    phone.awaitMiddleOfAnUpload();
    browser.driver().switchTo().window(first).close();
    browser.driver().switchTo().window(second);
    phone.awaitAll("delivered", 4);
    assertEquals(Pictures.hashes(photos), practice.filedPhotos());
  }

  @Test
  void anotherTabGoesOnWhenTheOneThatDeliversIsSuspended() throws Exception {
    paired().patient("ZAC5361").upload(SLOW).send(photos);
    phone.awaitMiddleOfAnUpload();
    String first = browser.driver().getWindowHandle();
    browser.suspend(true);
    browser.driver().switchTo().newWindow(WindowType.TAB);
    String second = browser.driver().getWindowHandle();
    phone.open(page());
    assertEquals(4, phone.states().size());
    phone.awaitAll("delivered", 4);
    browser.driver().switchTo().window(first);
    browser.suspend(false);
    phone.awaitAll("delivered", 4);
    phone.send(photos.subList(0, 1));
    phone.awaitAll("delivered", 5);
    browser.driver().switchTo().window(second);
    phone.awaitAll("delivered", 5);
    List<Path> sent = new ArrayList<>(photos);
    sent.add(photos.get(0));
    assertEquals(Pictures.hashes(sent), practice.filedPhotos());
    phone.await("the relay to be empty", practice::isRelayEmpty);
  }

  @Test
  void pageOpensWithoutANetworkAndTakesPhotos() throws Exception {
    paired();
    phone.await("the page to be kept", this::isPageKept);
    practice.killRelay();
    phone.open(page()).patient("ZAC5361").send(photos);
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
  void linkLeavesNoTrace() throws Exception {
    paired();
    phone.open(practice.link());
    phone.await("the question", () -> phone.text("pair-question").contains(practice.code()));
    assertEquals(page(), browser.driver().executeScript("return location.href"));
    browser.driver().get("about:blank");
    browser.driver().navigate().back();
    assertEquals(page(), browser.driver().executeScript("return location.href"));
  }
}
