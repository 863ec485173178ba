package nz.co.medimage.api.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class EchoTest {
  private static final LocalDate BORN = LocalDate.of(1980, 2, 29);

  @Test
  void showsFirstLettersAndTheYearOfBirth() {
    assertEquals(Optional.of("P… T…, b. 1980"), Echo.of("Tester", "Peter John", BORN));
  }

  @Test
  void leavesOutWhatIsNotKnown() {
    assertEquals(Optional.of("T…, b. 1980"), Echo.of("Tester", "", BORN));
    assertEquals(Optional.of("P…"), Echo.of(" \t", "Peter", null));
    assertEquals(Optional.of("b. 1980"), Echo.of("", "-", BORN));
    assertEquals(Optional.empty(), Echo.of("123", "?", null));
  }

  @Test
  void yearThatStandsForNoneIsNotKnown() {
    assertEquals(Optional.of("P… T…"), Echo.of("Tester", "Peter", LocalDate.of(1, 1, 1)));
    assertEquals(Optional.of("P… T…"), Echo.of("Tester", "Peter", LocalDate.MAX));
  }

  @Test
  void lengthOfANameStaysHidden() {
    assertEquals(Echo.of("O", "A", BORN), Echo.of("O'Brien-Smith", "Anna Maria", BORN));
    assertEquals(Echo.of("O", "A", BORN), Echo.of("\"O\"", "  (A)", BORN));
  }

  @Test
  void letterKeepsItsMarksAndSurrogatesStayTogether() {
    assertEquals(Optional.of("Å… Ö…"), Echo.of("O\u0308berg", "A\u030Asa", null));
    assertEquals(Optional.of("\uD800\uDF30…"), Echo.of("\uD800\uDF30\uD800\uDF31", "", null));
    assertEquals(Optional.of("A…"), Echo.of("\uD800", "\uDF30A", null));
  }

  @Test
  void lettersFromRightToLeftKeepTheOrderOfTheParts() {
    assertEquals(
        Optional.of("\u200Eד…\u200E \u200Eכ…\u200E, b. 1980"), Echo.of("כהן", "\u202Eדוד", BORN));
  }

  @Property
  void everyNameGivesAnEchoThatFits(@ForAll String family, @ForAll String given) {
    Optional<String> echo = Echo.of(family, given + "x".repeat(10_000), BORN);
    assertTrue(echo.orElseThrow().length() <= PatientMatch.MAX_ECHO_LENGTH);
    assertEquals(echo, PatientMatch.found("1").withEcho(echo.orElseThrow()).echo());
    assertTrue(echo.orElseThrow().endsWith("b. 1980"));
    assertFalse(echo.orElseThrow().codePoints().anyMatch(Character::isISOControl));
    assertFalse(
        echo.orElseThrow().codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE));
  }
}
