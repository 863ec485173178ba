package nz.co.medimage.api.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class SettingsProperties {
  private static final Path FOLDER = Path.of("").toAbsolutePath();

  private static Settings settings(Setting described, Object value) {
    return Settings.of(List.of(described), Map.of(described.key(), value), FOLDER);
  }

  @Property
  void numbersComeAsTheyWereWritten(@ForAll long number) {
    assertEquals(number, settings(Setting.integer("n"), Long.toString(number)).integer("n"));
    assertEquals(number, settings(Setting.integer("n"), number).integer("n"));
  }

  @Property
  void wholeNumbersOfJsonLoseNothing(
      @ForAll @LongRange(min = -(1L << 53), max = 1L << 53) long number) {
    assertEquals(number, settings(Setting.integer("n"), (double) number).integer("n"));
  }

  @Property
  void durationsComeAsTheyWereWritten(@ForAll @LongRange(min = 1, max = 999_999_999) long number) {
    assertEquals(number, settings(Setting.duration("d"), number + "ms").duration("d").toMillis());
    assertEquals(number, settings(Setting.duration("d"), number + "d").duration("d").toDays());
  }

  @Property
  void textsAndListsComeAsTheyAre(
      @ForAll @Size(max = 5) List<@StringLength(min = 1, max = 20) String> texts) {
    assertEquals(texts, settings(Setting.list("t"), texts).list("t"));
    texts.forEach(text -> assertEquals(text, settings(Setting.text("t"), text).text("t")));
  }

  /** Whatever is given, there is a value of the type or one sentence, and no secret in that. */
  @Property
  void anyValueIsOfItsTypeOrRefusedInOneSentence(
      @ForAll Setting.Type type, @ForAll @StringLength(max = 100) String text) {
    String secret = "s3cret" + text;
    try {
      Settings settings = settings(described(type).secret(), secret);
      assertTrue(settings.contains("x"));
    } catch (IllegalArgumentException e) {
      assertFalse(e.getMessage().contains("s3cret"), e.getMessage());
      assertFalse(e.getMessage().contains("\n"), e.getMessage());
      assertTrue(e.getMessage().endsWith("."), e.getMessage());
    }
  }

  @Property
  void aKeyWithOneLetterWrongIsRecognised(
      @ForAll @AlphaChars @StringLength(min = 4, max = 12) String word, @ForAll int at) {
    String key = word.toLowerCase(java.util.Locale.ROOT);
    StringBuilder typed = new StringBuilder(key);
    typed.setCharAt(Math.floorMod(at, key.length()), '9');
    Map<String, Object> values = new HashMap<>(Map.of(typed.toString(), "x"));
    List<Setting> described = new ArrayList<>(List.of(Setting.text(key)));
    try {
      Settings.of(described, values, FOLDER);
    } catch (IllegalArgumentException e) {
      assertEquals("There is no setting " + typed + "; did you mean " + key + "?", e.getMessage());
      return;
    }
    throw new AssertionError(typed + " was taken");
  }

  @Example
  void listsAreThoseThatTakeSeveral() {
    for (Setting.Type type : Setting.Type.values()) {
      boolean isSeveral = type == Setting.Type.LIST || type == Setting.Type.PATHS;
      assertEquals(isSeveral, described(type).isList(), type.toString());
    }
  }

  private static Setting described(Setting.Type type) {
    return switch (type) {
      case TEXT -> Setting.text("x");
      case INTEGER -> Setting.integer("x");
      case BOOLEAN -> Setting.flag("x");
      case DURATION -> Setting.duration("x");
      case SIZE -> Setting.size("x");
      case PATH -> Setting.path("x");
      case LIST -> Setting.list("x");
      case PATHS -> Setting.paths("x");
    };
  }
}
