package nz.co.medimage.sink.practice.internal.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.PatientMatch.Kind;
import nz.co.medimage.api.spi.PatientQuery;
import nz.co.medimage.api.spi.SelfTest.Finding;
import nz.co.medimage.api.spi.SelfTest.Verdict;
import nz.co.medimage.sink.practice.CsvCheckProvider;
import nz.co.medimage.testkit.FakeAddOnContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a file of patients may look like, and what is said of one that cannot be used. */
@Timeout(60)
final class CsvCheckTest {
  private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");

  @TempDir private Path folder;
  private Path file = Path.of("");
  private final Map<String, Object> settings = new HashMap<>();

  @BeforeEach
  void place() {
    file = folder.resolve("today.csv");
    settings.put("file", "today.csv");
    settings.put("id", "NHI");
  }

  private CsvCheck check() {
    Clock noon = Clock.fixed(NOON, ZoneOffset.UTC);
    return CsvCheck.of(
        new FakeAddOnContext("csv", new CsvCheckProvider(), settings, folder, noon), Duration.ZERO);
  }

  private PatientMatch find(CsvCheck check, String id) throws IOException {
    return check.find(PatientQuery.of(PatientTag.parse("#" + id), "a phone"));
  }

  private PatientMatch find(String content, String id) throws IOException {
    Files.writeString(file, content);
    return find(check(), id);
  }

  /** What is said of the file, which stands for {@code FILE}. */
  private String refused(String content) {
    return refused(content.getBytes(StandardCharsets.UTF_8));
  }

  private String refused(byte[] content) {
    return String.valueOf(
            assertThrows(
                    IOException.class,
                    () -> {
                      Files.write(file, content);
                      find(check(), "ZAC5361");
                    })
                .getMessage())
        .replace(file.toString(), "FILE");
  }

  private String wrong() {
    return String.valueOf(assertThrows(IllegalArgumentException.class, this::check).getMessage());
  }

  @Test
  void idIsThePatientUnlessAColumnSaysWho() throws IOException {
    String content = "NHI,Nr\nZAC5361,4711\n";
    assertEquals(Optional.of("ZAC5361"), find(content, "ZAC5361").patient());
    settings.put("patient", "Nr");
    assertEquals(Optional.of("4711"), find(content, "ZAC5361").patient());
  }

  @Test
  void separatorIsDetectedOrSet() throws IOException {
    for (String separator : List.of(",", ";", "\t")) {
      String content = "Nr@NHI@\"A;,\tB\"\n1@ZAC5361@x\n".replace("@", separator);
      assertEquals(Kind.FOUND, find(content, "ZAC5361").kind(), separator);
    }
    settings.put("separator", "tab");
    assertEquals(Kind.FOUND, find("a,b\tNHI\n,;,\tZAC5361\n", "ZAC5361").kind());
    settings.put("separator", "x");
    assertEquals("separator: it is one of , ; | : ^ ~ or tab", wrong());
  }

  @Test
  void fileWithoutAHeaderHasNumberedColumns() throws IOException {
    settings.put("header", "false");
    settings.put("id", "2");
    assertEquals(Kind.FOUND, find("1,ZAC5361\n2,ZAA0067", "ZAC5361").kind());
    settings.put("id", "NHI");
    assertEquals("id: a file without a header has columns with numbers, from 1 on", wrong());
  }

  @Test
  void quotedTextsByteOrderMarkAndOddLineEndsAreRead() throws IOException {
    String content =
        "\uFEFF\"NHI\",\"Name\"\r\n\"ZAC5361\",\"Tester, \"\"Pete\"\"\r\nx\"\r\n\r\nZAA0067,B,\r\n\u001A";
    settings.put("name", "name");
    assertEquals(Optional.of("P… T…"), find(content, "ZAC5361").echo());
    assertEquals(Optional.of("B…"), find(content, "ZAA0067").echo());
  }

  @Test
  void wholeNameIsMaskedAsItIsWritten() throws IOException {
    settings.put("name", "Name");
    assertEquals(Optional.of("P… T…"), find("NHI,Name\nA,Peter John Tester\n", "A").echo());
  }

  @Test
  void otherCharsetIsReadIfItIsSet() throws IOException {
    Charset western = Charset.forName("windows-1252");
    byte[] content = "NHI,Name\nÄ1,Özil\n".getBytes(western);
    assertEquals(
        "FILE is not written in UTF-8: set charset to its encoding, such as windows-1252",
        refused(content));
    settings.put("charset", "windows-1252");
    settings.put("name", "Name");
    Files.write(file, content);
    assertEquals(Optional.of("Ö…"), find(check(), "Ä1").echo());
    settings.put("charset", "ANSI?");
    assertEquals(
        "charset: this Java knows no encoding of that name; usual are UTF-8 and windows-1252",
        wrong());
  }

  @Test
  void patientInTwoRowsIsOnePatient() throws IOException {
    settings.put("name", "Name");
    settings.put("born", "Born");
    settings.put("status", "State");
    settings.put("active", "yes");
    String content =
        """
        NHI,Name,Born,State
        A,P T,1980-01-01,yes
        A,P T,1980-01-01,YES
        B,P T,,no
        C,P T,,yes
        C,P U,,yes
        D,P T,,no
        D,P T,,yes
        """;
    assertEquals(Kind.INACTIVE, find(content, "D").kind());
    assertEquals(Optional.of("P… T…, b. 1980"), find(content, "A").echo());
    assertEquals(Kind.INACTIVE, find(content, "B").kind());
    assertEquals(Kind.AMBIGUOUS, find(content, "C").kind());
  }

  @Test
  void idsAreComparedAsThePracticeWritesThem() throws IOException {
    String content = "NHI\n zac5361 \nO\u0308\n";
    assertEquals(Kind.UNKNOWN, find(content, "ZAC5361").kind());
    assertEquals(Kind.FOUND, find(content, "Ö").kind());
    settings.put("capitals", "true");
    assertEquals(Kind.FOUND, find(content, "Zac5361").kind());
  }

  @Test
  void fileThatCannotBeUsedDecidesNothing() throws IOException {
    assertEquals("FILE is empty: have the practice software export it again", refused(""));
    assertEquals(
        "FILE lists no patient: have the practice software export it again", refused("NHI,A\n"));
    assertEquals(
        "FILE has no column for id: its first line has 2 columns, none with that header or number;"
            + " see the settings id, separator and header",
        refused("ZAC5361,Peter Tester\n"));
    assertEquals(
        "FILE has two columns with the header of id: give the number of the right one, from 1 on",
        refused("NHI,nhi\nZAC5361,1\n"));
    assertEquals(
        "FILE, line 3: it has 1 columns and the first line 2, as if the file were half written or a"
            + " separator were not quoted; have the practice software export it again",
        refused("NHI,A\nZAC5361,1\nZAA"));
    assertEquals(
        "FILE, line 2: it has 3 columns and the first line 2, as if the file were half written or a"
            + " separator were not quoted; have the practice software export it again",
        refused("A,NHI\n12 Main St, Flat 4,ZAC5361\n"));
    assertTrue(
        refused("NHI,A\nZAC5361,\"Peter Tes").startsWith("FILE, line 2: a quotation mark has no"),
        refused("NHI,A\nZAC5361,\"Peter Tes"));
    assertTrue(refused("NHI,A\nZAC5361,\"P\" Tester\n").contains("a quotation mark has no"));
    assertTrue(refused("NHI,A\nZAC\0\0\0,1\n").contains("there are zero bytes"));
  }

  @Test
  void missingFileSaysWhatToDo() {
    String missing =
        String.valueOf(
            assertThrows(IOException.class, () -> find(check(), "ZAC5361")).getMessage());
    assertEquals(
        file + " is missing: have the practice software export it, or correct the setting file",
        missing);
    assertEquals(missing, assertThrows(IOException.class, () -> check().start()).getMessage());
    settings.put("file", folder.toString());
    assertEquals(
        folder + " is no file: set file to the list that is exported",
        assertThrows(IOException.class, () -> find(check(), "ZAC5361")).getMessage());
  }

  @Test
  void yesterdaysFileDecidesNothing() throws IOException {
    settings.put("max-age", "18h");
    Files.writeString(file, "NHI\nZAC5361\n");
    Files.setLastModifiedTime(file, FileTime.from(NOON.minus(Duration.ofHours(17))));
    CsvCheck check = check();
    assertEquals(Kind.FOUND, find(check, "ZAC5361").kind());
    Files.setLastModifiedTime(file, FileTime.from(NOON.minus(Duration.ofHours(19))));
    assertEquals(
        file
            + " was written at 2026-11-26T17:00:00Z, longer ago than max-age allows: have the"
            + " practice software export it again",
        assertThrows(IOException.class, () -> find(check, "ZAC5361")).getMessage());
  }

  @Test
  void statusNeedsItsValues() {
    settings.put("status", "State");
    String wrong =
        "status and active belong together: the column, and what it says of patients who are with"
            + " the practice";
    assertEquals(wrong, wrong());
    settings.remove("status");
    settings.put("active", "yes");
    assertEquals(wrong, wrong());
    settings.remove("active");
    settings.put("born-format", "b");
    assertEquals("born-format: it is made of uuuu, MM and dd, such as dd/MM/uuuu", wrong());
  }

  @Test
  void selfTestSaysWhatIsInTheFile() throws IOException {
    settings.put("born", "Born");
    settings.put("born-format", "d/M/uuuu");
    settings.put("name", "Name");
    Files.writeString(file, "NHI,Name,Born\nA,P T,1/2/1980\nA,P U,1/2/1980\n,Q,?\nB,R,2/2/1990\n");
    Files.setLastModifiedTime(file, FileTime.from(NOON.minus(Duration.ofMinutes(7))));
    assertEquals(
        List.of(
            new Finding(Verdict.OK, "The file is there, written 7 minutes ago."),
            new Finding(Verdict.OK, "All columns that are set are there: 2 ids in 4 rows."),
            new Finding(
                Verdict.WARNING, "1 row has no id (line 4): photos of this patient are held."),
            new Finding(
                Verdict.WARNING,
                "1 id belongs to several patients (line 3): photos of this patient are held."),
            new Finding(
                Verdict.OK,
                "One patient has the id B. With \"echo\": true the sender would see: R…, b. 1990")),
        check().test(Optional.of("B")));
    Finding last = check().test(Optional.of("X")).get(4);
    assertEquals(
        new Finding(Verdict.WARNING, "No patient has the id X. If one has, correct the column id."),
        last);
    Files.delete(file);
    assertEquals(Verdict.FAILED, check().test(Optional.empty()).get(0).verdict());
  }

  @Test
  void selfTestSaysInWhichLinesIdsAreNoNhis() throws IOException {
    settings.put("ids", "nhi");
    Files.writeString(file, "NHI\nZAC5361\nZAC5362\nzac5361\n");
    assertEquals(
        "1 id of the file is no NHI (line 3): photos of this patient are held.",
        check().test(Optional.empty()).get(2).sentence());
    Files.writeString(file, "NHI\nZAC5361\n" + "X\n".repeat(7));
    assertEquals(
        "7 ids of the file are no NHIs (lines 3, 4, 5, 6, 7, …): photos of these patients are held.",
        check().test(Optional.empty()).get(2).sentence());
  }

  @Test
  void serviceLoaderFindsIt() {
    assertInstanceOf(CsvCheck.class, check());
    assertTrue(
        java.util.ServiceLoader.load(nz.co.medimage.api.spi.PatientCheckProvider.class).stream()
            .anyMatch(provider -> provider.type().equals(CsvCheckProvider.class)));
  }
}
