package nz.co.medimage.filter.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.squareup.moshi.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.api.file.Folders;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.api.spi.CompanionFile;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.FakeAddOnContext;
import nz.co.medimage.testkit.TestPhotos;
import okio.Okio;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the filter makes of what a program does; the programs are lines of a shell. */
@DisabledOnOs(OS.WINDOWS)
final class RunFilterTest {
  private static final byte[] CONTENT = TestPhotos.jpeg(1);

  @TempDir Path folder;
  private StagedPhoto photo;

  @BeforeEach
  void stage() throws IOException {
    Path staging = Files.createDirectory(folder.resolve("staging"));
    photo = TestPhotos.staged(staging, TestPhotos.photoId(1), "#ZAC5361 arm", CONTENT);
  }

  private PhotoFilter filter(Map<String, ?> settings) throws IOException {
    RunFilterProvider provider = new RunFilterProvider();
    PhotoFilter filter =
        provider.create(new FakeAddOnContext(provider, settings, folder.resolve("state")));
    filter.start();
    return filter;
  }

  /** The script has the photo as {@code $1} and its folder as {@code $2}. */
  private StagedPhoto run(String script) throws IOException, PhotoRejectedException {
    return filter(Map.of("command", List.of("sh", "-c", script, "sh", "{file}", "{folder}")))
        .apply(photo);
  }

  private String failure(String script) {
    String message = assertThrows(IOException.class, () -> run(script)).getMessage();
    assertNothingIsLeft();
    return message;
  }

  private void assertNothingIsLeft() {
    try {
      assertEquals(List.of(photo.file()), Folders.list(folder.resolve("staging")));
      assertArrayEquals(CONTENT, Files.readAllBytes(photo.file()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String text(CompanionFile companion) throws IOException {
    return Files.readString(companion.file());
  }

  @Nested
  final class Given {

    @Test
    @SuppressWarnings("unchecked")
    void programReadsWhatIsKnownOfThePhoto() throws Exception {
      photo =
          photo
              .withPatient("P77")
              .withManifest(
                  photo.manifest().toBuilder()
                      .fileName("Tūī 🐦.JPG")
                      .attributes(Map.of("ward", "3 \"b\""))
                      .build());

      StagedPhoto result =
          run("cat > in; echo '{\"companions\":[{\"label\":\"in\",\"file\":\"in\"}]}'");

      String json = text(result.companions().get(0));
      assertTrue(json.chars().allMatch(c -> c < 0x7F), json);
      Map<String, Object> read = new TreeMap<>();
      try (JsonReader reader =
          JsonReader.of(Okio.buffer(Okio.source(result.companions().get(0).file())))) {
        read.putAll((Map<String, Object>) reader.readJsonValue());
      }
      assertTrue(((String) read.remove("file")).endsWith("/photo.jpg"));
      assertTrue(((String) read.remove("folder")).startsWith(folder.toString()));
      assertEquals(
          Map.ofEntries(
              Map.entry("id", photo.id().toString()),
              Map.entry("tag", "#ZAC5361 arm"),
              Map.entry("folders", List.of("ZAC5361")),
              Map.entry("words", List.of("arm")),
              Map.entry("fileName", "Tūī 🐦.JPG"),
              Map.entry("mediaType", "image/jpeg"),
              Map.entry("capturedAt", "2017-08-10T09:21:45+12:00"),
              Map.entry("length", (double) CONTENT.length),
              Map.entry("sha256", photo.manifest().sha256()),
              Map.entry("from", "Test phone"),
              Map.entry("deviceName", "Test phone"),
              Map.entry("patient", "P77"),
              Map.entry("attributes", Map.of("ward", "3 \"b\""))),
          read);
    }

    @Test
    void fileIsACopyThatTheProgramMayChange() throws Exception {
      StagedPhoto result = run("cmp \"$1\" \"$2/photo.jpg\" && echo changed > \"$1\"");

      assertSame(photo, result);
      assertNothingIsLeft();
    }

    @Test
    void argumentsAreNoShellLine() throws Exception {
      List<String> command =
          List.of(
              "sh",
              "-c",
              "printf '%s' \"$1\" > a; echo '{\"companions\":[{\"label\":\"a\",\"file\":\"a\"}]}'",
              "sh",
              "$(touch owned); `id` * {name} {file}x");

      StagedPhoto result = filter(Map.of("command", command)).apply(photo);

      String argument = text(result.companions().get(0));
      assertTrue(argument.startsWith("$(touch owned); `id` * {name} /"), argument);
      assertTrue(argument.endsWith("/photo.jpgx"), argument);
    }

    @Test
    void programSeesOnlyTheUsualEnvironment() throws Exception {
      StagedPhoto result =
          run("env > e; echo '{\"companions\":[{\"label\":\"e\",\"file\":\"e\"}]}'");

      Set<String> ofShells = Set.of("PWD", "OLDPWD", "SHLVL", "_");
      for (String line : text(result.companions().get(0)).lines().toList()) {
        String name = line.substring(0, line.indexOf('='));
        assertTrue(
            ofShells.contains(name)
                || name.startsWith("LC_")
                || Set.of("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE")
                    .contains(name)
                || Set.of("TZ", "TMPDIR", "MEDIMAGE_RUN").contains(name),
            name);
      }
    }

    @Test
    void programSeesWhatElseIsNamed() throws Exception {
      String name =
          System.getenv().keySet().stream()
              .filter(each -> each.matches("[A-Z]+") && !each.matches("PATH|HOME|USER|LANG|PWD"))
              .findFirst()
              .orElse("PATH");
      List<String> command =
          List.of(
              "sh",
              "-c",
              "printenv \"$1\" > e; echo '{\"companions\":[{\"label\":\"e\",\"file\":\"e\"}]}'",
              "sh",
              name);

      StagedPhoto result =
          filter(Map.of("command", command, "environment", List.of(name))).apply(photo);

      assertEquals(System.getenv(name), text(result.companions().get(0)).strip());
    }

    @Test
    void programRunsInItsWorkingFolder() throws Exception {
      Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
      List<String> command = List.of("sh", "-c", "touch was-here");

      filter(Map.of("command", command, "working-folder", elsewhere.toString())).apply(photo);

      assertTrue(Files.exists(elsewhere.resolve("was-here")));
    }

    @Test
    void inputThatIsNotReadHoldsUpNothing() throws Exception {
      photo =
          photo.withManifest(
              photo.manifest().toBuilder().attributes(Map.of("a", "x".repeat(1 << 20))).build());

      assertSame(photo, run("exec <&-"));
    }
  }

  @Nested
  final class Answering {

    @Test
    void silentProgramLetsThePhotoPass() throws Exception {
      assertSame(photo, run(":"));
      assertNothingIsLeft();
    }

    @Test
    void chatterCountsForNothing() throws Exception {
      assertSame(photo, run("echo 1 image file updated"));
    }

    @Test
    void photoIsReplacedAndRenamed() throws Exception {
      StagedPhoto result =
          run("printf new > n.jpg; echo '{\"file\": \"n.jpg\", \"fileName\": \"b.jpg\"}'");

      assertEquals("new", Files.readString(result.file()));
      assertEquals("b.jpg", result.manifest().fileName());
      assertEquals(3, result.manifest().length());
      assertEquals(Sha256.hex(Sha256.of(result.file())), result.manifest().sha256());
      assertEquals(photo.file().getParent(), result.file().getParent());
      assertArrayEquals(CONTENT, Files.readAllBytes(photo.file()));
    }

    @Test
    void copyThatWasChangedInPlaceCanBeTheNewPhoto() throws Exception {
      StagedPhoto result = run("printf new > \"$1\"; printf '{\"file\":\"%s\"}' \"$1\"");

      assertEquals("new", Files.readString(result.file()));
      assertArrayEquals(CONTENT, Files.readAllBytes(photo.file()));
    }

    @Test
    void companionsAreAdded() throws Exception {
      StagedPhoto result =
          run(
              "mkdir sub; printf 1 > sub/one.TXT; printf 2 > two; echo '{\"companions\": ["
                  + "{\"label\":\"text\",\"file\":\"sub/one.TXT\"},"
                  + "{\"label\":\"raw\",\"extension\":\"dat\",\"file\":\"two\"}]}'");

      assertEquals(photo.manifest(), result.manifest());
      assertEquals("txt", result.companions().get(0).extension());
      assertEquals("1", text(result.companions().get(0)));
      assertEquals("dat", result.companions().get(1).extension());
      assertEquals("2", text(result.companions().get(1)));
    }

    @Test
    void classicLinesAreUnderstood() throws Exception {
      StagedPhoto result =
          run(
              "cp \"$1\" \"$2/photo-small.jpg\"; printf new > \"$2/photo_x.jpg\"; echo working...;"
                  + " echo \"backupFiles:$2/photo-small.jpg\";"
                  + " echo \"backupFileRenamed:$2/photo_x.jpg\"; echo reloadConfig:true");

      assertEquals("new", Files.readString(result.file()));
      assertEquals("photo_x.jpg", result.manifest().fileName());
      assertEquals("small", result.companions().get(0).label());
      assertArrayEquals(CONTENT, Files.readAllBytes(result.companions().get(0).file()));
    }

    @Test
    void classicFileNamedLikeThePhotoStandsBesideIt() throws Exception {
      StagedPhoto result =
          run(
              "printf report > \"$2/photo.pdf\"; printf new > \"$1\";"
                  + " echo \"backupFiles:$2/photo.pdf;$1\"");

      assertEquals("new", Files.readString(result.file()));
      assertEquals("report", text(result.companions().get(0)));
      assertEquals("pdf", result.companions().get(0).extension());
    }

    @Test
    void samePhotoAgainGivesTheSame() throws Exception {
      String script = "printf new > n; echo '{\"file\":\"n\"}'";

      assertEquals(run(script).manifest(), run(script).manifest());
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "{\"file\":\"../../photo\"}|it names a file outside of the folder of its run",
          "{\"file\":\"/etc/hostname\"}|it names a file outside of the folder of its run",
          "{\"file\":\"../input\"}|it names a file outside of the folder of its run",
          "{\"file\":\"link\"}|it names a file that is not there",
          "{\"file\":\"linked/hostname\"}|it names a file outside of the folder of its run",
          "{\"file\":\"sub\"}|it names a file that is not there",
          "{\"file\":\"pipe\"}|it names a file that is not there",
          "{\"file\":\"empty\"}|it names a file that is empty",
          "{\"file\":\"gone\"}|it names a file that is not there",
          "{\"fileName\":\"a/b\"}|its new name of the photo is no single file name",
          "{\"filename\":\"a\"}|it has a field that is none of file, fileName, companions, reject"
              + " and code",
          "{\"file\":\"photo.jpg\",\"companions\":[{\"label\":\"A b\",\"file\":\"photo.jpg\"}]}|the"
              + " label of a companion is 1 to 20 of a-z, 0-9 and -",
          "{\"companions\":[{\"label\":\"a\",\"file\":\"photo.jpg\"},{\"label\":\"a\",\"file\":"
              + "\"photo.jpg\"}]}|another companion of the photo has the label it gives",
          "{\"reject\":\"No.\"}|it rejects the photo, but the exit code is 0 and not 65",
          "{\"file\":|it is not JSON, or a value in it is of another type",
          "Done. {}\\n{}|there is other text before its JSON",
          "backupFiles:/etc/hostname|it names a file outside of the folder of its run",
        })
    void wrongAnswerFailsAndLeavesNothing(String answer, String why) {
      String made =
          "mkdir sub; mkfifo pipe; : > empty; ln -s /etc/hostname link; ln -s /etc linked;";

      assertEquals(
          "The program of the filter run gave a wrong answer: " + why + ".",
          failure(made + " printf '" + answer + "'"));
    }
  }

  @Nested
  final class Rejecting {

    private PhotoRejectedException rejection(String script) {
      PhotoRejectedException e = assertThrows(PhotoRejectedException.class, () -> run(script));
      assertNothingIsLeft();
      return e;
    }

    @Test
    void sentenceIsWhatWasPrinted() {
      PhotoRejectedException e =
          rejection("echo 'No consent'; echo 'is recorded.'; echo trace >&2; exit 65");

      assertEquals("No consent is recorded.", e.getMessage());
      assertEquals(RejectionCode.REFUSED, e.code());
    }

    @Test
    void codeCanBeTheProgramsOwn() {
      PhotoRejectedException e =
          rejection("echo '{\"reject\":\"No consent.\",\"code\":\"ACME.NO_CONSENT\"}'; exit 65");

      assertEquals("No consent.", e.getMessage());
      assertEquals(RejectionCode.of("ACME.NO_CONSENT"), e.code());
    }

    @Test
    void silentRejectionNamesTheFilter() {
      assertEquals(
          "The filter run rejected this photo without saying why.",
          rejection("exit 65").getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"code\":\"A\"}", "{\"reject\":\"No.\",\"code\":\"a b\"}", "{"})
    void rejectionThatIsWrongIsNone(String printed) {
      assertTrue(
          failure("echo '" + printed + "'; exit 65")
              .startsWith("The program of the filter run gave a wrong answer: "));
    }
  }

  @Nested
  final class Failing {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 64, 75, 127, 255})
    void otherExitCodeMeansNotNow(int code) {
      assertEquals(
          "The program of the filter run ended with exit code "
              + code
              + "; what it said is in the log at DEBUG.",
          failure("echo ZAC5361 >&2; echo ZAC5361; exit " + code));
    }

    @Test
    void programThatIsGoneFails() throws Exception {
      Path program = Files.writeString(folder.resolve("program"), "#!/bin/sh\n");
      assertTrue(program.toFile().setExecutable(true));
      PhotoFilter filter = filter(Map.of("command", program.toString()));
      assertSame(photo, filter.apply(photo));
      Files.delete(program);

      String message = assertThrows(IOException.class, () -> filter.apply(photo)).getMessage();

      assertTrue(
          message.startsWith("The program of the filter run could not be started: "), message);
      assertNothingIsLeft();
    }
  }

  @Nested
  final class Configured {

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "medimage-no-such-program|There is no program medimage-no-such-program that can be run;"
              + " install it, or mend the setting command.",
          "/no/such/program|There is no program /no/such/program that can be run; install it, or"
              + " mend the setting command.",
          "/etc|There is no program /etc that can be run; install it, or mend the setting command.",
        })
    void missingProgramIsToldAtTheStart(String program, String sentence) {
      assertEquals(
          sentence,
          assertThrows(IOException.class, () -> filter(Map.of("command", program))).getMessage());
    }

    private String refusal(Map<String, ?> settings) {
      return assertThrows(IllegalArgumentException.class, () -> filter(settings)).getMessage();
    }

    @Test
    void relativeProgramIsRefused() {
      assertEquals(
          "The setting command must begin with the absolute path of a program, or with a name that"
              + " is looked for in PATH, not ./check.sh.",
          refusal(Map.of("command", "./check.sh")));
    }

    @Test
    void missingCommandIsRefused() {
      assertTrue(refusal(Map.of()).startsWith("The setting command "), refusal(Map.of()));
      assertEquals(
          "The setting command must begin with a program.", refusal(Map.of("command", List.of())));
    }

    @Test
    void valueInEnvironmentIsRefusedWithoutItsValue() {
      assertEquals(
          "The setting environment must be a list of names, such as LANG, without values.",
          refusal(Map.of("command", "sh", "environment", List.of("TOKEN=x"))));
    }

    @Test
    void missingWorkingFolderIsToldAtTheStart() {
      String message =
          assertThrows(
                  IOException.class,
                  () -> filter(Map.of("command", "sh", "working-folder", "nowhere")))
              .getMessage();

      assertTrue(
          message.endsWith("nowhere; make it, or mend the setting working-folder."), message);
    }
  }
}
