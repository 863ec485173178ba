package nz.co.medimage.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * The modules of the page for phones in a browser: they compute what the vectors say, and keep what
 * they promise of storage, pauses and relays that lie.
 */
@Timeout(180)
class PhoneModulesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "vectors, '198 passed, 0 failed, 15 of the receiver''s side alone'",
    "checks, '([3-9][0-9]|[1-9][0-9]{2}) passed, 0 failed'"
  })
  void everyCaseOfThePageHolds(String page, String expected) throws Exception {
    try (Folders host = Folders.serve();
        Browser browser = Browser.open(folder.resolve("profile"), Browser.Size.PHONE)) {
      browser.driver().get(host.origin() + "/web/test/" + page + ".html");
      String result =
          new WebDriverWait(browser.driver(), Duration.ofMinutes(2))
              .until(
                  driver -> {
                    String text = driver.findElement(By.id("result")).getText();
                    return text.equals("Running…") ? null : text;
                  });
      assertEquals("", browser.driver().findElement(By.id("failures")).getText());
      assertTrue(result.matches(expected), result);
    }
  }
}
