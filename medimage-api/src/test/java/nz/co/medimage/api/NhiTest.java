package nz.co.medimage.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NhiTest {
  private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ";

  @ParameterizedTest
  @ValueSource(strings = {"ZAC5361", "ZBN77VL", "ZZZ0016", "ZZZ0024", "ZZZ00AC"})
  void rightCheckCharacterIsValid(String text) {
    assertEquals(text, Nhi.parse(text).orElseThrow().toString());
    assertEquals(text, new Nhi(text).value());
    assertFalse(Nhi.looksMistyped(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ZZZ0044", "ZZZ00AA", "ZAC5362", "ZAC5631", "ZBN77VM", "ZNB77VL"})
  void wrongCheckCharacterLooksMistyped(String text) {
    assertEquals(Optional.empty(), Nhi.parse(text));
    assertTrue(Nhi.looksMistyped(text));
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> new Nhi(text));
    assertEquals("not a valid NHI: mistyped, or no NHI at all", e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Smith", "ZAC536", "ZAC53611", "ZAI5361", "ZAO5361", "ZAC5361 ", "٣٣٣"})
  void otherTextIsNoNhiAndDoesNotLookMistyped(String text) {
    assertEquals(Optional.empty(), Nhi.parse(text));
    assertFalse(Nhi.looksMistyped(text));
  }

  @org.junit.jupiter.api.Test
  void smallLettersAreRead() {
    assertEquals(new Nhi("ZBN77VL"), Nhi.parse("zbn77vl").orElseThrow());
  }

  @Property
  void oldPrefixHasAtMostOneCheckDigit(@ForAll("oldPrefixes") String prefix) {
    long valid = "0123456789".chars().filter(c -> Nhi.parse(prefix + (char) c).isPresent()).count();
    assertTrue(valid <= 1, prefix + " has " + valid);
  }

  @Property
  void newPrefixHasExactlyOneCheckLetter(@ForAll("newPrefixes") String prefix) {
    assertEquals(1, LETTERS.chars().filter(c -> Nhi.parse(prefix + (char) c).isPresent()).count());
  }

  @Property
  void anyTextIsReadWithoutFailure(@ForAll String text) {
    Nhi.parse(text).ifPresent(nhi -> assertTrue(nhi.value().matches("[A-Z]{3}[0-9A-Z]{4}")));
  }

  private static Arbitrary<String> letters(int length) {
    return Arbitraries.strings().withChars(LETTERS).ofLength(length);
  }

  private static Arbitrary<String> digits(int length) {
    return Arbitraries.strings().numeric().ofLength(length);
  }

  @Provide
  Arbitrary<String> oldPrefixes() {
    return Combinators.combine(letters(3), digits(3)).as(String::concat);
  }

  @Provide
  Arbitrary<String> newPrefixes() {
    return Combinators.combine(letters(3), digits(2), letters(1)).as((a, b, c) -> a + b + c);
  }
}
