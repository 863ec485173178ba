package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A practice whose software exports a list of its patients, by which photos are checked. */
@Timeout(180)
final class PatientListTest {
  private static final String CONFIGURATION =
      """
      {
        "patient-check": {
          "add-on": "csv",
          "when-unavailable": "wait",
          "echo": true,
          "settings": {
            "file": "today.csv", "id": "NHI", "patient": "Nr", "name": "Name", "born": "Born",
            "status": "State", "active": "here", "ids": "nhi"
          }
        },
        "follow-ups": [{"add-on": "folders", "id": "archive", "settings": {"to": "archive"}}]
      }
      """;
  private static final String PATIENTS =
      """
      NHI;Nr;Name;Born;State
      ZAC5361;4711;Tester, Peter;1980-02-29;here
      ZAA0075;4713;Twin, A;2000-01-01;here
      ZAA0075;4714;Twin, B;2000-01-01;here
      ZAA0083;4715;Gone, Gus;1950-01-01;left
      """;

  @TempDir Path folder;

  private int photos;

  private Run send(Practice practice, String patient, Object... options) throws IOException {
    photos++;
    Path photo = Files.write(folder.resolve(photos + ".jpg"), TestPhotos.jpeg(photos));
    return practice.send(
        Stream.concat(Stream.of(options), Stream.of("--tag", "#" + patient + " arm", photo))
            .toArray());
  }

  private void assertHeld(Practice practice, String patient, String why) throws IOException {
    Run sent = send(practice, patient);
    assertEquals(Medimage.REJECTED, sent.exit(), sent.err());
    assertTrue(sent.out().strip().endsWith(": held at PC: " + why), sent.out());
  }

  private List<Path> written(String where) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve(where))) {
      return files.filter(file -> file.toString().endsWith(".jpg")).toList();
    }
  }

  @Test
  void photoIsFiledForOnePatientOfTheListOrHeldAndGuessesTellNothing() throws Exception {
    Path configuration = Files.writeString(folder.resolve("receiver.json"), CONFIGURATION);
    Files.writeString(folder.resolve("today.csv"), PATIENTS);
    try (Practice practice = Practice.paired(folder, "--config", configuration)) {
      assertHeld(practice, "ZZZ0016", "The practice knows no patient ZZZ0016.");
      assertHeld(practice, "ZAA0075", "Several patients of the practice have ZAA0075.");
      assertHeld(practice, "ZAA0083", "The patient ZAA0083 is no longer with the practice.");
      assertHeld(practice, "ZAC5362", "ZAC5362 is no NHI: its last character does not fit.");
      assertEquals(List.of(), written("patients"));
      assertEquals(List.of(), written("archive"));
      String listed = practice.atPc("deliveries").out();
      assertEquals(4, listed.lines().filter(line -> line.contains("  held  ")).count(), listed);

      Run found = send(practice, "ZAC5361");
      assertTrue(found.out().strip().endsWith(", patient: P… T…, b. 1980"), found.out());
      Run json = send(practice, "zac5361", "--json");
      assertTrue(json.out().contains("\"echo\":\"P… T…, b. 1980\""), json.out());
      assertTrue(practice.atPc("deliveries").out().contains(", echo: P… T…, b. 1980"));
      assertTrue(
          practice.atPc("deliveries", "--json").out().contains("\"echo\":\"P… T…, b. 1980\""));

      assertHeld(practice, "ZAA0067", "The practice knows no patient ZAA0067.");
      Run silent = send(practice, "ZAC5361");
      assertEquals(Medimage.OK, silent.exit(), silent.err());
      assertFalse(silent.out().contains("patient:"), silent.out());
      practice.await("Phone sent photos with 5 ids that are not one patient's within an hour");
      assertEquals(3, written("patients").size());

      String id =
          practice
              .atPc("deliveries")
              .out()
              .lines()
              .filter(line -> line.contains("ZZZ0016"))
              .toList()
              .get(0)
              .substring(0, 36);
      Run assigned =
          practice.atPc("deliveries", "--assign", id, "#ZAC5361 leg", "--by", "Dr Ngata");
      assertEquals(Medimage.OK, assigned.exit(), assigned.err());
      Await.until(
          "it is in both folders",
          () -> written("patients").size() == 4 && written("archive").size() == 4);
    }
  }
}
