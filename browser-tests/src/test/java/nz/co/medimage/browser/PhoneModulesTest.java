package nz.co.medimage.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.support.ui.WebDriverWait;

/** What the page's modules promise of storage, pauses and relays that lie. */
@Timeout(180)
class PhoneModulesTest {
  @TempDir Path folder;

  @Test
  void everyCheckHolds() throws Exception {
    try (Folders host = Folders.serve();
        Browser browser = Browser.open(folder.resolve("profile"), Browser.Size.PHONE)) {
      browser.driver().get(host.origin() + "/web/test/checks.html");
      String result =
          new WebDriverWait(browser.driver(), Duration.ofMinutes(2))
              .until(
                  driver -> {
                    String text = driver.findElement(By.id("result")).getText();
                    return text.equals("Running…") ? null : text;
                  });
      assertEquals("", browser.driver().findElement(By.id("failures")).getText());
      assertTrue(result.matches("[1-9][0-9]+ passed, 0 failed"), result);
    }
  }
}
