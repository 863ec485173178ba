package nz.co.medimage.receiver.config;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonEncodingException;
import com.squareup.moshi.JsonReader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** Reads a JSON file that a person writes, and says where it is wrong. */
final class JsonDocument {
  private static final String BYTE_ORDER_MARK = "\ufeff";

  private JsonDocument() {}

  /**
   * The object that a file holds.
   *
   * @throws IOException with one sentence for the user if it cannot be read or is no JSON object
   */
  static Map<String, @Nullable Object> read(Path file) throws IOException {
    return read(file, text(file));
  }

  /** The object in the text of a file. */
  static Map<String, @Nullable Object> read(Path file, String text) throws IOException {
    Buffer buffer = new Buffer().writeUtf8(text);
    long size = buffer.size();
    try (JsonReader reader = JsonReader.of(buffer)) {
      try {
        if (reader.peek() != JsonReader.Token.BEGIN_OBJECT) {
          throw new IOException(file + " must hold one JSON object, which begins with {");
        }
        @Nullable Object value = reader.readJsonValue();
        if (reader.peek() != JsonReader.Token.END_DOCUMENT) {
          throw new JsonEncodingException("more than one");
        }
        return object(value);
      } catch (JsonEncodingException | EOFException e) {
        long line = text.substring(0, before(text, size - buffer.size())).lines().count();
        throw new IOException(
            file + " is no valid JSON near line " + Math.max(1, line) + ": " + advice(e), e);
      } catch (JsonDataException e) {
        throw new IOException(file + " names a setting twice near " + reader.getPath(), e);
      }
    }
  }

  private static String text(Path file) throws IOException {
    try {
      return text(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": there is no such file", e);
    } catch (AccessDeniedException e) {
      throw new IOException(file + " cannot be read: access is denied", e);
    }
  }

  static String text(byte[] content) {
    String text = new String(content, StandardCharsets.UTF_8);
    return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text; // some editors write it
  }

  /** As many characters as those bytes, or as the text has. */
  private static int before(String text, long bytes) {
    byte[] all = text.getBytes(StandardCharsets.UTF_8);
    int length = (int) Math.min(bytes, all.length);
    return new String(all, 0, length, StandardCharsets.UTF_8).length();
  }

  private static String advice(IOException e) {
    if (e instanceof EOFException) {
      return "it ends too early; is a bracket missing?";
    }
    return String.valueOf(e.getMessage()).contains("escape")
        ? "write each backslash twice, as in \"C:\\\\Patients\""
        : "look for a comma, a quote or a bracket that is missing or one too many";
  }

  @SuppressWarnings("unchecked") // readJsonValue gives maps by String
  static Map<String, @Nullable Object> object(@Nullable Object value) {
    return (Map<String, @Nullable Object>) Objects.requireNonNull(value);
  }
}
