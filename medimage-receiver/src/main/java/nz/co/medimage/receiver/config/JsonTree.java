package nz.co.medimage.receiver.config;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A JSON document that is written as it was read, apart from white space: the order of its keys
 * stays, and so does every digit of its numbers, which are {@link BigDecimal} here.
 */
final class JsonTree {
  private JsonTree() {}

  /** The object in a text that {@link JsonDocument} reads. */
  static Map<String, @Nullable Object> parse(String text) throws IOException {
    try (JsonReader reader = JsonReader.of(new Buffer().writeUtf8(text))) {
      return JsonDocument.object(value(reader));
    } catch (NumberFormatException e) {
      throw new JsonDataException("a number is too long");
    }
  }

  private static @Nullable Object value(JsonReader reader) throws IOException {
    switch (reader.peek()) {
      case BEGIN_OBJECT -> {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        reader.beginObject();
        while (reader.hasNext()) {
          object.put(reader.nextName(), value(reader));
        }
        reader.endObject();
        return object;
      }
      case BEGIN_ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        reader.beginArray();
        while (reader.hasNext()) {
          list.add(value(reader));
        }
        reader.endArray();
        return list;
      }
      case NUMBER -> {
        return new BigDecimal(reader.nextString());
      }
      default -> {
        return reader.readJsonValue();
      }
    }
  }

  /** Its text, with a line for each entry. */
  static String text(Map<String, @Nullable Object> tree) throws IOException {
    Buffer buffer = new Buffer();
    try (JsonWriter writer = JsonWriter.of(buffer)) {
      writer.setIndent("  ");
      writer.setSerializeNulls(true);
      write(tree, writer);
    }
    return buffer.readUtf8() + "\n";
  }

  private static void write(@Nullable Object value, JsonWriter writer) throws IOException {
    if (value instanceof Map<?, ?> object) {
      writer.beginObject();
      for (Map.Entry<?, ?> each : object.entrySet()) {
        writer.name((String) each.getKey());
        write(each.getValue(), writer);
      }
      writer.endObject();
    } else if (value instanceof List<?> list) {
      writer.beginArray();
      for (Object each : list) {
        write(each, writer);
      }
      writer.endArray();
    } else {
      writer.jsonValue(value);
    }
  }
}
