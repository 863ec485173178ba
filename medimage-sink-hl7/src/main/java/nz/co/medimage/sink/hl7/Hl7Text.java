package nz.co.medimage.sink.hl7;

import java.nio.charset.Charset;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Writes texts into a message with the delimiters {@code |^~\&}, so that they are read as they are:
 * HL7 version 2.5.1, section 2.7. What comes out needs no escaping and can be encoded.
 *
 * @param charset that of the message
 */
record Hl7Text(Charset charset) {
  private static final int DELETE = 0x7F;
  private static final int LAST_CONTROL = 0x9F;

  /** A text that must arrive as it is, such as an id; empty if the charset lacks a character. */
  Optional<String> exact(String text) {
    return charset.newEncoder().canEncode(text) ? Optional.of(escape(text)) : Optional.empty();
  }

  /**
   * A text for people. What the charset lacks becomes a letter without its marks, or a question
   * mark.
   */
  String readable(String text) {
    return escape(
        text.codePoints()
            .mapToObj(c -> encodable(Character.toString(c)))
            .collect(Collectors.joining()));
  }

  private String encodable(String letter) {
    if (charset.newEncoder().canEncode(letter)) {
      return letter;
    }
    String bare = Normalizer.normalize(letter, Normalizer.Form.NFD).replaceAll("\\p{M}", "");
    return !bare.isEmpty() && charset.newEncoder().canEncode(bare) ? bare : "?";
  }

  /** Components or subcomponents that are written in a setting with {@code ^} between. */
  String parts(String setting, String separator) {
    return Arrays.stream(setting.split("\\^", -1))
        .map(this::readable)
        .collect(Collectors.joining(separator));
  }

  private String escape(String text) {
    if (text.equals("\"\"")) {
      return hex("\"") + "\""; // bare, it means "delete what you have"
    }
    return text.codePoints().mapToObj(this::escape).collect(Collectors.joining());
  }

  private String escape(int c) {
    return switch (c) {
      case '|' -> "\\F\\";
      case '^' -> "\\S\\";
      case '&' -> "\\T\\";
      case '~' -> "\\R\\";
      case '\\' -> "\\E\\";
      default -> isControl(c) ? hex(Character.toString(c)) : Character.toString(c);
    };
  }

  private static boolean isControl(int c) {
    return c < ' ' || (c >= DELETE && c <= LAST_CONTROL);
  }

  private String hex(String text) {
    StringBuilder hex = new StringBuilder("\\X");
    for (byte b : text.getBytes(charset)) {
      hex.append(String.format(Locale.ROOT, "%02X", b & 0xFF));
    }
    return hex.append('\\').toString();
  }
}
