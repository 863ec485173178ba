package nz.co.medimage.browser;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * What tests of the PC's page share: one browser for a class, with a new tab and without cookies
 * for each test. Each test has a receiver of its own.
 */
abstract class PcTest {
  @TempDir static Path shared;
  private static Browser opened;

  @TempDir Path folder;
  PcPage page;

  @BeforeEach
  void showATab() throws Exception {
    if (opened == null) {
      opened = Browser.open(shared.resolve("profile"), Browser.Size.PC);
    }
    opened.freshTab(Browser.Size.PC);
    opened.forgetCookies();
    opened.complaints(); // of the receivers that other tests have ended
    page = new PcPage(folder, opened);
  }

  @AfterEach
  void closePage() {
    page.close();
  }

  @AfterAll
  static void closeBrowser() {
    if (opened != null) {
      opened.close();
      opened = null;
    }
  }
}
