package nz.co.medimage.receiver.filter.internal.content;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import okio.BufferedSource;
import okio.ByteString;
import okio.Okio;

/** Texts in UTF-8 that are told by their whole form. */
public final class TextForms {
  private static final ByteString BYTE_ORDER_MARK = ByteString.decodeHex("efbbbf");

  private TextForms() {}

  /** Whether a file is valid UTF-8 without control characters but tabs and line ends. */
  public static boolean isText(Path file) throws IOException {
    try (BufferedReader in = Files.newBufferedReader(file)) {
      for (int c = in.read(); c >= 0; c = in.read()) {
        if (Character.isISOControl(c) && c != '\t' && c != '\n' && c != '\r') {
          return false;
        }
      }
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** Whether a file is one strict JSON value and nothing else, RFC 8259. */
  static boolean isJson(Path file) throws IOException {
    if (!isText(file)) {
      return false;
    }
    try (BufferedSource source = Okio.buffer(Okio.source(Files.newInputStream(file)))) {
      if (source.rangeEquals(0, BYTE_ORDER_MARK)) {
        source.skip(BYTE_ORDER_MARK.size());
      }
      JsonReader json = JsonReader.of(source);
      json.skipValue();
      return json.peek() == JsonReader.Token.END_DOCUMENT;
    } catch (EOFException | JsonDataException | com.squareup.moshi.JsonEncodingException e) {
      return false;
    }
  }

  /** Whether a file is text whose quoted fields are closed, RFC 4180, with any usual separator. */
  static boolean isCsv(Path file) throws IOException {
    if (!isText(file)) {
      return false;
    }
    try (BufferedReader in = Files.newBufferedReader(file)) {
      boolean fieldBegins = true;
      for (int c = in.read(); c >= 0; c = in.read()) {
        if (fieldBegins && c == '"') {
          c = skipQuoted(in);
          if (c < 0) {
            return c == END;
          }
          if (!isSeparator(c)) {
            return false;
          }
        }
        fieldBegins = isSeparator(c);
      }
      return true;
    }
  }

  private static final int END = -1;
  private static final int UNCLOSED = -2;

  /** Reads to behind the closing quote; gives what follows it. */
  private static int skipQuoted(Reader in) throws IOException {
    for (int c = in.read(); c >= 0; c = in.read()) {
      if (c == '"') {
        int next = in.read();
        if (next != '"') {
          return next < 0 ? END : next;
        }
      }
    }
    return UNCLOSED;
  }

  private static boolean isSeparator(int c) {
    return c == ',' || c == ';' || c == '\t' || c == '\n' || c == '\r';
  }
}
