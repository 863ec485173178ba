package nz.co.medimage.browser;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A Chromium without a window, whose profile is in a folder of the test: a browser that is opened
 * again on the same folder has kept what a person's would.
 *
 * <p>A test that asks for one is skipped where there is none. The programs are those of the system
 * properties {@code browser} and {@code browser.driver}, of the environment variables {@code
 * MEDIMAGE_BROWSER} and {@code MEDIMAGE_BROWSER_DRIVER}, or where Debian installs them.
 */
final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** It does not call home, and needs no graphics card. */
  private static final List<String> ARGUMENTS =
      List.of(
          "--headless=new",
          "--no-sandbox",
          "--disable-dev-shm-usage",
          "--disable-gpu",
          "--no-first-run",
          "--no-proxy-server",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  /** It warns at each start that it has no special calls for so new a browser. */
  private static final Logger DEVTOOLS = Logger.getLogger("org.openqa.selenium.devtools");

  static {
    DEVTOOLS.setLevel(Level.SEVERE);
  }

  private final ChromeDriverService service;
  private final ChromeDriver driver;

  private Browser(ChromeDriverService service, ChromeDriver driver) {
    this.service = service;
    this.driver = driver;
  }

  /** The window of the device that shows the page. */
  enum Size {
    PHONE(390, 844, 3, true),
    PC(1280, 800, 1, false);

    private final int width;
    private final int height;
    private final int scale;
    private final boolean isMobile;

    Size(int width, int height, int scale, boolean isMobile) {
      this.width = width;
      this.height = height;
      this.scale = scale;
      this.isMobile = isMobile;
    }

    private Map<String, Object> metrics() {
      return Map.of(
          "width", width, "height", height, "deviceScaleFactor", scale, "mobile", isMobile);
    }
  }

  /** What a page is asked to look like. */
  enum Scheme {
    LIGHT,
    DARK
  }

  /**
   * Opens a browser, or skips the test.
   *
   * @param profile its folder, made if it is missing; of one browser at a time
   * @param arguments further ones of Chromium's command line
   */
  static Browser open(Path profile, Size size, String... arguments) throws IOException {
    File program = program("browser", "/usr/bin/chromium");
    File driver = program("browser.driver", "/usr/bin/chromedriver");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(program);
    options.addArguments(ARGUMENTS);
    options.addArguments("--user-data-dir=" + Files.createDirectories(profile).toAbsolutePath());
    options.addArguments(arguments);
    options.setAcceptInsecureCerts(true); // of a page by TLS
    options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(driver)
            .usingAnyFreePort()
            .withTimeout(PATIENCE)
            .build();
    ChromeDriver opened;
    try {
      opened = new ChromeDriver(service, options);
    } catch (RuntimeException e) {
      service.stop();
      throw e;
    }
    Browser browser = new Browser(service, opened);
    opened.manage().timeouts().pageLoadTimeout(PATIENCE).scriptTimeout(PATIENCE);
    browser.resize(size);
    return browser;
  }

  private static File program(String property, String usual) {
    String variable = "MEDIMAGE_" + property.replace('.', '_').toUpperCase(Locale.ROOT);
    String path =
        Stream.of(System.getProperty(property), System.getenv(variable))
            .filter(given -> given != null && !given.isBlank())
            .findFirst()
            .orElse(usual);
    Assumptions.assumeTrue(
        new File(path).canExecute(),
        () ->
            "There is no "
                + path
                + ": install Debian's chromium and chromium-driver, or name yours in "
                + variable);
    return new File(path);
  }

  /** What Selenium offers. */
  ChromeDriver driver() {
    return driver;
  }

  /** Gives the window another size, or that of a phone, with its touch screen. */
  void resize(Size size) {
    call("Emulation.setDeviceMetricsOverride", size.metrics());
    call("Emulation.setTouchEmulationEnabled", Map.of("enabled", size.isMobile));
  }

  /** Asks pages to be light or dark. */
  void prefer(Scheme scheme) {
    String value = scheme == Scheme.DARK ? "dark" : "light";
    call(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", value))));
  }

  /**
   * Takes the network away from the page that is shown, or gives it back. A service worker keeps
   * its own.
   */
  void network(boolean isOn) {
    call("Network.enable", Map.of());
    call(
        "Network.emulateNetworkConditions",
        Map.of("offline", !isOn, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
  }

  /**
   * Makes the page as slow as one on a slower processor.
   *
   * @param times 1 for as fast as it is
   */
  void slowDown(double times) {
    call("Emulation.setCPUThrottlingRate", Map.of("rate", times));
  }

  /**
   * Suspends the page that is shown, as a phone does with one in the background, or has it go on.
   */
  void suspend(boolean isSuspended) {
    call("Page.setWebLifecycleState", Map.of("state", isSuspended ? "frozen" : "active"));
  }

  /** Gives the storage of a page's origin so many bytes, until the browser ends. */
  void quota(String page, int bytes) {
    String origin = page.replaceFirst("(://[^/]*).*", "$1");
    call("Storage.overrideQuotaForOrigin", Map.of("origin", origin, "quotaSize", bytes));
  }

  private void call(String command, Map<String, Object> parameters) {
    driver.executeCdpCommand(command, parameters);
  }

  /** Fails with what axe-core finds hard to use on the page that is shown, if anything. */
  void assertAccessible() {
    assertAccessible(new AxeBuilder());
  }

  /** Fails if a colour of the page that is shown is hard to tell from what is behind it. */
  void assertReadable() {
    assertAccessible(new AxeBuilder().withRules(List.of("color-contrast")));
  }

  @SuppressWarnings("deprecation") // for what has no other way
  private void assertAccessible(AxeBuilder axe) {
    List<String> faults = new ArrayList<>();
    axe.setLegacyMode(true); // else it opens a window at each look, for frames of other origins
    for (Rule rule : axe.analyze(driver).getViolations()) {
      rule.getNodes()
          .forEach(
              node ->
                  faults.add(
                      rule.getId() + " (" + rule.getHelp() + "): " + node.getHtml().strip()));
    }
    if (!faults.isEmpty()) {
      throw new AssertionError(
          driver.getCurrentUrl() + " is hard to use:\n  " + String.join("\n  ", faults));
    }
  }

  /** What the browser complained of since this was last asked, such as what a policy forbade. */
  List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
      if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
        complaints.add(entry.getMessage());
      }
    }
    return complaints;
  }

  /** Keeps what is shown as a picture, {@code name.png} in the folder, which is made. */
  Path screenshot(Path folder, String name) throws IOException {
    byte[] png = driver.getScreenshotAs(OutputType.BYTES);
    return Files.write(Files.createDirectories(folder).resolve(name + ".png"), png);
  }

  /** Forgets the cookies of all pages: those of one name do not differ by port. */
  void forgetCookies() {
    call("Network.clearBrowserCookies", Map.of());
  }

  /** Leaves all that a test did to the tab that is shown, such as what its network is like. */
  void freshTab(Size size) {
    driver.switchTo().newWindow(WindowType.TAB);
    String fresh = driver.getWindowHandle();
    for (String each : driver.getWindowHandles()) {
      if (!each.equals(fresh)) {
        driver.switchTo().window(each).close();
      }
    }
    driver.switchTo().window(fresh);
    resize(size);
  }

  /** Ends the browser at once, as a phone does that needs its memory; the profile stays. */
  void kill() {
    Object pid = driver.getCapabilities().getCapability("goog:processID");
    Optional<ProcessHandle> process = ProcessHandle.of(((Number) pid).longValue());
    process.ifPresent(ProcessHandle::destroyForcibly);
    service.stop(); // else nobody hears of its child's end
    process.ifPresent(each -> each.onExit().completeOnTimeout(each, 20, SECONDS).join());
  }

  @Override
  public void close() {
    if (service.isRunning()) {
      try {
        driver.quit();
      } finally {
        service.stop();
      }
    }
  }
}
