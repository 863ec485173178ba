package nz.co.medimage.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class TextCutTest {
  private static final String CAMERA = "\uD83D\uDCF7";
  private static final String E_ACUTE = "e\u0301";
  private static final String FAMILY = "\uD83D\uDC69\u200D\uD83D\uDC66";

  @Test
  void textThatFitsStays() {
    assertEquals("arm", TextCut.head("arm", 3));
    assertEquals("arm", TextCut.tail("arm", 3));
    assertEquals("", TextCut.head("", 0));
  }

  @Test
  void surrogatesStayTogether() {
    assertEquals(CAMERA, TextCut.head(CAMERA.repeat(3), 3));
    assertEquals(CAMERA, TextCut.tail(CAMERA.repeat(3), 3));
    assertEquals("", TextCut.head(CAMERA, 1));
    assertEquals("", TextCut.tail(CAMERA, 1));
  }

  @Test
  void marksStayWithTheirLetter() {
    assertEquals("a", TextCut.head("a" + E_ACUTE, 2));
    assertEquals("a", TextCut.tail(E_ACUTE + "a", 2));
    assertEquals("a", TextCut.head("a" + FAMILY, 4));
    assertEquals("b", TextCut.tail(FAMILY + "b", 4));
    assertEquals("a", TextCut.head("a\uD83D\uDC4D\uD83C\uDFFD", 4)); // thumb, skin tone
  }

  @Test
  void letterWithTooManyMarksLosesSome() {
    String tower = "e" + "\u0301".repeat(300);
    assertEquals(255, TextCut.head(tower, 255).length());
    assertEquals(255, TextCut.tail(tower, 255).length());
  }

  @Test
  void lineIsOneLineWithoutMarksOfDirection() {
    assertEquals("a b c", TextCut.line("\u202Ea\r\nb\u2028c\t", 9));
    assertEquals("abc…", TextCut.line("abcdef", 4));
    assertEquals("abcd", TextCut.line("abcd", 4));
    assertEquals("a", TextCut.line("a\uD83D", 9)); // half an emoji
    assertEquals("…", TextCut.line(CAMERA + "abc", 2));
  }

  @Property
  void lineIsNoLongerThanAllowed(
      @ForAll String text, @ForAll @IntRange(min = 1, max = 40) int units) {
    String line = TextCut.line(text, units);
    assertTrue(line.length() <= units);
    assertTrue(line.codePoints().noneMatch(Character::isISOControl));
  }

  @Property
  void partIsAsLongAsAllowedAndNoPairIsTorn(
      @ForAll String text, @ForAll @IntRange(max = 40) int units) {
    String head = TextCut.head(text, units);
    String tail = TextCut.tail(text, units);
    assertTrue(head.length() <= units && text.startsWith(head));
    assertTrue(tail.length() <= units && text.endsWith(tail));
    int end = head.length();
    assertTrue(end == text.length() || end == 0 || !pair(text, end));
    int begin = text.length() - tail.length();
    assertTrue(begin == text.length() || begin == 0 || !pair(text, begin));
  }

  private static boolean pair(String text, int at) {
    return Character.isSurrogatePair(text.charAt(at - 1), text.charAt(at));
  }
}
