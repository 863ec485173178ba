package nz.co.medimage.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.By;
import org.openqa.selenium.support.ui.Select;

/** Add-ons are added, set up and removed by clicks alone. */
@Timeout(240)
class PcSettingsTest extends PcTest {
  private Path patients;
  private Path file;

  @BeforeEach
  void configure() throws Exception {
    patients = Files.createDirectories(folder.resolve("patients"));
    file = page.home().resolve("receiver.json");
    Files.createDirectories(page.home());
    String json =
        """
        {"name": "Room 1", "max-size": "20MiB",
         "sinks": [{"add-on": "folders", "settings": {"to": "%s"}}]}
        """;
    Files.writeString(file, json.formatted(patients));
  }

  private Path photo(String name, int seed) throws Exception {
    return Files.write(folder.resolve(name + ".jpg"), TestPhotos.jpeg(seed, 1200, 900));
  }

  private void pair() throws Exception {
    page.open("/");
    page.click("Make a pairing code");
    page.pair(page.await("#code").getText());
  }

  private void add(String part, String addOn) {
    new Select(page.await("#" + part + " select")).selectByValue(addOn);
    page.await("#" + part + " .adding button").click();
  }

  private List<Path> filed() throws Exception {
    try (Stream<Path> files = Files.walk(patients)) {
      return files
          .filter(Files::isRegularFile)
          .filter(each -> !each.getFileName().toString().startsWith("."))
          .toList();
    }
  }

  @Test
  void wrongSettingIsExplainedPutRightAndWorks() throws Exception {
    page.receive();
    page.click("Open the settings");
    page.look("settings");
    String before = Files.readString(file);
    add("filters", "resize");
    page.type("s.longest-side", "0");
    page.type("s.label", "tiny");
    page.click("Add it");
    page.awaitText(
        "[id='s.longest-side.wrong']", "The setting longest-side must be from 16 to 4096, not 0.");
    assertEquals("true", page.await("[name='s.longest-side']").getAttribute("aria-invalid"));
    assertEquals("0", page.value("s.longest-side"));
    assertEquals("tiny", page.value("s.label"));
    assertEquals(before, Files.readString(file), "nothing is saved");
    page.look("settings-wrong");
    page.browser().complaints(); // of the status 422
    page.type("s.longest-side", "400");
    page.click("Add it");
    page.await("#filters a.what").click();
    assertEquals("400", page.value("s.longest-side"));
    page.look("settings-form");

    pair();
    page.send("#ZAC5361 arm", photo("arm", 1));
    assertTrue(
        filed().stream().anyMatch(each -> each.getFileName().toString().contains("tiny")),
        () -> "a smaller copy");
    assertTrue(Files.readString(file).contains("\"max-size\": \"20MiB\""));
  }

  @Test
  void addOnThatCannotWorkSaysWhyUntilItCan() throws Exception {
    Path list = Files.writeString(folder.resolve("list.csv"), "nhi\nZAC5361\n");
    Path gone = folder.resolve("gone.csv");
    String json =
        """
        {"sinks": [{"add-on": "folders", "settings": {"to": "%s"}}],
         "patient-check": {"add-on": "csv", "settings": {"file": "%s", "id": "nhi"}}}
        """
            .formatted(patients, gone);
    Files.writeString(file, json);
    page.receive();
    page.open("/settings/patient-check/csv");
    page.awaitText("#state", "It cannot be used now: ");
    page.awaitText("[id='s.file.wrong']", gone.toString());
    page.look("settings-unavailable");
    page.type("s.file", folder.resolve("typo.csv").toString());
    page.click("Save");
    page.awaitText("[id='s.file.wrong']", "typo.csv is missing");
    assertEquals(json, Files.readString(file), "nothing is saved");
    page.look("settings-untried");
    page.browser().complaints(); // of the status 422
    page.type("s.file", list.toString());
    page.click("Save");
    page.awaitText(".good", "Saved.");
    page.awaitText("#state", "It can be used.");
    pair();
    page.send("#ZAC5361 arm", photo("arm", 1));
    assertEquals(1, filed().size());
  }

  @Test
  void nameAndTypesOfTheReceiverAreChangedByClicks() throws Exception {
    page.receive();
    page.open("/settings");
    page.click("Name, types and size");
    assertEquals("20MiB", page.value("s.max-size"));
    page.type("s.name", "Room 2");
    page.type("s.types", "+exe");
    page.look("settings-receiver");
    page.click("Save");
    page.awaitText("[id='s.types.wrong']", "the content of 'exe' files cannot be recognised");
    page.browser().complaints(); // of the status 422
    page.type("s.types", "+png");
    page.click("Save");
    page.awaitText(".good", "Saved.");
    page.awaitText("[id='s.name.help']", "It is Room 2 now.");
  }

  @Test
  void whatDoesNotStartIsUndoneAndNothingTypedIsLost() throws Exception {
    page.receive();
    page.open("/settings/sinks/folders");
    String before = Files.readString(file);
    Path noFolder = Files.writeString(folder.resolve("a-file"), "x");
    page.type("s.to", noFolder.toString());
    page.click("Save");
    page.awaitText(".wrong", "Nothing was changed.");
    assertEquals(noFolder.toString(), page.value("s.to"));
    assertEquals(before, Files.readString(file));
    page.browser().complaints();
    page.look("settings-undone");
    pair();
    page.send("#ZAC5361 arm", photo("arm", 1));
    assertEquals(1, filed().size());
  }

  @Test
  void secretIsNeverShownAndStays() throws Exception {
    String hl7 =
        """
        {"sinks": [{"add-on": "folders", "settings": {"to": "%s"}}],
         "observers": [{"add-on": "notify", "settings": {"url": "https://s3cret-word.example"}}]}
        """;
    Files.writeString(file, hl7.formatted(patients));
    page.receive();
    page.open("/settings/observers/notify");
    assertFalse(page.browser().driver().getPageSource().contains("s3cret-word"));
    page.awaitText("main", "It is set and not shown.");
  }

  @Test
  void lockedPageShowsSettingsAndChangesNone() throws Exception {
    page.receive("--lock-down");
    page.open("/settings/sinks/folders");
    assertFalse(page.await("[name='s.to']").isEnabled());
    assertEquals(List.of(), page.browser().driver().findElements(By.cssSelector("button, form")));
    page.look("settings-locked");
  }

  @Test
  void longerWordsFitAPhone() throws Exception {
    page.speakLonger();
    page.receive();
    page.browser().resize(Browser.Size.PHONE);
    page.open("/settings");
    page.assertFits();
    for (String path :
        List.of(
            "/settings/sinks/folders", "/settings/observers?add-on=notify", "/settings/receiver")) {
      page.open(path);
      page.await("[id='s.to'], [id='s.url'], [id='s.name']");
      page.assertNoneIsTooWide();
    }
  }
}
