package nz.co.medimage.sink.practice.internal.profile;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonEncodingException;
import com.squareup.moshi.JsonReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of a profile into {@link Map}, {@link List}, {@link String}, {@link Long}, {@link
 * Double}, {@link Boolean} and null, and says where it is wrong.
 */
final class ProfileJson {
  /** The largest profile, in bytes. */
  static final int MAX_BYTES = 1 << 20;

  private static final String BYTE_ORDER_MARK = "\ufeff";

  private final String name;

  private ProfileJson(String name) {
    this.name = name;
  }

  /**
   * The object in a stream, which the caller closes.
   *
   * @param name what sentences call it
   * @throws IOException with one sentence that begins with the name, if it is no JSON object
   */
  static Map<String, @Nullable Object> read(String name, InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new IOException(name + ": a profile has at most 1 MiB");
    }
    return new ProfileJson(name).document(text(name, bytes));
  }

  private static String text(String name, byte[] bytes) throws IOException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text; // some editors write it
    } catch (CharacterCodingException e) {
      throw new IOException(name + ": the file must be saved as UTF-8", e);
    }
  }

  private Map<String, @Nullable Object> document(String text) throws IOException {
    Buffer buffer = new Buffer().writeUtf8(text);
    try (JsonReader reader = JsonReader.of(buffer)) {
      if (reader.peek() != JsonReader.Token.BEGIN_OBJECT) {
        throw new IOException(name + ": a profile is one JSON object, which begins with {");
      }
      Map<String, @Nullable Object> object = object(reader);
      if (reader.peek() != JsonReader.Token.END_DOCUMENT) {
        throw new JsonEncodingException("more than one");
      }
      return object;
    } catch (JsonEncodingException | EOFException e) {
      long rest = buffer.size();
      throw new IOException(
          name + ": this is no valid JSON near line " + line(text, rest) + ": " + advice(e), e);
    } catch (JsonDataException e) {
      throw new IOException(name + ": the JSON is nested too deep", e);
    }
  }

  private Map<String, @Nullable Object> object(JsonReader reader) throws IOException {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    reader.beginObject();
    while (reader.hasNext()) {
      String key = reader.nextName();
      if (object.containsKey(key)) {
        throw new IOException(
            name + ": " + UnknownWord.shown(key) + " is there twice in one object");
      }
      object.put(key, value(reader));
    }
    reader.endObject();
    return object;
  }

  private @Nullable Object value(JsonReader reader) throws IOException {
    return switch (reader.peek()) {
      case BEGIN_OBJECT -> object(reader);
      case BEGIN_ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        reader.beginArray();
        while (reader.hasNext()) {
          list.add(value(reader));
        }
        reader.endArray();
        yield list;
      }
      case NUMBER -> number(reader.nextString());
      case BOOLEAN -> reader.nextBoolean();
      case NULL -> reader.<Object>nextNull();
      default -> reader.nextString();
    };
  }

  private Object number(String text) throws IOException {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      double number = Double.parseDouble(text);
      if (!Double.isFinite(number)) {
        throw new IOException(name + ": a number is too large", e);
      }
      return number;
    }
  }

  private static long line(String text, long rest) {
    byte[] all = text.getBytes(StandardCharsets.UTF_8);
    int before = (int) Math.max(0, Math.min(all.length, all.length - rest));
    return Math.max(1, new String(all, 0, before, StandardCharsets.UTF_8).lines().count());
  }

  private static String advice(IOException e) {
    if (e instanceof EOFException) {
      return "it ends too early; is a bracket missing?";
    }
    return String.valueOf(e.getMessage()).contains("escape")
        ? "write each backslash twice, as in \"M:\\\\attachments\""
        : "look for a comma, a quote or a bracket that is missing or one too many";
  }
}
