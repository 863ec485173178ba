package nz.co.medimage.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nz.co.medimage.api.spi.PatientCheckProvider;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.receiver.config.ConfigurationPart;
import nz.co.medimage.receiver.config.SettingValue;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.CompiledJar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a form of settings changes, and what it leaves alone. */
@Timeout(120)
final class SettingsFormTest {
  private static final Pattern SEEN = Pattern.compile("name=\"seen\" value=\"([0-9a-f]{64})\"");
  private static final String FORM = "/settings/sinks/folders";

  @TempDir Path folder;

  private Path write(String more) throws IOException {
    String json = "{\"sinks\": [{\"add-on\": \"folders\", \"settings\": {\"to\": \"%s\"%s}}]}";
    return Files.writeString(
        folder.resolve("receiver.json"), json.formatted(folder.resolve("patients"), more));
  }

  private String form(String page, String more) {
    Matcher seen = SEEN.matcher(page);
    assertTrue(seen.find(), page);
    String to = URLEncoder.encode(folder.resolve("patients").toString(), StandardCharsets.UTF_8);
    return "s.to=" + to + "&seen=" + seen.group(1) + more;
  }

  @Test
  void formThatIsOlderThanTheFileChangesNothing() throws Exception {
    Path file = write("");
    ConsoleSettings settings = ConsoleSettings.of(file, Optional::empty);
    try (Practice practice = Practice.open(folder, console -> console.settings(settings))) {
      String mine = practice.http().get(FORM).body();
      write(", \"strict\": true");
      String theirs = Files.readString(file);

      RawHttp.Answer refused = practice.http().post(FORM, form(mine, "&s.backup-to=/copies"));
      assertEquals(409, refused.status(), refused.body());
      assertTrue(refused.body().contains("somebody else has changed this"), refused.body());
      assertTrue(refused.body().contains("<option value=\"true\" selected"), refused.body());
      assertEquals(theirs, Files.readString(file));

      String again = form(refused.body(), "&s.strict=true&s.backup-to=/copies");
      assertEquals(200, practice.http().post(FORM, again).status());
      assertTrue(Files.readString(file).contains("strict"), Files.readString(file));
      assertTrue(Files.readString(file).contains("/copies"), Files.readString(file));
    }
  }

  /** Knows the patients of a file, as a check of practice software does. */
  private static final String LIST =
      """
      package com.example.list;
      import java.nio.file.*;
      import java.util.*;
      import nz.co.medimage.api.spi.*;
      public class ListProvider implements PatientCheckProvider {
        public String id() { return "list"; }
        public List<Setting> settings() { return List.of(Setting.path("file").required()); }
        public PatientCheck create(AddOnContext context) {
          Path file = context.settings().path("file");
          class Check implements PatientCheck, SelfTest {
            public String id() { return context.id(); }
            public PatientMatch find(PatientQuery query) { return PatientMatch.unknown(); }
            public List<Finding> test(Optional<String> patient) {
              return List.of(
                  Files.exists(file)
                      ? new Finding(Verdict.OK, "It is there.")
                      : new Finding(Verdict.FAILED, file + " is missing."));
            }
          }
          return new Check();
        }
      }
      """;

  private void dropInList() throws Exception {
    new CompiledJar()
        .source("com.example.list.ListProvider", LIST)
        .provides(PatientCheckProvider.class, "com.example.list.ListProvider")
        .writeTo(folder.resolve("pc").resolve("addons").resolve("list").resolve("list.jar"));
  }

  private static String encoded(Path path) {
    return URLEncoder.encode(path.toString(), StandardCharsets.UTF_8);
  }

  @Test
  void checkThatCannotWorkIsExplainedBesideItsFieldAndNotSaved() throws Exception {
    dropInList();
    Path file = write("");
    String before = Files.readString(file);
    Path list = folder.resolve("list.csv");
    ConsoleSettings settings = ConsoleSettings.of(file, Optional::empty);
    try (Practice practice = Practice.open(folder, console -> console.settings(settings))) {
      String form = "add-on=list&s.file=" + encoded(list);
      RawHttp.Answer refused = practice.http().post("/settings/patient-check", form);
      assertEquals(422, refused.status(), refused.body());
      String beside = "<p class=\"wrong\" id=\"s.file.wrong\">" + list + " is missing.";
      assertTrue(refused.body().contains(beside), refused.body());
      assertTrue(refused.body().contains("Nothing was changed."), refused.body());
      assertEquals(before, Files.readString(file));

      Files.writeString(list, "ZAC5361");
      assertEquals(200, practice.http().post("/settings/patient-check", form).status());
      assertTrue(Files.readString(file).contains("patient-check"), Files.readString(file));
    }
  }

  @Test
  void photosCanBeMadeToWaitForACheckThatIsAway() throws Exception {
    dropInList();
    Path list = folder.resolve("list.csv");
    String json = "{\"patient-check\": {\"add-on\": \"list\", \"settings\": {\"file\": \"%s\"}}}";
    Path file = Files.writeString(folder.resolve("receiver.json"), json.formatted(list));
    ConsoleSettings settings = ConsoleSettings.of(file, Optional::empty);
    try (Practice practice = Practice.open(folder, console -> console.settings(settings))) {
      String path = "/settings/patient-check/list";
      Matcher seen = SEEN.matcher(practice.http().get(path).body());
      assertTrue(seen.find());
      String form = "s.file=" + encoded(list) + "&o.when-unavailable=wait&seen=" + seen.group(1);
      assertEquals(200, practice.http().post(path, form).status());
      assertTrue(Files.readString(file).contains("wait"), Files.readString(file));
    }
  }

  @Test
  void receiverGetsANameASizeAndTypes() throws Exception {
    Path file = write("");
    ConsoleSettings settings = ConsoleSettings.of(file, Optional::empty);
    try (Practice practice = Practice.open(folder, console -> console.settings(settings))) {
      RawHttp http = practice.http();
      assertTrue(http.get("/settings").body().contains("href=\"/settings/receiver\""));
      String page = http.get("/settings/receiver").body();
      assertTrue(page.contains("It is Room 1 now."), page);
      Matcher seen = SEEN.matcher(page);
      assertTrue(seen.find(), page);
      String form = "seen=" + seen.group(1) + "&s.name=%s&s.types=%s&s.max-size=%s";
      String before = Files.readString(file);

      String wrong = form.formatted("%0B", "exe", "16+sheets");
      RawHttp.Answer refused = http.post("/settings/receiver", wrong);
      assertEquals(422, refused.status(), refused.body());
      for (String key : List.of("name", "types", "max-size")) {
        assertTrue(refused.body().contains("id=\"s." + key + ".wrong\""), key + refused.body());
      }
      assertTrue(refused.body().contains("16 sheets"), "it is still there");
      assertEquals(before, Files.readString(file));

      String right = form.formatted("Room+2", "%2Bpng%0D%0Amov", "20MiB");
      assertEquals(200, http.post("/settings/receiver", right).status());
      String json = Files.readString(file).replaceAll("\\s", "");
      assertTrue(json.contains("\"name\":\"Room2\""), json);
      assertTrue(json.contains("\"types\":[\"+png\",\"mov\"]"), json);
      assertTrue(json.contains("\"max-size\":\"20MiB\""), json);
      Await.until("it has started again", () -> !settings.isRestarting());
      assertEquals(409, http.post("/settings/receiver", right).status(), "of an older page");
      assertEquals("/settings/receiver?saved=yes", http.get("/settings/result").header("Location"));
    }
  }

  @Test
  void secretThatIsRemovedAfterAMistakeIsRemoved() {
    List<SettingValue> values =
        List.of(
            new SettingValue(
                Setting.text("password").secret(), SettingValue.Kind.SECRET, List.of()));
    Draft wrong = draft(Map.of("s.password", "typed"));
    Draft kept = draft(Map.of("s.password", "")).withSecretsOf(wrong, values);
    assertEquals(Optional.of("typed"), kept.text("s.password"));
    Draft removed =
        draft(Map.of("s.password", "", "forget.password", "yes")).withSecretsOf(wrong, values);
    assertEquals(Optional.of(""), removed.text("s.password"));
  }

  private static Draft draft(Map<String, String> typed) {
    return new Draft(ConfigurationPart.SINKS, "x", "x", typed);
  }
}
