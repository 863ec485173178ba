package nz.co.medimage.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import nz.co.medimage.api.InvalidTagException;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.PatientMatch.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The contract of a {@link PatientCheck} as tests, for vendors of checks to extend:
 *
 * <pre>{@code
 * final class PracticeCheckTest extends PatientCheckContract {
 *   @Override
 *   protected PatientCheck open(Path folder) throws IOException {
 *     Files.writeString(folder.resolve("patients.csv"), "ZAC5361,4711\nKAT0001,4712\n");
 *     return new PracticeCheck(folder.resolve("patients.csv"));
 *   }
 *
 *   @Override
 *   protected List<String> known() {
 *     return List.of("ZAC5361", "KAT0001");
 *   }
 * }
 * }</pre>
 *
 * <p>{@link PatientCheck} explains the rules that a failing test names. Each test has a limit of
 * two minutes.
 */
@Timeout(120)
public abstract class PatientCheckContract extends CheckFixture {

  /** For subclasses. */
  protected PatientCheckContract() {}

  @Test
  final void idIsWellFormedAndStable() {
    CheckRules.ID.holds(
        () -> {
          String id = check.id();
          assertTrue(id.matches("[a-z0-9-]{1,40}"), "the id " + id);
          check.close();
          openCheck();
          assertEquals(id, check.id(), "the id after a restart");
        });
  }

  @Test
  final void patientOfThePracticeIsFound() {
    CheckRules.FOUND.holds(
        () -> {
          List<String> patients = new ArrayList<>();
          for (String id : known()) {
            PatientMatch match = find("#" + id);
            assertEquals(Kind.FOUND, match.kind(), "the answer for " + id);
            patients.add(match.patient().orElseThrow());
          }
          assertTrue(patients.size() >= 2, "known() gives fewer than two patients");
          assertNotEquals(patients.get(0), patients.get(1), "two patients' own ids");
        });
  }

  @Test
  final void unknownAmbiguousAndInactiveAreToldApart() {
    CheckRules.REST.holds(
        () -> {
          assertEquals(Kind.UNKNOWN, find("#" + unknown()).kind(), "the answer for nobody's id");
          if (ambiguous().isPresent()) {
            assertEquals(Kind.AMBIGUOUS, find("#" + ambiguous().get()).kind(), "for several");
          }
          if (inactive().isPresent()) {
            assertEquals(Kind.INACTIVE, find("#" + inactive().get()).kind(), "for one who left");
          }
        });
  }

  @Test
  final void similarIdIsNotTakenForThePatient() {
    CheckRules.NO_GUESS.holds(
        () -> {
          String id = known().get(0);
          Optional<String> patient = find("#" + id).patient();
          String shorter = id.substring(0, id.length() - 1);
          for (String other :
              List.of(
                  shorter,
                  id.substring(1),
                  id + "0",
                  "0" + id,
                  shorter + "*",
                  shorter + "%",
                  shorter + "_",
                  shorter + "?",
                  "*",
                  "%",
                  id + "'--",
                  "'OR'1'='1")) {
            if (isTag(other)) {
              PatientMatch match = find("#" + other);
              assertTrue(
                  match.kind() != Kind.FOUND || !match.patient().equals(patient),
                  "'" + other + "' was taken for '" + id + "'");
            }
          }
        });
  }

  private static boolean isTag(String id) {
    try {
      List<String> folders = PatientTag.parse("#" + id).folders();
      return folders.size() == 1
          && folders.get(0).toLowerCase(Locale.ROOT).equals(id.toLowerCase(Locale.ROOT));
    } catch (InvalidTagException e) {
      return false;
    }
  }

  @Test
  final void anyIdIsAnswered() {
    CheckRules.ANY_ID.holds(
        () -> {
          for (String id :
              List.of(
                  "'--",
                  "''",
                  "')",
                  "';DROP-TABLE-patient;--",
                  "}",
                  "{{id}}",
                  ":id",
                  "${id}",
                  "<a>",
                  "&amp;",
                  "]]",
                  "N^O&P",
                  "N|O^P&E",
                  "%00",
                  "%2e%2e",
                  "+",
                  ",",
                  ";",
                  "=1+1",
                  "0",
                  "-1",
                  "1e999",
                  "99999999999999999999",
                  "null",
                  "Ω",
                  "\uD83D\uDE00",
                  "9".repeat(100),
                  "Ω".repeat(80))) {
            if (isTag(id)) {
              assertNotEquals(Kind.FOUND, find("#" + id).kind(), "the answer for '" + id + "'");
            }
          }
        });
  }

  @Test
  final void sentenceSpeaksOfWhatWasTyped() {
    CheckRules.WHY.holds(
        () -> {
          List<String> patients = new ArrayList<>();
          for (String id : known()) {
            patients.add(find("#" + id).patient().orElseThrow());
          }
          for (String id : List.of(unknown(), mistyped().orElse(unknown()))) {
            PatientMatch match = find("#" + id);
            assertEquals(Kind.UNKNOWN, match.kind(), "the answer for " + id);
            String why = match.why().orElse(id + ".");
            assertTrue(why.endsWith("."), "no whole sentence: " + why);
            patients.forEach(
                patient ->
                    assertTrue(
                        !why.replace(id, "").contains(patient), "it names a patient: " + why));
          }
          assertEquals(
              mistyped(),
              mistyped().filter(id -> explains(id)),
              "the id of which a sentence was expected that names it");
        });
  }

  private boolean explains(String id) {
    try {
      return find("#" + id).why().filter(why -> why.contains(id)).isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  final void echoIsMasked() {
    CheckRules.ECHO.holds(
        () -> {
          for (String id : known()) {
            Optional<String> echo = find("#" + id).echo();
            for (String masked : masked()) {
              assertTrue(
                  !echo.orElse("")
                      .toLowerCase(Locale.ROOT)
                      .contains(masked.toLowerCase(Locale.ROOT)),
                  () -> "the echo " + echo.orElse("") + " shows '" + masked + "'");
            }
          }
        });
  }

  @Test
  final void onlyTheFirstFolderCounts() {
    CheckRules.FIRST_FOLDER.holds(
        () -> {
          String first = known().get(0);
          String second = known().get(1);
          Optional<String> patient = find("#" + first).patient();
          assertEquals(
              patient, find("#" + first + " #" + second + " arm").patient(), "the patient");
          Kind nobody = find("#" + unknown() + " #" + first + " " + first).kind();
          assertEquals(Kind.UNKNOWN, nobody, "the answer if another word is a patient's id");
        });
  }

  @Test
  final void askingChangesNothing() {
    CheckRules.READ_ONLY.holds(
        () -> {
          Map<String, byte[]> before = contents(practice());
          for (int i = 0; i < 3; i++) {
            find("#" + known().get(0));
            find("#" + unknown() + " arm");
          }
          Map<String, byte[]> after = contents(practice());
          assertEquals(before.keySet(), after.keySet(), "what the practice system holds");
          before.forEach((key, value) -> assertArrayEquals(value, after.get(key), key));
        });
  }

  @Test
  final void practiceSystemThatIsAwayGivesNoAnswer() {
    CheckRules.NOT_NOW.holds(
        () -> {
          find("#" + known().get(0));
          assumeTrue(setReachable(practice(), false), "the practice system cannot be taken away");
          for (String id : List.of(known().get(0), known().get(1), unknown())) {
            assertThrows(IOException.class, () -> find("#" + id), "the answer for " + id);
          }
          assertTrue(setReachable(practice(), true), "what setReachable says");
          assertEquals(Kind.FOUND, find("#" + known().get(0)).kind(), "once it is back");
        });
  }

  @Test
  final void severalThreadsGetTheirOwnAnswers() {
    CheckRules.THREADS.holds(
        () -> {
          List<String> ids = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            ids.addAll(List.of(known().get(0), unknown(), known().get(1)));
          }
          for (int round = 0; round < 5; round++) {
            assertEquals(alone(ids), atOnce(ids), "the answers at once");
          }
        });
  }

  private List<String> alone(List<String> ids) throws IOException {
    List<String> answers = new ArrayList<>();
    for (String id : ids) {
      answers.add(answer(id));
    }
    return answers;
  }

  private String answer(String id) throws IOException {
    PatientMatch match = find("#" + id);
    return match.kind() + " " + match.patient().orElse("");
  }

  private List<String> atOnce(List<String> ids) throws Exception {
    List<Callable<String>> questions = new ArrayList<>();
    ids.forEach(id -> questions.add(() -> answer(id)));
    return AtOnce.run(questions);
  }
}
