package nz.co.medimage.crypto;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Fields in {@code application/x-www-form-urlencoded}, as browsers write and read them: the URL
 * Standard, section 5. As there, reading never fails.
 */
final class FormFields {
  private static final String HEX = "0123456789ABCDEF";
  private static final String CLEAR =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789*-._";

  private final List<String> names = new ArrayList<>();
  private final List<String> values = new ArrayList<>();

  private FormFields() {}

  /** Reads fields in ASCII. */
  static FormFields parse(String text) {
    FormFields fields = new FormFields();
    for (String field : text.split("&")) {
      int equals = field.indexOf('=');
      if (!field.isEmpty()) {
        fields.names.add(decode(equals < 0 ? field : field.substring(0, equals)));
        fields.values.add(equals < 0 ? "" : decode(field.substring(equals + 1)));
      }
    }
    return fields;
  }

  /** All values of the fields with this name, in their order, in a new list. */
  List<String> all(String name) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).equals(name)) {
        all.add(values.get(i));
      }
    }
    return all;
  }

  /** Writes a name or a value. */
  static String encode(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      char sign = (char) (each & 0xFF);
      if (sign == ' ') {
        encoded.append('+');
      } else if (CLEAR.indexOf(sign) >= 0) {
        encoded.append(sign);
      } else {
        encoded.append('%').append(HEX.charAt(sign >> 4)).append(HEX.charAt(sign & 0xF));
      }
    }
    return encoded.toString();
  }

  /** A percent sign without two hexadecimal digits stands for itself. */
  private static String decode(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      char sign = text.charAt(i);
      int high =
          sign == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
      int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
      if (low >= 0) {
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        bytes.write(sign == '+' ? ' ' : sign);
      }
    }
    return new String(bytes.toByteArray(), StandardCharsets.UTF_8);
  }
}
