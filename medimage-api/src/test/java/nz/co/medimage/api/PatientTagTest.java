package nz.co.medimage.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PatientTagTest {
  private static final String NOT_ALLOWED =
      "A tag can hold letters, digits and signs such as - _ . , ' ( ) + &, but not ";
  private static final String RESERVED =
      "A folder in a tag cannot be CON, PRN, AUX, NUL, COM1 or the like: Windows reserves them.";

  private static PatientTag tag(List<String> folders, String... words) {
    return new PatientTag(folders, List.of(words));
  }

  private static String refusal(String typed) {
    return assertThrows(InvalidTagException.class, () -> PatientTag.parse(typed)).getMessage();
  }

  @Nested
  class Parse {
    @Test
    void readsWhatCliniciansType() {
      assertEquals(tag(List.of(), "file"), PatientTag.parse("file"));
      assertEquals(tag(List.of("folder")), PatientTag.parse("#folder"));
      assertEquals(tag(List.of("folder"), "file"), PatientTag.parse("#folder file"));
      assertEquals(
          tag(List.of("folder", "subfolder"), "file"), PatientTag.parse("#folder #subfolder file"));
      assertEquals(tag(List.of(), "file", "fileagain"), PatientTag.parse("file fileagain"));
      assertEquals(tag(List.of()), PatientTag.parse(""));
    }

    @Test
    void takesFoldersFromBetweenWords() {
      assertEquals(tag(List.of("a", "b"), "x", "y"), PatientTag.parse("x #a y #b"));
    }

    @Test
    void blanksOfAllKindsPartWords() {
      assertEquals(
          tag(List.of("a"), "b", "c", "d"), PatientTag.parse(" \t#a\u00A0b\u3000 c\r\nd\u2009"));
    }

    @Test
    void keepsMacronsAndOtherLettersInNormalFormC() {
      PatientTag composed = tag(List.of("Ōtāhuhu"), "Māori", "写真", "Жук");
      assertEquals(composed, PatientTag.parse("#Ōtāhuhu Māori 写真 Жук"));
      assertEquals(composed, PatientTag.parse("#O\u0304ta\u0304huhu Ma\u0304ori 写真 Жук"));
    }

    @Test
    void keepsSigns() {
      assertEquals(
          tag(List.of("O'Brien,J." + "(2)"), "5.5cm", "L+R", "a#b", "x_y-z"),
          PatientTag.parse("#O'Brien,J.(2) 5.5cm L+R a#b x_y-z"));
    }

    @Test
    void keepsAWordThatIsReservedBecauseATimeIsAppended() {
      assertEquals(tag(List.of("ZAC5361"), "prn"), PatientTag.parse("#ZAC5361 prn"));
    }
  }

  @Nested
  class ParseIdFirst {
    @Test
    void firstWordIsAFolderWithoutASign() {
      assertEquals(tag(List.of("ZAC5361"), "arm"), PatientTag.parseIdFirst("ZAC5361 arm"));
      assertEquals(tag(List.of("ZAC5361"), "arm"), PatientTag.parseIdFirst("#ZAC5361 arm"));
      assertEquals(
          tag(List.of("ZAC5361", "left"), "arm"), PatientTag.parseIdFirst("ZAC5361 arm #left"));
      assertEquals(tag(List.of()), PatientTag.parseIdFirst(" "));
    }

    @Test
    void firstWordMustBeAFolder() {
      var e = assertThrows(InvalidTagException.class, () -> PatientTag.parseIdFirst("con arm"));
      assertEquals(RESERVED, e.getMessage());
    }
  }

  @Nested
  class Refuses {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "../../etc | '/'.",
          "a\\b | '\\'.",
          "C: | ':'.",
          "what? | '?'.",
          "* | '*'.",
          "a\"b | '\"'.",
          "<b> | '<'."
        })
    void signsOfPathsAndShells(String typed, String sign) {
      assertEquals(NOT_ALLOWED + sign, refusal(typed));
    }

    @Test
    void whatCannotBeSeenOrTurnsTextAround() {
      assertEquals(NOT_ALLOWED + "U+202E (RIGHT-TO-LEFT OVERRIDE).", refusal("a\u202Egpj.exe"));
      assertEquals(NOT_ALLOWED + "U+200B (ZERO WIDTH SPACE).", refusal("a\u200Bb"));
      assertEquals(NOT_ALLOWED + "U+0000 (NULL).", refusal("a\0b"));
      assertEquals(NOT_ALLOWED + "U+3164 (HANGUL FILLER).", refusal("\u3164"));
      assertEquals(NOT_ALLOWED + "U+FE0F (VARIATION SELECTOR-16).", refusal("a\uFE0F"));
      assertEquals(NOT_ALLOWED + "U+2028 (LINE SEPARATOR).", refusal("a\u2028b"));
    }

    @Test
    void emojiAndHalfCharacters() {
      assertEquals(NOT_ALLOWED + "U+1F600 (GRINNING FACE).", refusal("😀"));
      assertEquals(NOT_ALLOWED + "U+D800 (HIGH SURROGATES D800).", refusal("a\uD800"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"#..", "#.", "#a.", "#..."})
    void foldersThatLeadUpOrEndInADot(String typed) {
      assertEquals("A folder in a tag cannot be '..' or end in a dot.", refusal(typed));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "#CON",
          "#con",
          "#Prn",
          "#aux.txt",
          "#NUL",
          "#COM1",
          "#lpt9.a.b",
          "#COM¹",
          "#CONIN$"
        })
    void foldersThatWindowsReserves(String typed) {
      assertEquals(RESERVED, refusal(typed));
    }

    @Test
    void signWithoutAFolder() {
      assertEquals("A # in a tag must be followed by the name of a folder.", refusal("# arm"));
      assertEquals("A # in a tag must be followed by the name of a folder.", refusal("arm #"));
    }

    @Test
    void dotsAlone() {
      assertEquals("A word in a tag cannot be made of dots alone.", refusal(".."));
      assertEquals("A word in a tag cannot be made of dots alone.", refusal("arm ... leg"));
    }

    @Test
    void namesThatWouldBeHidden() {
      assertEquals(
          "A folder in a tag cannot begin with a dot: it would be hidden.", refusal("#.ssh"));
      assertEquals(
          "The first word of a file name in a tag cannot begin with a dot: it would be hidden.",
          refusal("#a .arm"));
      assertEquals(tag(List.of(), "arm", ".5cm"), PatientTag.parse("arm .5cm"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"con.x", "NUL. arm", "com1.2 x"})
    void firstWordsThatWindowsReserves(String typed) {
      assertEquals(
          "The first word of a file name in a tag cannot begin with CON. or the like: Windows"
              + " reserves them.",
          refusal(typed));
    }

    @Test
    void tagsThatAreTooLong() {
      assertEquals(
          "A tag can have at most 128 characters; this one has 300.",
          refusal("a ".repeat(149) + "ab"));
      assertEquals(
          "A tag can have at most 128 characters; this one has 301.",
          refusal("#" + "a".repeat(300)));
      assertEquals(128, PatientTag.parse("a".repeat(128)).words().get(0).length());
    }

    @Test
    void namesThatAreTooLong() {
      String tooLong =
          "A folder or a file name in a tag is too long: at most 180 bytes, which is 60 to 180"
              + " letters.";
      assertEquals(tooLong, refusal("#" + "漢".repeat(61)));
      assertEquals(tooLong, refusal("漢".repeat(30) + " " + "漢".repeat(30)));
      assertEquals(60, PatientTag.parse("#" + "漢".repeat(60)).folders().get(0).length());
    }

    @Test
    void foldersThatAreTooDeep() {
      assertEquals("A tag can name at most 8 folders.", refusal("#a #b #c #d #e #f #g #h #i"));
    }

    @Test
    void partsThatNobodyCanType() {
      assertThrows(InvalidTagException.class, () -> tag(List.of("a b")));
      assertThrows(IllegalArgumentException.class, () -> tag(List.of(), ""));
      assertThrows(IllegalArgumentException.class, () -> tag(List.of(), "#a"));
    }
  }

  @Test
  void textIsReadBackAsAnEqualTag() {
    assertEquals("#a #b c d", PatientTag.parse("c #a d #b").toString());
    assertEquals("", PatientTag.parse(" ").toString());
  }

  @Test
  void listsAreCopiedAndCannotBeChanged() {
    List<String> folders = new ArrayList<>(List.of("a"));
    PatientTag tag = new PatientTag(folders, List.of());
    folders.add("..");
    assertEquals(List.of("a"), tag.folders());
    assertThrows(UnsupportedOperationException.class, () -> tag.folders().add(".."));
    assertThrows(UnsupportedOperationException.class, () -> tag.words().add(".."));
  }
}
