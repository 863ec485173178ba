package nz.co.medimage.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.By;
import org.openqa.selenium.WindowType;

/** Photos that were chosen and not sent outlive their page, and never change their patient. */
@Timeout(300)
class PhoneDraftsTest extends PhoneTest {
  private void killAndOpen() throws Exception {
    killBrowser();
    openBrowser();
    phone.open(page());
  }

  @Test
  void photosOfAPageThatWasKilledAreSentByteForByte() throws Exception {
    List<Path> photos = pictures.fourOf(1_500_000);
    paired().patient("ZAC5361").choose(photos);
    awaitKept(4);
    killAndOpen();
    assertEquals("These photos have not been sent yet", phone.text("unsent-title"));
    assertTrue(phone.text("unsent-list").contains("4 photos of ZAC5361"));
    assertTrue(phone.isShown("patient-form"), "whose they are is asked anew");
    phone.patient("zac 5361");
    phone.awaitChosen("4 photos of ZAC5361");
    assertFalse(phone.isShown("unsent"));
    phone.click("send");
    phone.awaitAll("delivered", 4);
    assertEquals(Pictures.hashes(photos), practice.filedPhotos());
    assertEquals(List.of("ZAC5361"), practice.patients());
    assertEquals("0 drafts, 0 in clear", stored());
    phone.open(page());
    assertFalse(phone.isShown("unsent"));
  }

  @Test
  void pageIsShownBeforePhotosAreDecrypted() throws Exception {
    List<Path> photos = pictures.fourOf(300_000);
    paired().patient("ZAC5361").choose(photos.subList(0, 3));
    awaitKept(3);
    killBrowser();
    openBrowser();
    String slow =
        """
        const decrypt = SubtleCrypto.prototype.decrypt;
        const wait = new Promise((resolve) => (window.goOn = resolve));
        SubtleCrypto.prototype.decrypt = async function (...given) {
          if (given[2].byteLength > 100_000) {
            await wait;
          }
          return decrypt.apply(this, given);
        };
        """;
    beforePages(slow);
    phone.open(page());
    assertTrue(phone.text("unsent-list").contains("3 photos of ZAC5361"));
    phone.patient("ZAC5361").choose(photos.subList(3, 4));
    phone.awaitChosen("1 photo of ZAC5361");
    awaitKept(4);
    eval("goOn()");
    phone.awaitChosen("4 photos of ZAC5361");
    phone.click("send");
    phone.awaitAll("delivered", 4);
    assertEquals(Pictures.hashes(photos), practice.filedPhotos());
    assertEquals("0 drafts, 0 in clear", stored());
  }

  @Test
  void photosOfOnePatientBecomeThoseOfAnotherByAPersonsWordAlone() throws Exception {
    paired().patient("ZAC5361").choose(two());
    awaitKept(2);
    killAndOpen();
    phone.patient("ZZZ0016");
    assertTrue(phone.isShown("unsent"));
    assertFalse(phone.isShown("chosen"));

    press("These are photos of ZZZ0016");
    assertEquals("Are the 2 chosen photos of ZZZ0016?", phone.text("ask-question"));
    assertEquals("They were chosen for ZAC5361.", phone.text("ask-more"));
    phone.click("ask-no");
    assertFalse(phone.isShown("chosen"));
    press("These are photos of ZZZ0016");
    phone.click("ask-yes");
    phone.await("the choice", () -> phone.isShown("chosen"));
    phone.open(page());
    phone.await("the new name", () -> phone.text("unsent-list").contains("2 photos of ZZZ0016"));
    press("Remove");
    phone.click("ask-yes");
    phone.await("the end", () -> !phone.isShown("unsent"));
    assertEquals("0 drafts, 0 in clear", stored());
    assertEquals(List.of(), practice.filedPhotos());
  }

  private void press(String text) {
    browser.driver().findElements(By.cssSelector("#unsent-list button")).stream()
        .filter(each -> each.getText().equals(text))
        .findFirst()
        .orElseThrow(() -> new AssertionError(phone.text("unsent-list")))
        .click();
  }

  @Test
  void photosOfAnOpenTabAreItsOwn() throws Exception {
    paired().patient("ZAC5361").choose(two());
    awaitKept(2);
    String first = browser.driver().getWindowHandle();
    browser.driver().switchTo().newWindow(WindowType.TAB);
    String second = browser.driver().getWindowHandle();
    phone.open(page());
    assertFalse(phone.isShown("unsent"));
    browser.driver().switchTo().window(first);
    phone.click("send");
    phone.awaitAll("delivered", 2);
    browser.driver().switchTo().window(second);
    phone.awaitAll("delivered", 2);
    assertEquals("0 drafts, 0 in clear", stored());
    assertEquals(2, practice.filedPhotos().size());
  }

  @Test
  void photosThatWereRemovedAreNotKept() throws Exception {
    paired().patient("ZAC5361").choose(two());
    awaitKept(2);
    phone.click("clear");
    phone.click("ask-yes");
    awaitKept(0);
    phone.open(page());
    assertFalse(phone.isShown("unsent"));
  }

  @Test
  void photosThatCouldNotBeKeptAreNamedByTheirPatient() throws Exception {
    paired().patient("ZAC5361");
    chooseWithoutRoom(two(), "2 photos are lost if this page is closed before they are sent.");
    browser.driver().switchTo().newWindow(WindowType.TAB);
    phone.open(page()).patient("ZZZ0016");
    assertFalse(phone.isShown("unsent"));
    chooseWithoutRoom(one(), "1 photo is lost if this page is closed before it is sent.");
    killAndOpen();
    assertEquals("ZZZ0016", phone.text("whose"), "it can be taken again");
    String lost = phone.text("unsent-list");
    assertTrue(lost.contains("2 photos of ZAC5361"), lost);
    assertTrue(lost.contains("1 photo of ZZZ0016"), lost);
    assertTrue(lost.contains("Lost when this page was closed. Take or choose again."), lost);
    phone.send(one()).awaitAll("delivered", 1);
    press("OK");
    phone.await("the other", () -> !phone.text("unsent-list").contains("ZAC5361"));
    press("OK");
    phone.await("the end", () -> !phone.isShown("unsent"));
    assertEquals("0 drafts, 0 in clear", stored());
  }

  private void chooseWithoutRoom(List<Path> photos, String warning) {
    String full =
        """
        const put = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = function (...given) {
          if (this.name === 'parts') {
            throw new DOMException('no room', 'QuotaExceededError');
          }
          return put.apply(this, given);
        };
        """;
    eval(full);
    phone.choose(photos);
    phone.await(warning, () -> phone.text("chosen-unkept").contains(warning));
  }
}
