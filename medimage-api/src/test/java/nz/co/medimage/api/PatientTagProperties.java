package nz.co.medimage.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class PatientTagProperties {

  /** Whatever is typed is a tag or refused; nothing else is ever thrown. */
  private static Optional<PatientTag> parse(String typed) {
    try {
      return Optional.of(PatientTag.parse(typed));
    } catch (InvalidTagException e) {
      assertTrue(e.getMessage().endsWith("."), e.getMessage());
      return Optional.empty();
    }
  }

  @Property(tries = 3000)
  void everyTextIsATagOrRefused(@ForAll String typed) {
    parse(typed).ifPresent(PatientTagProperties::assertSafe);
    try {
      assertSafe(PatientTag.parseIdFirst(typed));
    } catch (InvalidTagException e) {
      assertTrue(e.getMessage().endsWith("."));
    }
  }

  @Property(tries = 3000)
  void textOfATagIsReadBack(@ForAll("likely") String typed) {
    parse(typed)
        .ifPresent(
            tag -> {
              assertSafe(tag);
              assertEquals(tag, PatientTag.parse(tag.toString()));
            });
  }

  @Property
  void howAnAccentIsTypedDoesNotMatter(@ForAll("likely") String typed) {
    assertEquals(
        parse(Normalizer.normalize(typed, Normalizer.Form.NFC)),
        parse(Normalizer.normalize(typed, Normalizer.Form.NFD)));
  }

  @Property
  void partsAreCheckedHoweverATagIsMade(@ForAll List<String> folders, @ForAll List<String> words) {
    try {
      assertSafe(new PatientTag(folders, words));
    } catch (IllegalArgumentException e) {
      assertTrue(!e.getMessage().isEmpty());
    }
  }

  private static void assertSafe(PatientTag tag) {
    tag.folders().forEach(PatientTagProperties::assertPortable);
    if (!tag.words().isEmpty()) {
      assertPortable(String.join("-", tag.words()) + "-10-Aug-2017-09-21-45.jpg");
    }
    assertTrue(tag.folders().size() <= PatientTag.MAX_FOLDERS);
    assertTrue(tag.toString().codePointCount(0, tag.toString().length()) <= 128);
  }

  private static void assertPortable(String name) {
    assertEquals(Normalizer.normalize(name, Normalizer.Form.NFC), name);
    assertTrue(!name.isEmpty() && !name.startsWith(".") && !name.endsWith("."));
    assertTrue(name.getBytes(StandardCharsets.UTF_8).length <= 255);
    assertTrue(name.chars().noneMatch(c -> c <= ' ' || "<>:\"/\\|?*".indexOf(c) >= 0));
    assertTrue(name.codePoints().noneMatch(PatientTagProperties::isUnseen));
    assertTrue(
        !name.split("\\.", -1)[0].matches(
            "(?i)CON|PRN|AUX|NUL|CONIN\\$|CONOUT\\$|(COM|LPT)[0-9¹²³]"));
  }

  private static boolean isUnseen(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  /** Text much of which is a tag. */
  @Provide
  Arbitrary<String> likely() {
    Arbitrary<String> word =
        Arbitraries.strings()
            .withChars("abcNULCOP1.-_#'()$¹éŌŭ漢ñ한글")
            .withChars('\u0304', '\u0301', '\u0338', '\u1100', '\u1161', '\u212B')
            .ofMaxLength(9);
    return word.list().ofMaxSize(5).map(words -> String.join(" ", words));
  }
}
