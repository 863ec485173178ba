package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.squareup.moshi.Moshi;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import nz.co.medimage.api.file.DurableFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code practice import}: each field is accounted for, and nothing is overwritten. */
class PracticeImportTest {
  @TempDir Path folder;

  private Path to() {
    return folder.resolve("to");
  }

  private Run imported(String json, Object... more) throws IOException {
    Path file = Files.writeString(folder.resolve("ehrconnect.json"), json);
    Stream<Object> usual = Stream.of("practice", "import", file, "--to", to());
    return Run.of(Stream.concat(usual, Stream.of(more)).toArray());
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> read(String name) throws IOException {
    String text = Files.readString(to().resolve(name));
    return (Map<String, Object>) new Moshi.Builder().build().adapter(Object.class).fromJson(text);
  }

  private static Object at(Object json, String path) {
    Object at = json;
    for (String key : path.split("[.]", -1)) {
      at =
          key.matches("[0-9]+")
              ? ((List<?>) at).get(Integer.parseInt(key))
              : ((Map<?, ?>) at).get(key);
    }
    return at;
  }

  private static String line(Run run, String field) {
    return run.out()
        .lines()
        .filter(each -> each.contains("  " + field + ": "))
        .findFirst()
        .orElse("no line for " + field);
  }

  @Test
  void databaseBecomesAProfileWithBoundParameters() throws Exception {
    Run run = imported(ClassicSamples.SQL);

    Map<String, Object> profile = read("practice.json");
    assertEquals("sql", profile.get("kind"));
    assertEquals(
        Map.of(
            "url", "jdbc:interbase://localhost/C:/MT32/data/MT32.ib",
            "driver", "interbase.interclient.Driver",
            "driver-jars", List.of("drivers/interclient.jar"),
            "user", "SYSDBA",
            "password", Map.of("file", "practice-password.txt"),
            "timeout", "20s"),
        profile.get("connection"));
    assertEquals(
        "SELECT A.ANYBODYID AS ANYBODYID, P.NHINO AS COMPARED_ID FROM PATIENT P"
            + " JOIN ANYBODY A ON A.ANYBODYID = P.PATIENTID WHERE A.ROWINACTIVE = 0 AND P.NHINO = :id",
        at(profile, "patient.query"));
    assertEquals("ANYBODYID", at(profile, "patient.id"));
    assertEquals("COMPARED_ID", at(profile, "patient.match"));
    assertEquals(true, at(profile, "patient.capitals"));
    assertTrue(
        at(profile, "photo.insert")
            .toString()
            .endsWith(
                "VALUES (:patient, CURRENT_TIMESTAMP, :title, '', :path, :length, :staffname,"
                    + " :computer, :location, 0)"));
    assertEquals(Map.of("sink", "folders", "root", "M:\\Attachments"), at(profile, "photo.path"));
    assertEquals(List.of("original", "small"), at(profile, "photo.files"));
    assertEquals(
        Map.of("staffname", "#sys", "computer", "", "location", "M"), profile.get("values"));
    assertEquals("SELECT 1 FROM RDB$DATABASE", profile.get("test"));
    assertEquals("masterkey\n", Files.readString(to().resolve("practice-password.txt")));
    assertEquals(Medimage.USAGE, run.exit(), "something is open");
  }

  @Test
  void exampleOfThePageSaysWhatThePageSays() throws Exception {
    MarkdownPage page = MarkdownPage.read(Path.of("docs/practice.md"));
    String example =
        page.blocks("json").stream()
            .map(MarkdownPage.Block::text)
            .filter(text -> text.contains("getIdSQL"))
            .findFirst()
            .orElseThrow();
    String said =
        page.blocks("text").stream()
            .map(MarkdownPage.Block::text)
            .filter(text -> text.startsWith("imported  getIdSQL"))
            .findFirst()
            .orElseThrow();
    Run run = imported(example);
    assertEquals(
        said.lines().toList(),
        run.out().lines().filter(line -> line.matches("(imported|open|left out) .*")).toList());
    assertTrue(run.out().contains("Create the table MEDIMAGE_LEDGER"), run.out());
  }

  @Test
  void folderThatIsMissingIsNotMadeUp() throws Exception {
    Run run =
        imported(
            ClassicSamples.SQL.replace("\"parentPhotoDir\": \"C:\\\\MT32\\\\Attachments\",", ""));
    assertTrue(line(run, "parentPhotoDir").startsWith("open"), run.out());
    assertEquals("left out  mapDownTo: parentPhotoDir is missing", line(run, "mapDownTo"));
    assertEquals("", at(read("practice.json"), "photo.path.root"));
  }

  /** The page imports into the home and starts it there. */
  @Test
  void folderOfTheImportIsAHome() throws Exception {
    String example =
        MarkdownPage.read(Path.of("docs/practice.md")).blocks("json").stream()
            .map(MarkdownPage.Block::text)
            .filter(text -> text.contains("getIdSQL"))
            .findFirst()
            .orElseThrow()
            .replace("C:\\\\MT32\\\\Attachments", folder + "/Patients")
            .replace("\"C:\\\\MT32\\\\\"", "\"" + folder + "/\"");
    Path pc = folder.resolve("pc");
    Path file = Files.writeString(folder.resolve("ehrconnect.json"), example);
    Run first = Run.of("practice", "import", file, "--to", pc);
    assertTrue(first.out().contains("wrote  " + pc.resolve("receiver.json")), first.out());
    try (Practice practice = Practice.with(folder, "--port", 0, "--name", "PC")) {
      Run paired = practice.pair(practice.code());
      assertEquals(Medimage.OK, paired.exit(), paired.err());
    }
    for (String name : List.of("json", "password.txt", "notify-url.txt")) {
      Files.delete(pc.resolve(name.equals("json") ? "practice.json" : "practice-" + name));
    }
    Run second = Run.of("practice", "import", file, "--to", pc);
    assertTrue(second.out().contains(pc.resolve("practice-receiver.json") + ""), second.out());
  }

  @Test
  void linesForTheReceiverAreTakenAsTheyAre() throws Exception {
    imported(ClassicSamples.SQL);
    Map<String, Object> receiver = read("receiver.json");
    assertEquals("C:\\MT32\\Attachments", at(receiver, "sinks.0.settings.to"));
    assertEquals("small", at(receiver, "filters.0.settings.label"));
    assertEquals("practice.json", at(receiver, "patient-check.settings.profile"));
    assertEquals("practice.json", at(receiver, "follow-ups.0.settings.profile"));
    assertEquals(
        Map.of("file", "practice-notify-url.txt"), at(receiver, "observers.0.settings.url"));
    assertEquals(
        "https://tell.example/me?key=k7\n",
        Files.readString(to().resolve("practice-notify-url.txt")));
    Path home = Files.createDirectories(folder.resolve("pc"));
    Run checked = Run.of("addons", "--home", home, "--config", to().resolve("receiver.json"));
    assertEquals("", checked.err());
  }

  @Test
  void everyFieldIsAccountedForAndNoSecretIsShown() throws Exception {
    for (String sample : List.of(ClassicSamples.SQL, ClassicSamples.SOAP, ClassicSamples.JSON)) {
      Run run = imported(sample);
      ClassicFile file = ClassicFile.read(folder.resolve("ehrconnect.json"));
      for (String field : file.names()) {
        assertTrue(
            line(run, field).matches("(imported|left out|open)  .*"), line(run, field) + run.err());
      }
      for (String secret : List.of("masterkey", "wOmbat", "k7", "k9", "d29tYmF0")) {
        assertFalse((run.out() + run.err()).contains(secret), run.out());
      }
      DurableFiles.deleteTree(to());
    }
  }

  @Test
  void whatAPersonMustDoIsOpen() throws Exception {
    Run run = imported(ClassicSamples.SQL);
    assertEquals("open  colour: this field is not known; see what it is for", line(run, "colour"));
    assertEquals(
        "open  staffname: it is longer than 3, as constraints say; shorten it",
        line(run, "staffname"));
    assertEquals(
        "left out  createUserSQL: it is not run; whoever looks after the system may do so, if rights"
            + " are missing: GRANT SELECT ON PATIENT TO MEDIMAGE; SET PASSWORD '…'",
        line(run, "createUserSQL"));
    assertTrue(line(run, "password").contains("everybody knows this password"), run.out());
    assertTrue(line(run, "useODBC").contains("put interclient.jar into the folder drivers"));
  }

  @Test
  void soapBecomesStepsWithPathsOfXml() throws Exception {
    Run run = imported(ClassicSamples.SOAP);
    Map<String, Object> profile = read("practice.json");
    assertEquals("https://emr.example", at(profile, "server.url"));
    assertEquals("emr.pem", at(profile, "server.trust"));
    assertEquals("{{header-1}}", at(profile, "server.headers.Authorization"));
    assertEquals(Map.of("file", "practice-header-1.txt"), at(profile, "values.header-1"));
    assertEquals("med & image", at(profile, "values.staffname"));
    assertEquals("//Body/FindResult/Patient[1]/Id", at(profile, "patient.id"));
    assertTrue(at(profile, "patient.steps.0.body.xml").toString().contains("<Nhi>{{id}}</Nhi>"));
    assertEquals("text/xml;charset=\"utf-8\"", at(profile, "patient.steps.0.body.type"));
    assertEquals(
        Map.of("SOAPAction", "https://emr.example/soap/patients#Add"),
        at(profile, "patient.steps.0.headers"));
    assertEquals(
        Map.of("session", "//Body/FindResult/Session"), at(profile, "photo.steps.0.capture"));
    Object filing = at(profile, "photo.steps.1");
    assertEquals("https://emr.example/soap/files", at(filing, "url"));
    assertEquals(Map.of("site", "7"), at(filing, "query"));
    assertEquals(true, at(filing, "files"));
    assertTrue(at(filing, "body.xml").toString().contains("session=\"{{session}}\""));
    assertEquals(
        Map.of("status", "2xx", "xpath", "//Body/AddResult/Ok", "equals", "true", "is", "ok"),
        at(filing, "answers.0"));
    assertEquals("ask", at(profile, "photo.repeat"));
    assertEquals("/srv/photos", at(profile, "photo.path.root"));
    assertTrue(line(run, "responseObjects.getId.returnedValue").contains("add a match"));
  }

  @Test
  void jsonBecomesStepsWithPathsOfJson() throws Exception {
    Run run = imported(ClassicSamples.JSON);
    Map<String, Object> profile = read("practice.json");
    Object lookup = at(profile, "patient.steps.0");
    assertEquals("https://emr.example/api/patients/{{id}}/find", at(lookup, "url"));
    assertEquals(Map.of("nhi", "{{id}}", "exact", "yes&no"), at(lookup, "query"));
    assertEquals(
        Map.of("nhi", "{{id}}", "who", "MedImage at {{location}}"), at(lookup, "body.json"));
    assertEquals("$.id.value", at(profile, "patient.id"));
    assertEquals("\"}, {\"x\": \"", at(profile, "values.location"));
    assertEquals("small", at(profile, "photo.file"));
    assertEquals(
        List.of(
            Map.of("name", "patient", "value", "{{patient:number}}"),
            Map.of("name", "title", "value", "{{title}}"),
            Map.of("name", "size", "value", "{{length:number}}"),
            Map.of("name", "photo", "file", true)),
        at(profile, "photo.steps.0.body.multipart"));
    assertEquals("$.results[0].stored", at(profile, "photo.steps.0.answers.0.json"));
    assertEquals("k9\n", Files.readString(to().resolve("practice-header-1.txt")));
    assertTrue(line(run, "endPoints.includePhotoInPOST").startsWith("open"));
  }

  @Test
  void secretsAreReadableByTheirOwnerOnlyAndNothingIsOverwritten() throws Exception {
    imported(ClassicSamples.SQL);
    for (String name : List.of("practice.json", "practice-password.txt")) {
      Path file = to().resolve(name);
      if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
        assertEquals(
            "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      }
    }
    Files.delete(to().resolve("practice.json"));
    Files.delete(to().resolve("practice-password.txt"));
    Files.writeString(to().resolve("practice-receiver.json"), "mine");
    Run again = imported(ClassicSamples.SQL);
    assertEquals(Medimage.USAGE, again.exit());
    assertTrue(again.err().contains(" is there already; name another folder with --to"));
    assertFalse(Files.exists(to().resolve("practice.json")));
    assertEquals("mine", Files.readString(to().resolve("practice-receiver.json")));
  }

  @Test
  void whatIsNoSuchFileIsSaidInASentence() throws Exception {
    Path file = folder.resolve("ehrconnect.json");
    Map<String, String> sentences =
        Map.of(
            "[1]", "it must hold one JSON object, which begins with {",
            "{\"a\": 1} // done", "it is no valid JSON after ",
            "{\"password\": \"k\" \"b\": 1}", "it is no valid JSON after $.password: look for",
            "{\"useOriginal\": \"maybe\"}", "useOriginal: it must be true or false",
            "{\"host\": [1]}", "host: it must be a single text",
            "{\"endPoints\": 7, \"photoVars\": [{}]}", "photoVars: it must be a list of texts",
            "{\"password\": \"a\", \"Password\": \"b\"}", "Password: it is there twice",
            "{\"requestType\": \"ftp\"}", "requestType: it must be sql, soap or json",
            "{\"mapDownTo\": \"{{id}}\"}", "mapDownTo: it holds {{, which has a meaning");
    for (Map.Entry<String, String> each : sentences.entrySet()) {
      Run run = imported(each.getKey());
      assertTrue(run.err().contains(file + ": " + each.getValue()), run.out() + run.err());
      assertEquals(1, run.err().lines().count(), run.err());
      assertEquals(Medimage.USAGE, run.exit());
      assertFalse(Files.exists(to()));
    }
    Files.write(file, "{\"host\": \"\u00e4\"}".getBytes(StandardCharsets.UTF_16));
    Run run = Run.of("practice", "import", file, "--to", to());
    assertTrue(run.err().contains("save it as UTF-8 first"), run.err());
    Run none = Run.of("practice", "import", folder.resolve("none"), "--to", to());
    assertTrue(none.err().contains("there is no such file or folder"), none.err());
  }

  @Test
  void markOfUtf8AtTheBeginningIsSkipped() throws Exception {
    assertTrue(imported("\ufeff" + ClassicSamples.SQL).err().isEmpty());
  }

  @Test
  void hostAndDatabaseThatWouldChangeTheAddressStayOut() throws Exception {
    String sql = ClassicSamples.SQL.replace("\"localhost\"", "\"a/b;user=x\"");
    Run run = imported(sql);
    assertTrue(line(run, "host").startsWith("open"), run.out());
    assertEquals("jdbc:KIND://HOST/DATABASE", at(read("practice.json"), "connection.url"));
  }
}
