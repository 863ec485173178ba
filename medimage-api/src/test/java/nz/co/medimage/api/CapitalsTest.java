package nz.co.medimage.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CapitalsTest {
  @Test
  void lettersBecomeCapitalsAndOthersStay() {
    assertEquals("ZAC5361 ÄÉ Ж-𐐀", Capitals.of("zac5361 äé ж-𐐨"));
    assertEquals("ß ı ſ ﬁ ŉ K", Capitals.of("ß ı ſ ﬁ ŉ K"));
  }

  @Test
  void noLetterButItsOwnSmallOneBecomesACapital() {
    Map<String, Integer> from = new HashMap<>();
    for (int letter = 0; letter <= Character.MAX_CODE_POINT; letter++) {
      String capital = Capitals.of(Character.toString(letter));
      if (!capital.equals(Character.toString(letter))) {
        assertEquals(null, from.put(capital, letter), capital);
      }
    }
  }
}
