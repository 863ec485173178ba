package nz.co.medimage.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.Select;

/**
 * The page in each of its states: anybody can use it, light and dark, on a phone and on a PC, by
 * keyboard alone, in whatever language.
 */
@Timeout(300)
class PhoneLooksTest extends PhoneTest {
  private static final int MOST_BYTES = 60_000;

  @Test
  void everyStateCanBeUsedByAnybody() throws Exception {
    start("--max-waiting", "1MB");
    phone.open(page());
    look("pair");
    browser.driver().get("about:blank");
    phone.open(practice.link());
    look("pair-link");
    phone.pairByLink();
    look("patient");
    phone.type("patient-id", "ZAC5362");
    look("patient-mistyped");
    practice.killReceiver();
    phone.patient("ZAC5361");
    List<Path> three = pictures.fourOf(300_000).subList(0, 3);
    phone.choose(three);
    look("chosen");
    awaitKept(3);
    phone.open(page());
    phone.await(
        "the pictures",
        () -> !phone.element("unsent-list").findElements(By.tagName("img")).isEmpty());
    look("unsent");
    phone.patient("ZAC5361").awaitChosen("3 photos of ZAC5361");
    phone.upload(40_000).click("send");
    phone.awaitMiddleOfAnUpload();
    look("sending");
    phone.upload(0);
    phone.awaitStates("at-relay", "at-relay", "at-relay");
    look("at-relay");
    phone.send(List.of(pictures.jpeg("large.jpg", 600_000)));
    phone.awaitStates("waiting", "at-relay", "at-relay", "at-relay");
    look("waiting");
    browser.network(false);
    phone.awaitSentence("when there is a network");
    look("offline");
    browser.network(true);
    practice.startReceiver();
    phone.awaitAll("delivered", 4);
    look("delivered");
    phone.click("to-places");
    look("places");
  }

  private static final String CHECK =
      """
      {"patient-check": {"add-on": "csv", "when-unavailable": "wait", "echo": true, "settings": {
        "file": "today.csv", "id": "NHI", "name": "Name", "born": "Born", "ids": "nhi"}}}
      """;

  @Test
  void whatThePracticeAnswersIsShown() throws Exception {
    startPaired();
    Files.writeString(
        folder.resolve("today.csv"), "NHI;Name;Born\nZAC5361;Tester, Peter;1980-02-29\n");
    practice.killReceiver();
    practice.startReceiver("--config", Files.writeString(folder.resolve("check.json"), CHECK));
    phone.patient("ZAC5361").send(List.of(pictures.jpeg("arm.jpg", 50_000)));
    phone.awaitStates("delivered");
    phone.awaitSentence(": P… T…, b. 1980");
    phone.send(List.of(Files.write(folder.resolve("notes.xyz"), new byte[] {1, 2, 3})));
    phone.awaitStates("rejected", "delivered");
    phone.awaitSentence("Surgery did not take it. It does not take files of this type.");
    phone.click("other-patient");
    phone.patient("ZZZ0016").send(List.of(pictures.jpeg("leg.jpg", 50_000)));
    phone.awaitStates("held", "rejected", "delivered");
    phone.awaitSentence("Surgery has it. The practice knows no patient by this ID");
    look("answers");
  }

  @Test
  void photoReachesThePcThatAPersonChose() throws Exception {
    startPaired();
    try (Practice.Pc other = practice.anotherPc("Physiotherapy")) {
      phone.open(other.link()).pairByLink();
      phone.patient("ZAC5361").choose(one());
      assertEquals("Send 1 photo to Surgery", phone.text("send"));
      look("two-pcs");
      new Select(phone.element("to")).selectByVisibleText("Physiotherapy");
      phone.click("send");
      phone.awaitAll("delivered", 1);
      phone.awaitSentence("Delivered to Physiotherapy at");
      assertEquals(1, other.filedCount());
      assertEquals(0, practice.filedCount());
    }
  }

  @Test
  void keyboardAloneIsEnough() throws Exception {
    start();
    phone.open(page());
    fill("pair-code", practice.code());
    fill("pair-relay", practice.url());
    press("pair-go");
    phone.await("the pairing", () -> phone.isShown("photo"));
    fill("patient-id", "ZAC5361");
    press("patient-go");
    phone.await("the patient", () -> phone.isShown("take"));
    tabTo("library");
    phone.choose(List.of(pictures.jpeg("photo.jpg", 50_000)));
    press("send");
    phone.awaitAll("delivered", 1);
  }

  @Test
  void eachPickerHasANameOfItsOwnAndOpensByKeyboard() throws Exception {
    paired().patient("ZAC5361");
    eval(
        """
        window.opened = [];
        for (const input of document.querySelectorAll('input[type=file]')) {
          input.addEventListener('click', (event) => {
            event.preventDefault();
            opened.push(input.id);
          });
        }
        """);
    assertEquals("Take photo", phone.element("camera").getAccessibleName());
    assertEquals("Choose photos", phone.element("library").getAccessibleName());
    for (String picker : List.of("camera", "library")) {
      tabTo(picker);
      String outline = "return getComputedStyle(document.querySelector(arguments[0])).outlineStyle";
      assertEquals("solid", eval(outline, "[for=" + picker + "]"), "who tabs sees where they are");
      new Actions(browser.driver()).sendKeys(Keys.ENTER).perform();
      new Actions(browser.driver()).sendKeys(Keys.SPACE).perform();
    }
    assertEquals(List.of("camera", "camera", "library", "library"), eval("return opened"));
    browser.assertAccessible();
  }

  private void fill(String id, String text) {
    tabTo(id);
    WebElement focused = browser.driver().switchTo().activeElement();
    focused.sendKeys(Keys.chord(Keys.CONTROL, "a"), text);
  }

  private void press(String id) {
    tabTo(id);
    new Actions(browser.driver()).sendKeys(Keys.ENTER).perform();
  }

  private void tabTo(String id) {
    for (int i = 0; i < 30; i++) {
      String focused = browser.driver().switchTo().activeElement().getDomProperty("id");
      if (id.equals(focused)) {
        return;
      }
      new Actions(browser.driver()).sendKeys(Keys.TAB).perform();
    }
    throw new AssertionError("the tab key does not lead to " + id);
  }

  @Test
  void everyTextCanBeLongerAndHasAnother() throws Exception {
    start();
    phone.open(page() + "?lang=pseudo");
    assertTranslated();
    phone.pairByCode(practice.code(), practice.url());
    assertTranslated();
    phone.patient("ZAC5361").send(pictures.fourOf(50_000));
    phone.awaitAll("delivered", 4);
    assertTranslated();
    phone.click("to-places");
    assertTranslated();
  }

  /** Each text is in the brackets of the made-up language, or is what a person or a file said. */
  private void assertTranslated() {
    String script =
        """
        const ours = ['h1, h2, label, button, .hint, .sentence, .advice, .notice, .error'];
        return [...document.querySelectorAll(ours)]
            .filter(e => e.offsetParent !== null && e.textContent.trim() !== '')
            .map(e => e.textContent.trim())
            .filter(text => !text.startsWith('[') && text !== '×');
        """;
    assertEquals(List.of(), eval(script));
    assertFits("longer words");
  }

  @Test
  void pageIsSmall() throws Exception {
    try (RelayProcess relay = RelayProcess.start(folder.resolve("relay"), "--phone-page")) {
      phone.open(relay.url() + "/p/");
    }
    Object bytes =
        eval(
            """
            const all = [...performance.getEntriesByType('resource'),
                ...performance.getEntriesByType('navigation')];
            return all.reduce((sum, entry) => sum + entry.encodedBodySize, 0);
            """);
    assertTrue(((Number) bytes).longValue() < MOST_BYTES, bytes + " bytes");
    assertTrue(((Number) bytes).longValue() > 10_000, bytes + " bytes");
  }

  @Test
  void nothingIsComplainedOf() throws Exception {
    browser.complaints();
    startPaired();
    assertEquals(
        List.of(),
        browser.complaints().stream()
            .filter(line -> !line.contains("Unrecognized feature"))
            .toList());
    assertEquals(0, browser.driver().findElements(By.cssSelector("[style]")).size());
  }
}
