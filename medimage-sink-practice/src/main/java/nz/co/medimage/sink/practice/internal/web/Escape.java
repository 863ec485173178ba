package nz.co.medimage.sink.practice.internal.web;

import java.nio.charset.StandardCharsets;

/** Makes a value safe for one kind of place. What the place cannot carry is refused. */
@FunctionalInterface
interface Escape {
  /** Of places that take any text, such as a JSON string that is written by a JSON writer. */
  Escape NONE = (name, value) -> value;

  /** A value of a query or a form: RFC 3986, all but unreserved characters. */
  Escape QUERY = (name, value) -> percent(value);

  /** A part of one segment of a path, which it can neither end nor leave. */
  Escape SEGMENT =
      (name, value) -> {
        if (value.codePoints().anyMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c))) {
          throw new UnfitValueException(name, "has a character that would leave its place");
        }
        return percent(value);
      };

  /** A part of a header: visible ASCII and blanks. */
  Escape HEADER =
      (name, value) -> {
        if (!value.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
          throw new UnfitValueException(
              name, "has a character that a header cannot carry; use {{" + name + ":rfc8187}}");
        }
        return value;
      };

  /** The name of a file in a multipart body, whose quotes are escaped by the writer. */
  Escape FILE_NAME =
      (name, value) -> {
        if (value.codePoints().anyMatch(c -> Character.isISOControl(c) || c == '\\')) {
          throw new UnfitValueException(name, "has a character that a file name cannot have");
        }
        return value;
      };

  /** Text or the value of an attribute in XML 1.0. */
  Escape XML =
      (name, value) -> {
        StringBuilder escaped = new StringBuilder(value.length() + 16);
        for (int i = 0; i < value.length(); ) {
          int c = value.codePointAt(i);
          i += Character.charCount(c);
          if (!isXml(c)) {
            throw new UnfitValueException(name, "has a character that XML cannot carry");
          }
          if ("&<>\"'".indexOf(c) >= 0 || c < ' ') {
            escaped.append("&#").append(c).append(';');
          } else {
            escaped.appendCodePoint(c);
          }
        }
        return escaped.toString();
      };

  /** XML 1.0, production 2. */
  private static boolean isXml(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= 0x20 && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD)
        || c >= 0x10000;
  }

  /**
   * Escapes.
   *
   * @param name of the placeholder, for the sentence
   */
  String apply(String name, String value) throws UnfitValueException;

  /** UTF-8, with each byte that is no unreserved character as {@code %XX}. */
  static String percent(String value) {
    StringBuilder encoded = new StringBuilder(value.length() + 16);
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      boolean isUnreserved =
          (b >= 'a' && b <= 'z')
              || (b >= 'A' && b <= 'Z')
              || (b >= '0' && b <= '9')
              || "-._~".indexOf(b) >= 0;
      if (isUnreserved) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(HEX.charAt((b >> 4) & 15)).append(HEX.charAt(b & 15));
      }
    }
    return encoded.toString();
  }

  /** Digits of percent encoding. */
  String HEX = "0123456789ABCDEF";
}
