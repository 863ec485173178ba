package nz.co.medimage.browser;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.openqa.selenium.By;
import org.openqa.selenium.TimeoutException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Does on the page for phones what a person does, and reads what a person sees. */
final class Phone {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Browser browser;

  Phone(Browser browser) {
    this.browser = browser;
  }

  Phone open(String url) {
    browser.driver().get(url);
    await("the page to be ready", () -> !isShown("loading"));
    return this;
  }

  Phone pairByLink() {
    await("the link to be read", () -> isShown("pair-linked"));
    click("pair-go");
    awaitPaired();
    return this;
  }

  Phone pairByCode(String code, String relay) {
    tryCode(code, relay);
    awaitPaired();
    return this;
  }

  void tryCode(String code, String relay) {
    await("the form", () -> isShown("pair-typed"));
    type("pair-code", code);
    type("pair-relay", relay);
    click("pair-go");
  }

  private void awaitPaired() {
    await("the pairing", () -> isShown("photo") || !text("pair-error").isEmpty());
    if (!isShown("photo")) {
      throw new AssertionError(text("pair-error"));
    }
  }

  Phone patient(String id) {
    type("patient-id", id);
    click("patient-go");
    await("the patient", () -> isShown("take"));
    return this;
  }

  Phone choose(List<Path> photos) {
    String names = photos.stream().map(Path::toString).collect(Collectors.joining("\n"));
    element("library").sendKeys(names);
    await("the choice", () -> isShown("chosen"));
    return this;
  }

  /** Waits for the heading of what is chosen, such as {@code 2 photos of ZAC5361}. */
  Phone awaitChosen(String heading) {
    await(heading, () -> isShown("chosen") && text("chosen-title").equals(heading));
    return this;
  }

  /** Sends what is chosen, and waits until all of it is sealed. */
  Phone send(List<Path> photos) {
    int before = states().size();
    choose(photos);
    click("send");
    await("the seals", () -> states().size() == before + photos.size() && !isShown("chosen"));
    return this;
  }

  /** Chooses what the phone's camera gave. */
  Phone take(Path photo) {
    element("camera").sendKeys(photo.toString());
    await("the choice", () -> isShown("chosen"));
    return this;
  }

  /** The states of the sent photos, the last one first. */
  List<String> states() {
    return read(
        "return [...document.querySelectorAll('#deliveries li')].map(l => l.dataset.state)");
  }

  /** What the list says of them. */
  List<String> sentences() {
    return read(
        "return [...document.querySelectorAll('#deliveries .sentence')].map(p => p.textContent)");
  }

  /** The ids of those in a state, as a receiver lists them. */
  List<String> ids(String state) {
    return read(
        "return [...document.querySelectorAll('#deliveries li[data-state="
            + state
            + "]')]"
            + ".map(l => l.dataset.id)");
  }

  @SuppressWarnings("unchecked")
  private List<String> read(String script) {
    return (List<String>) browser.driver().executeScript(script);
  }

  void awaitStates(String... states) {
    List<String> wanted = List.of(states);
    await(wanted + " photos", () -> states().equals(wanted));
  }

  void awaitAll(String state, int count) {
    String[] all = new String[count];
    Arrays.fill(all, state);
    awaitStates(all);
  }

  /** Waits until a good part of a photo has left, and not all of it. */
  void awaitMiddleOfAnUpload() {
    await(
        "the middle of an upload",
        () -> sentences().stream().anyMatch(text -> text.matches("Sending: [2-7][0-9] %\\.")));
  }

  void awaitSentence(String sentence) {
    await(sentence, () -> sentences().stream().anyMatch(text -> text.contains(sentence)));
  }

  void await(String what, BooleanSupplier condition) {
    try {
      new WebDriverWait(browser.driver(), PATIENCE, PAUSE)
          .until(driver -> condition.getAsBoolean());
    } catch (TimeoutException e) {
      String shown = browser.driver().findElement(By.tagName("body")).getText();
      throw new AssertionError("waited in vain for " + what + " on a page with\n" + shown, e);
    }
  }

  /** Lets so many bytes a second leave the phone; 0 for as many as there are. */
  Phone upload(int bytesPerSecond) {
    int throughput = bytesPerSecond == 0 ? -1 : bytesPerSecond;
    browser.driver().executeCdpCommand("Network.enable", Map.of());
    browser
        .driver()
        .executeCdpCommand(
            "Network.emulateNetworkConditions",
            Map.of(
                "offline",
                false,
                "latency",
                0,
                "downloadThroughput",
                -1,
                "uploadThroughput",
                throughput));
    return this;
  }

  /** Shows the page to itself, as when a person comes back to it. */
  void tryNow() {
    click("try-now");
  }

  boolean isShown(String id) {
    return browser.driver().findElements(By.id(id)).stream().anyMatch(WebElement::isDisplayed);
  }

  String text(String id) {
    return element(id).getText();
  }

  WebElement element(String id) {
    return browser.driver().findElement(By.id(id));
  }

  void click(String id) {
    element(id).click();
  }

  void type(String id, String text) {
    element(id).clear();
    element(id).sendKeys(text);
  }
}
