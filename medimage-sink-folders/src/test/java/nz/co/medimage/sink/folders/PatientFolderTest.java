package nz.co.medimage.sink.folders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import nz.co.medimage.api.PortableName;
import nz.co.medimage.api.spi.StagedPhoto;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sink whose folders bear the practice's own ids. */
final class PatientFolderTest {
  @TempDir Path folder;
  private Tree tree;
  private FolderSink sink;
  private long number;

  @BeforeEach
  void start() throws Exception {
    tree = Tree.in(folder);
    sink = FolderSink.to(tree.main()).state(tree.state()).name("{words}").byPatient().build();
    sink.start();
  }

  @AfterEach
  void close() throws Exception {
    sink.close();
  }

  private StagedPhoto photo(String tag) throws Exception {
    return tree.photo(++number, tag);
  }

  private String filed(StagedPhoto photo) throws Exception {
    return sink.write(photo).reference();
  }

  @Test
  void patientsOwnFolderReplacesTheFirstOfTheTag() throws Exception {
    assertEquals("P7/wound/arm.jpg", filed(photo("#ZAC5361 #wound arm").withPatient("P7")));
    assertEquals("P7/leg.jpg", filed(photo("leg").withPatient("P7")));
  }

  @Test
  void tagThatNobodyCheckedIsNotTakenForAPatientsId() throws Exception {
    assertEquals("4711/arm.jpg", filed(photo("#ZAC5361 arm").withPatient("4711")));
    assertEquals("unchecked/4711/arm.jpg", filed(photo("#4711 arm")));
    assertEquals("unchecked/arm.jpg", filed(photo("arm")));
  }

  @Test
  void photoOfAnIdThatIsNoNameIsNotFiledWithThePatientOfThatId() throws Exception {
    filed(photo("#ZAC5361 arm").withPatient("4711"));
    for (String unsafe :
        List.of("P/7", "..", "P 7", "con", "CON", "", "x".repeat(300), "e\u0301")) {
      assertEquals(
          "unchecked/4711/w" + (number + 1) + ".jpg",
          filed(photo("#4711 w" + (number + 1)).withPatient(unsafe)));
    }
  }

  @Test
  void noPatientHasTheFolderOfWhatIsUnchecked() throws Exception {
    for (String id : List.of("unchecked", "UNCHECKED", "Unchecked")) {
      assertEquals(
          "unchecked/4711/w" + (number + 1) + ".jpg",
          filed(photo("#4711 w" + (number + 1)).withPatient(id)));
    }
  }

  @Test
  void idsThatDifferOnlyByCaseHaveFoldersOfTheirOwnOnEveryDisk() throws Exception {
    assertEquals("A1/arm.jpg", filed(photo("#ABC arm").withPatient("A1")));
    assertEquals("a1=f55ff16f/arm.jpg", filed(photo("#ABC arm").withPatient("a1")));
  }

  @Test
  void everyIdHasAFolderThatIsPortableAndNoOthers() {
    List<String> ids =
        List.of(
            "ab1",
            "aB1",
            "Ab1",
            "AB1",
            "4711",
            "ABCDEF~1",
            "A1=f55ff16f",
            "A1=F55FF16F",
            "A1",
            "a1",
            "\u0398",
            "\u03b8",
            "\u03f4",
            "STRASSE",
            "STRA\u1e9eE",
            "STRA\u00dfE",
            "I",
            "\u0130",
            "\u0131",
            "PAUL",
            "P\u0410UL",
            "x".repeat(180),
            "X".repeat(180));
    Set<String> folded = new HashSet<>();
    for (String id : ids) {
      String name = PatientFolder.of(id).orElseThrow();
      assertEquals(name, PortableName.of(name, 200));
      folded.add(Intents.fold(name));
      if (id.contains("~")) {
        assertNotEquals(id, name, "Windows would take it for the short name of another");
      }
    }
    assertEquals(ids.size(), folded.size(), folded::toString);
  }

  @Test
  void idInCapitalsAndDigitsStandsAsItIs() {
    for (String id :
        List.of("4711", "P-7_(2).X", "ZAC5361", "0A0EED3E-58B6-4E4C-B1D2-1F7C38C3A1B4")) {
      assertEquals(Optional.of(id), PatientFolder.of(id));
    }
  }
}
