package nz.co.medimage.sink.hl7;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class Hl7TextProperties {
  private static final Map<String, String> ESCAPES =
      Map.of("F", "|", "S", "^", "T", "&", "R", "~", "E", "\\");
  private static final Pattern ESCAPE = Pattern.compile("\\\\([^\\\\]*)\\\\");

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings(),
        Arbitraries.strings().withChars("|^~\\&\r\n\"XFSTRE.0D#\u000b\u001cé").ofMaxLength(20));
  }

  @Property
  void unescapedItIsTheSame(@ForAll("texts") String text) {
    for (Charset charset : List.of(UTF_8, ISO_8859_1)) {
      Optional<String> written = new Hl7Text(charset).exact(text);
      assertEquals(charset.newEncoder().canEncode(text), written.isPresent());
      written.ifPresent(escaped -> assertEquals(text, unescape(escaped, charset)));
    }
  }

  @Property
  void noDelimiterAndNoControlCharacterIsLeft(@ForAll("texts") String text) {
    for (Charset charset : List.of(UTF_8, ISO_8859_1)) {
      String escaped = new Hl7Text(charset).readable(text);
      assertTrue(charset.newEncoder().canEncode(escaped), "it can be encoded");
      assertFalse(escaped.matches("(?s).*[|^~&\\p{Cntrl}\u0080-\u009f].*"), "a delimiter is left");
      assertFalse(escaped.equals("\"\""), "it means deletion");
    }
  }

  @Property
  void whatTheCharsetHasStaysInReadableText(@ForAll("texts") String text) {
    new Hl7Text(UTF_8)
        .exact(text)
        .ifPresent(exact -> assertEquals(exact, new Hl7Text(UTF_8).readable(text)));
  }

  /** As a receiver reads it. */
  private static String unescape(String text, Charset charset) {
    return ESCAPE
        .matcher(text)
        .replaceAll(
            found -> {
              String code = found.group(1);
              String read =
                  code.startsWith("X")
                      ? new String(HexFormat.of().parseHex(code.substring(1)), charset)
                      : ESCAPES.get(code);
              return java.util.regex.Matcher.quoteReplacement(read);
            });
  }
}
