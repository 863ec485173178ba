package nz.co.medimage.api.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PatientMatchTest {

  @Test
  void unknownIdCanHaveASentence() {
    PatientMatch match = PatientMatch.unknown("ZAC536X is no NHI.");
    assertEquals(PatientMatch.Kind.UNKNOWN, match.kind());
    assertEquals(Optional.of("ZAC536X is no NHI."), match.why());
    assertEquals("PatientMatch[UNKNOWN]", match.toString());
    assertEquals(Optional.empty(), PatientMatch.unknown().why());
    assertEquals(Optional.empty(), PatientMatch.found("1").withEcho("P…").why());
  }

  @Test
  void sentenceIsOneLineOfALimitedLength() {
    PatientMatch.unknown("x".repeat(300));
    assertEquals(
        "a sentence on an unknown id has 1 to 300 UTF-16 units, not 301", refused("x".repeat(301)));
    assertEquals("a sentence on an unknown id has 1 to 300 UTF-16 units, not 0", refused(""));
    assertEquals("a sentence on an unknown id is one line of text", refused("a\nb"));
  }

  private static String refused(String why) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> PatientMatch.unknown(why)).getMessage());
  }
}
