package nz.co.medimage.browser;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * How heavy and how fast the page for phones is on a slow phone: a quarter of this processor, and
 * for the first paint a slow mobile network. It prints figures and asserts none, so it is no test
 * of the build: {@code mvn verify -pl browser-tests -am -Dtest=PhoneSpeed
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@Timeout(600)
class PhoneSpeed extends PhoneTest {
  private static final int ROUNDS = 5;
  private static final int PHOTO = 3_000_000;
  private static final double SLOWER = 4;

  /** 1.6 Mbit/s down, 750 kbit/s up, 150 ms: what browsers' tools call slow 4G. */
  private static final Map<String, Object> SLOW_4G =
      Map.of(
          "offline",
          false,
          "latency",
          150,
          "downloadThroughput",
          200_000,
          "uploadThroughput",
          93_750);

  private static final String WEIGHT =
      """
      const all = [...performance.getEntriesByType('resource'),
          ...performance.getEntriesByType('navigation')];
      return all.reduce((sum, entry) => sum + entry.encodedBodySize, 0);
      """;

  private static final String PAINT =
      """
      const done = arguments[0];
      const look = () => {
        const [paint] = performance.getEntriesByName('first-contentful-paint');
        paint === undefined ? setTimeout(look, 50) : done(paint.startTime);
      };
      look();
      """;

  /** Presses a button and tells after how many milliseconds what it leads to is shown. */
  private static final String PRESS =
      """
      const [press, within, css, done] = arguments;
      const began = performance.now();
      const observer = new MutationObserver(() => {
        if (document.querySelector(css) !== null) {
          observer.disconnect();
          done(performance.now() - began);
        }
      });
      const options = { attributes: true, childList: true, subtree: true };
      observer.observe(document.getElementById(within), options);
      document.getElementById(press).click();
      """;

  private double press(String button, String within, String css) {
    return number(browser.driver().executeAsyncScript(PRESS, button, within, css));
  }

  private static double number(Object value) {
    return ((Number) value).doubleValue();
  }

  private static void print(String what, List<Double> figures, String unit) {
    List<Double> sorted = figures.stream().sorted().toList();
    System.out.printf(
        Locale.ROOT,
        "%s: %.0f (%.0f to %.0f) %s%n",
        what,
        sorted.get(sorted.size() / 2),
        sorted.get(0),
        sorted.get(sorted.size() - 1),
        unit);
  }

  private static List<Double> rounds(Callable<Double> round) throws Exception {
    List<Double> figures = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      figures.add(round.call());
    }
    return figures;
  }

  @Test
  void weightAndFirstPaint() throws Exception {
    List<Double> weights = new ArrayList<>();
    print(
        "first paint, 4 times slower, slow 4G",
        rounds(
            () -> {
              browser.freshTab(Browser.Size.PHONE);
              // A port of its own for each, so that nothing is kept of the one before.
              try (RelayProcess relay =
                  RelayProcess.start(folder.resolve("relay"), "--phone-page")) {
                browser.slowDown(SLOWER);
                browser.driver().executeCdpCommand("Network.enable", Map.of());
                browser.driver().executeCdpCommand("Network.emulateNetworkConditions", SLOW_4G);
                browser.driver().get(relay.url() + "/p/");
                double paint = number(browser.driver().executeAsyncScript(PAINT));
                phone.await("the page", () -> !phone.isShown("loading"));
                weights.add(number(eval(WEIGHT)) / 1000);
                return paint;
              }
            }),
        "ms");
    print("the page, gzip", weights, "kB");
  }

  @Test
  void pairing() throws Exception {
    print(
        "pairing, 4 times slower",
        rounds(
            () -> {
              try (Practice each = Practice.start(folder.resolve("practice" + System.nanoTime()))) {
                browser.freshTab(Browser.Size.PHONE);
                browser.slowDown(SLOWER);
                phone.open(each.link());
                phone.await("the link", () -> phone.isShown("pair-linked"));
                return press("pair-go", "photo", "#photo:not([hidden])");
              }
            }),
        "ms");
  }

  @Test
  void keepingAndSealing() throws Exception {
    paired().patient("ZAC5361");
    browser.slowDown(SLOWER);
    List<Double> sealed =
        rounds(
            () -> {
              int before = phone.states().size();
              phone.choose(List.of(pictures.jpeg("photo.jpg", PHOTO)));
              awaitKept(1);
              String next = "#deliveries li:nth-child(" + (before + 1) + ")";
              double time = press("send", "sent", next);
              phone.awaitAll("delivered", before + 1);
              return time;
            });
    print("3 MB sealed and stored, 4 times slower", sealed, "ms");
    assertFalse(phone.isShown("chosen"));
  }
}
