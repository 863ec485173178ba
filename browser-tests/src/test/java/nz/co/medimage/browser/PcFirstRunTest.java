package nz.co.medimage.browser;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A PC without anything is set up by clicks alone, and a kill leads back to the step. */
@Timeout(240)
class PcFirstRunTest extends PcTest {
  private Path patients;

  @BeforeEach
  void namePatients() {
    patients = folder.resolve("patients");
  }

  private List<Path> filed() throws Exception {
    try (Stream<Path> files = Files.walk(patients)) {
      return files
          .filter(Files::isRegularFile)
          .filter(each -> !each.getFileName().toString().startsWith("."))
          .toList();
    }
  }

  private void name() {
    page.awaitText("h1", "What is this PC called?");
    page.type("name", "Room 1");
    page.click("Next");
  }

  private void chooseFolder() {
    page.awaitText("h1", "Where do photos go?");
    page.type("folder", patients.toString());
    page.click("Next");
  }

  @Test
  void fromNothingToTheFirstPhoto() throws Exception {
    page.receive();
    page.awaitText("h1", "What is this PC called?");
    assertTrue(!page.value("name").isEmpty(), "a name is proposed");
    page.look("start-name");
    name();
    page.awaitText("h1", "Where do photos go?");
    assertTrue(page.value("folder").endsWith("Patients"), "a folder is proposed");
    page.look("start-folder");
    chooseFolder();
    page.awaitText("h1", "Pair the first phone");
    page.click("Make a pairing code");
    page.look("start-phone");
    page.pair(page.await("#code").getText());
    page.awaitText("h1", "Send the first photo");
    page.look("start-photo");
    Path photo = Files.write(folder.resolve("arm.jpg"), TestPhotos.jpeg(1));
    page.send("#ZAC5361 arm", photo);
    page.awaitText("h1", "Everything is ready");
    page.awaitText("main", patients.toString());
    page.look("start-done");
    page.browser().complaints(); // of a moment in which nobody answered
    page.click("Show the page of this PC");
    page.awaitText("#photo-list", "ZAC5361/arm-");
    assertEquals("Room 1 – MedImage", page.browser().driver().getTitle());
    assertArrayEquals(Files.readAllBytes(photo), Files.readAllBytes(filed().get(0)));
    assertEquals(List.of(), page.browser().complaints());
  }

  @Test
  void wrongFolderIsExplainedAndBackIsPossible() throws Exception {
    page.receive();
    name();
    page.awaitText("h1", "Where do photos go?");
    page.type("folder", Files.writeString(folder.resolve("a-file"), "x").toString());
    page.click("Next");
    page.awaitText("#wrong", "a-file is no folder; choose another.");
    page.look("start-wrong");
    page.type("folder", "somewhere");
    page.click("Next");
    page.awaitText("#wrong", "Type the whole path of the folder");
    page.click("Back");
    page.awaitText("h1", "What is this PC called?");
    assertEquals("Room 1", page.value("name"));
  }

  @Test
  void killLeadsBackToTheStep() throws Exception {
    page.receive();
    name();
    page.awaitText("h1", "Where do photos go?");
    page.receiver().kill();
    page.receive();
    chooseFolder();
    page.awaitText("h1", "Pair the first phone");
    page.receiver().kill();
    page.receive();
    page.awaitText("h1", "Pair the first phone");
    page.click("Back");
    page.awaitText("h1", "Where do photos go?");
    assertEquals(patients.toString(), page.value("folder"));
    page.click("Next");
    page.click("Make a pairing code");
    page.pair(page.await("#code").getText());
    page.awaitText("h1", "Send the first photo");
    page.receiver().kill();
    page.receive();
    page.awaitText("h1", "Send the first photo");
    page.click("Do this later");
    page.awaitText("h1", "Ready: photos from one phone are filed as they come");
  }

  /** German is a third longer than English. */
  @Test
  void everyStepFitsAPhoneInLongerWords() throws Exception {
    page.speakLonger();
    page.receive();
    page.browser().resize(Browser.Size.PHONE);
    page.await("[name=name]");
    page.assertFits();
    page.look("start-small");
    page.await("button.main").click();
    page.await("[name=folder]");
    page.assertFits();
    page.type("folder", patients.toString());
    page.await("button.main").click();
    page.await("#pairing button").click();
    page.await("#code");
    page.assertFits();
    page.open("/first-run/photo");
    page.assertFits();
    page.open("/first-run/done");
    page.await("form button");
  }
}
