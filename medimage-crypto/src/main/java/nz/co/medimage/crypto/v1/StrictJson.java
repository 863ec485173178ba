package nz.co.medimage.crypto.v1;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * JSON objects of RFC 8259, with no room for two readings: {@code spec/envelope-v1.md}, section
 * "JSON". Values are String, Boolean, Double, List, Map and null.
 */
final class StrictJson {
  private static final int MAX_DEPTH = 16;

  private StrictJson() {}

  static byte[] write(Map<String, ?> object) {
    Buffer buffer = new Buffer();
    try (JsonWriter writer = JsonWriter.of(buffer)) {
      writer.setSerializeNulls(true);
      writer.jsonValue(object);
    } catch (IOException e) {
      throw new IllegalStateException("a buffer in memory does not fail", e);
    }
    return buffer.readByteArray();
  }

  static Map<String, Object> read(byte[] utf8) throws JsonFaultException {
    CharBuffer text = decode(utf8);
    if (text.chars().anyMatch(c -> c < ' ')) {
      throw new JsonFaultException("its JSON holds a control character");
    }
    try (JsonReader reader = JsonReader.of(new Buffer().write(utf8))) {
      if (reader.peek() != JsonReader.Token.BEGIN_OBJECT) {
        throw new JsonFaultException("its JSON is not an object");
      }
      Map<String, Object> object = readObject(reader, 1);
      if (reader.peek() != JsonReader.Token.END_DOCUMENT) {
        throw new JsonFaultException("its JSON goes on after its end");
      }
      return object;
    } catch (JsonFaultException e) {
      throw e;
    } catch (IOException | JsonDataException e) {
      // The cause is left out: its message quotes the JSON.
      throw new JsonFaultException("its JSON is malformed");
    }
  }

  private static CharBuffer decode(byte[] utf8) throws JsonFaultException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8));
    } catch (CharacterCodingException e) {
      throw new JsonFaultException("its JSON is not in UTF-8");
    }
  }

  private static @Nullable Object readValue(JsonReader reader, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new JsonFaultException("its JSON is nested too deeply");
    }
    return switch (reader.peek()) {
      case BEGIN_OBJECT -> readObject(reader, depth);
      case BEGIN_ARRAY -> readArray(reader, depth);
      case STRING -> wellFormed(reader.nextString());
      case NUMBER -> reader.nextDouble();
      case BOOLEAN -> reader.nextBoolean();
      case NULL -> reader.nextNull();
      default -> throw new JsonFaultException("its JSON is malformed");
    };
  }

  private static Map<String, Object> readObject(JsonReader reader, int depth) throws IOException {
    Map<String, Object> object = new LinkedHashMap<>();
    reader.beginObject();
    while (reader.hasNext()) {
      String name = wellFormed(reader.nextName());
      if (object.containsKey(name)) {
        throw new JsonFaultException("its JSON names a field twice");
      }
      object.put(name, readValue(reader, depth + 1));
    }
    reader.endObject();
    return object;
  }

  private static List<Object> readArray(JsonReader reader, int depth) throws IOException {
    List<Object> array = new ArrayList<>();
    reader.beginArray();
    while (reader.hasNext()) {
      array.add(readValue(reader, depth + 1));
    }
    reader.endArray();
    return array;
  }

  /** Escapes can spell half a character; no two programs agree on what that means. */
  private static String wellFormed(String text) throws JsonFaultException {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new JsonFaultException("its JSON holds half a character");
    }
    return text;
  }
}
