package nz.co.medimage.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes wrong is said in a sentence, and no photo is lost by it. */
@Timeout(300)
class PhoneTellsTest extends PhoneTest {
  /** A browser that promises to keep nothing, and counts how often it is asked to. */
  private static final String KEEPS_NOTHING =
      """
      window.asked = 0;
      navigator.storage.persisted = async () => false;
      navigator.storage.persist = async () => {
        window.asked++;
        return false;
      };
      """;

  @Test
  void wrongCodeCanBeTypedAgain() throws Exception {
    start();
    beforePages(KEEPS_NOTHING);
    String right = practice.code();
    String wrong = right.substring(0, right.length() - 1) + (right.endsWith("A") ? "C" : "A");
    phone.open(page()).tryCode(wrong, practice.url());
    awaitError("pair-error", "The code is not right. Type it as the PC shows it now.");
    look("wrong-code");
    assertEquals(0L, eval("return asked"));
    phone.pairByCode(right, practice.url());
    phone.await("the question to the browser", () -> eval("return asked").equals(1L));
  }

  @Test
  void browserThatMayDeletePhotosIsToldOfAsLongAsSomeWait() throws Exception {
    beforePages(KEEPS_NOTHING);
    paired().patient("ZAC5361");
    String warning = "This browser may delete photos that wait here";
    assertFalse(phone.text("notices").contains(warning));
    phone.choose(one());
    awaitError("notices", warning);
    awaitKept(1);
    phone.open(page());
    awaitError("notices", warning);
    phone.patient("ZAC5361");
    phone.await("the choice", () -> phone.isShown("chosen"));
    practice.killRelay();
    phone.click("send");
    phone.awaitSentence("The relay does not answer.");
    assertTrue(phone.text("notices").contains(warning));
    practice.startRelay();
    phone.tryNow();
    phone.awaitAll("delivered", 1);
    assertFalse(phone.text("notices").contains(warning));
  }

  @Test
  void browserThatLacksWhatThePageNeedsIsTold() throws Exception {
    paired();
    beforePages(
        """
        if (location.search === '?x25519') {
          crypto.subtle.generateKey = () => Promise.reject(new DOMException('no', 'NotSupportedError'));
        } else if (location.search === '?storage') {
          IDBFactory.prototype.open = () => {
            throw new DOMException('no', 'SecurityError');
          };
        }
        """);
    browser.driver().get(page() + "?x25519");
    awaitError("unsupported-why", "This browser lacks the encryption that photos are sealed with");
    look("unsupported");
    browser.driver().get(page() + "?storage");
    awaitError("unsupported-why", "This browser lets the page store nothing");
    browser.driver().get(page().replace("127.0.0.1", UNTRUSTED_HOST));
    assertEquals(false, eval("return isSecureContext"));
    awaitError("unsupported-why", "This page was not opened by https");
  }

  @Test
  void codeThatNobodyShowsAndRelayThatIsNone() throws Exception {
    paired().click("to-places");
    phone.click("place-add");
    phone.tryCode("QXKD", practice.url());
    awaitError("pair-error", "A code is a number, a dash and four letters or digits");
    phone.tryCode("999999-AAAA", practice.url());
    awaitError("pair-error", "There is no PC with this code now.");
    phone.tryCode("7-QXKD", "http://relay.example");
    awaitError("pair-error", "That is no address of a relay.");
    practice.killRelay();
    phone.tryCode("7-QXKD", practice.url());
    awaitError("pair-error", "The relay does not answer.");
  }

  @Test
  void linkOfALocalNetworkAlone() throws Exception {
    paired();
    browser.driver().get("about:blank");
    phone.open(page() + "#v=1&c=7-QXKD&a=192.168.1.20%3A5566");
    awaitError("pair-error", "The practice needs a relay for this page.");
    browser.driver().get("about:blank");
    phone.open(page() + "#v=2&c=7-QXKD");
    awaitError("pair-error", "The QR code is of a later version.");
  }

  @Test
  void phoneThatWasRevokedKeepsItsPhoto() throws Exception {
    startPaired();
    String name = phone.element("pair-device").getDomProperty("value");
    practice.killReceiver();
    practice.command("pairings", "--revoke", name);
    practice.startReceiver();
    phone.patient("ZAC5361").send(one());
    phone.awaitStates("unpaired");
    phone.awaitSentence("Surgery no longer accepts this phone. Pair again");
    look("revoked");
    phone.open(page());
    phone.awaitStates("unpaired");
  }

  @Test
  void fullMailboxKeepsThePhotoUntilThereIsRoom() throws Exception {
    startPaired("--max-waiting", "500KB");
    practice.killReceiver();
    List<Path> two = two();
    phone.patient("ZAC5361").send(two);
    phone.awaitStates("waiting", "at-relay");
    phone.awaitSentence("The mailbox of Surgery at the relay is full.");
    practice.startReceiver();
    phone.awaitAll("delivered", 2);
    assertEquals(Pictures.hashes(two), practice.filedPhotos());
  }

  @Test
  void usedUpAllowance() throws Exception {
    startPaired("--quota", "100KB").patient("ZAC5361").send(one());
    phone.awaitSentence("The practice has used up its relay allowance.");
    phone.awaitStates("waiting");
  }

  @Test
  void photoThatIsTooLargeForThePcStaysAndCanBeSaved() throws Exception {
    startPaired();
    practice.killReceiver();
    practice.startReceiver("--max-size", "100KB");
    List<Path> one = one();
    phone.patient("ZAC5361").send(one);
    phone.awaitStates("rejected");
    phone.awaitSentence("The photo is larger than it takes. This phone still has it: save it");
    phone.open(page()).awaitStates("rejected");
    assertEquals(Pictures.hashes(one), List.of(savedPhoto()));
  }

  @Test
  void photoThatIsTooLargeForTheRelayStaysAndCanBeSaved() throws Exception {
    List<Path> one = one();
    startPaired("--max-size", "100KB").patient("ZAC5361").send(one);
    phone.awaitSentence("larger than the relay takes. This phone still has it: save it");
    assertEquals(Pictures.hashes(one), List.of(savedPhoto()));
  }

  /** The hash of what the page gives to the browser's downloads. */
  private String savedPhoto() {
    String script =
        """
        const done = arguments[0];
        let saved;
        URL.createObjectURL = (file) => {
          saved = file;
          return 'blob:none';
        };
        HTMLAnchorElement.prototype.click = async () => {
          const bytes = await saved.arrayBuffer();
          const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
          done([...hash].map((byte) => byte.toString(16).padStart(2, '0')).join(''));
        };
        const all = [...document.querySelectorAll('#deliveries button')];
        all.find(({ textContent }) => textContent === 'Save the photo').click();
        """;
    return String.valueOf(browser.driver().executeAsyncScript(script));
  }

  @Test
  void fullStorageLeavesThePhotoChosen() throws Exception {
    paired().patient("ZAC5361");
    fillStorage(true);
    phone.choose(one()).click("send");
    awaitError("send-error", "photo.jpg was not sent and is still chosen. This phone has no room");
    look("no-room");
    assertTrue(phone.isShown("chosen"));
    assertEquals(List.of(), phone.states());
    fillStorage(false);
    phone.click("send");
    phone.awaitAll("delivered", 1);
    assertEquals(1, practice.filedPhotos().size());
  }

  /**
   * Has the browser say that there is no room for parts of envelopes, as it does on a full disk.
   */
  private void fillStorage(boolean isFull) {
    String script =
        """
        const put = window.realPut ??= IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = !arguments[0] ? put : function (...given) {
          if (this.name === 'parts') {
            throw new DOMException('no room', 'QuotaExceededError');
          }
          return put.apply(this, given);
        };
        """;
    browser.driver().executeScript(script, isFull);
  }

  @Test
  void fullDiskLosesNothing() throws Exception {
    List<Path> two = two();
    paired().patient("ZAC5361");
    browser.network(false);
    phone.send(two.subList(0, 1));
    killBrowser();
    openBrowser();
    browser.quota(page(), 1);
    phone.open(page());
    phone.awaitSentence("This phone has no room for it.");
    phone.choose(two.subList(1, 2));
    awaitError("chosen-unkept", "1 photo is lost if this page is closed before it is sent.");
    awaitError("chosen-unkept", "This phone has no room for it. Free some space");
    phone.click("send");
    awaitError("send-error", "b.jpg was not sent and is still chosen. This phone has no room");
    killBrowser();
    openBrowser();
    phone.open(page()).awaitAll("delivered", 1);
    assertFalse(phone.isShown("unsent"));
    phone.send(two.subList(1, 2)).awaitAll("delivered", 2);
    assertEquals(Pictures.hashes(two), practice.filedPhotos());
  }

  @Test
  void photoThatIsTooOldIsRejectedAndStaysAtThePractice() throws Exception {
    startPaired().patient("ZAC5361").send(one());
    phone.awaitAll("delivered", 1);
    practice.killReceiver();
    practice.backdatePairings(Duration.ofDays(7 * 365));
    practice.startReceiver();
    setClockBack(6 * 365);
    Path old = pictures.jpeg("old.jpg", 50_000);
    phone.open(page()).patient("ZAC5361").choose(List.of(old));
    phone.await("the clock", () -> phone.text("notices").contains("The clock of this phone is"));
    phone.click("send");
    phone.click("ask-yes");
    phone.awaitSentence("Surgery did not take it. By its clock the photo was sealed too long ago.");
    phone.awaitSentence("Check the clock of this phone, then take the photo again.");
    practice.killReceiver();
    practice.command("deliveries", "--replay", phone.ids("rejected").get(0));
    practice.startReceiver();
    phone.await("the photo to be filed", () -> practice.filedCount() == 2);
  }

  @Test
  void wrongClockIsToldBeforeAPhotoIsTaken() throws Exception {
    paired();
    setClockBack(6 * 365);
    phone.open(page());
    phone.await("a notice", () -> phone.text("notices").contains("The clock of this phone is"));
    assertTrue(phone.text("notices").contains("days behind the relay’s."), phone.text("notices"));
    look("clock");
    phone.patient("ZAC5361").choose(one()).click("send");
    String question = "Send although the clock of this phone may be wrong?";
    assertEquals(question, phone.text("ask-question"));
    phone.click("ask-no");
    assertTrue(phone.isShown("chosen"));
    phone.click("send");
    phone.click("ask-yes");
    phone.awaitAll("delivered", 1);
    assertEquals(1, practice.filedPhotos().size());
  }

  private void setClockBack(int days) {
    String script =
        """
        const real = Date;
        const back = %d * 86400000;
        Date = class extends real {
          constructor(...given) {
            super(...(given.length === 0 ? [real.now() - back] : given));
          }
          static now() {
            return real.now() - back;
          }
        };
        """
            .formatted(days);
    beforePages(script);
  }

  @Test
  void mistypedNhiIsToldAndBlocksNothing() throws Exception {
    paired();
    phone.type("patient-id", "zac5362");
    assertTrue(phone.text("patient-hint").contains("probably mistyped"));
    phone.type("patient-id", "zac 5361");
    assertEquals("The check digit of this NHI is right.", phone.text("patient-hint"));
    phone.type("patient-id", "a/b");
    phone.click("patient-go");
    awaitError("patient-error", "but not '/'.");
    phone.patient("ZAC5362");
    assertTrue(phone.text("whose-warning").contains("probably mistyped"));
    assertEquals("ZAC5362", phone.text("whose"));
  }

  @Test
  void idInGroupsIsNotTakenForItsFirstGroup() throws Exception {
    paired();
    phone.type("patient-id", "123 456");
    phone.click("patient-go");
    awaitError("patient-error", "Type the ID without blanks, and what it shows below.");
    assertFalse(phone.isShown("take"));
    phone.patient("#ZAC5361 #leg");
    assertEquals("ZAC5361 / leg", phone.text("whose"));
  }

  @Test
  void chosenPhotosStayUntilAPersonSaysWhoseTheyAre() throws Exception {
    paired().patient("ZAC5362");
    List<Path> two = two();
    phone.choose(two).click("other-patient");
    phone.click("patient-back");
    assertEquals("2 photos of ZAC5362", phone.text("chosen-title"));
    phone.click("other-patient");
    phone.type("patient-id", "ZAC5361");
    phone.click("patient-go");
    assertEquals("Are the 2 chosen photos of ZAC5361?", phone.text("ask-question"));
    phone.click("ask-no");
    assertTrue(phone.isShown("patient-form"));
    phone.click("patient-go");
    phone.click("ask-yes");
    phone.await("the patient", () -> phone.isShown("take"));
    assertEquals("2 photos of ZAC5361", phone.text("chosen-title"));
    phone.click("clear");
    assertEquals("Remove 2 photos that were not sent?", phone.text("ask-question"));
    phone.click("ask-no");
    phone.click("send");
    phone.awaitAll("delivered", 2);
    assertEquals(Pictures.hashes(two), practice.filedPhotos());
    assertEquals(List.of("ZAC5361"), practice.patients());
  }

  @Test
  void patientOfAWhileAgoIsDoubted() throws Exception {
    paired().patient("ZAC5361");
    assertFalse(phone.isShown("whose-kept"));
    String later = "const real = Date.now; Date.now = () => real() + 6 * 60000;";
    browser.driver().executeScript(later);
    phone.choose(one());
    assertTrue(phone.isShown("whose-kept"));
    phone.click("send");
    phone.awaitAll("delivered", 1);
    assertFalse(phone.isShown("whose-kept"));
  }

  @Test
  void storageThatDoesNotAnswerIsToldAndNothingIsLost() throws Exception {
    paired().patient("ZAC5361").choose(two());
    awaitKept(2);
    beforePages(
        """
        if (sessionStorage.silent === undefined) {
          const real = setInterval;
          window.setInterval = (tick, ms) => real(tick, ms / 20);
          sessionStorage.silent = 'once';
          IDBFactory.prototype.open = () => ({});
        }
        """);
    browser.driver().get(page());
    awaitError("unsupported-why", "The storage of this browser does not answer. Try again;");
    phone.click("unsupported-reload");
    phone.await("the photos", () -> phone.isShown("unsent"));
    phone.patient("ZAC5361").awaitChosen("2 photos of ZAC5361").click("send");
    phone.awaitAll("delivered", 2);
    assertEquals(2, practice.filedPhotos().size());
  }

  @Test
  void storageThatFallsSilentLeavesThePhotoChosen() throws Exception {
    paired().patient("ZAC5361");
    eval(
        """
        window.realInterval = setInterval;
        window.setInterval = (tick, ms) => realInterval(tick, ms / 20);
        window.realTransaction = IDBDatabase.prototype.transaction;
        IDBDatabase.prototype.transaction = function (...given) {
          const made = realTransaction.apply(this, given);
          Object.defineProperty(made, 'oncomplete', { set() {} });
          return made;
        };
        """);
    phone.choose(one());
    awaitError("chosen-unkept", "The storage of this browser does not answer.");
    phone.click("send");
    awaitError(
        "send-error", "photo.jpg was not sent and is still chosen. The storage of this browser");
    eval("IDBDatabase.prototype.transaction = realTransaction; window.setInterval = realInterval");
    phone.click("send");
    phone.awaitAll("delivered", 1);
    assertEquals(1, practice.filedPhotos().size());
    phone.open(page());
    assertFalse(phone.isShown("unsent"));
  }
}
