package nz.co.medimage.sink.practice.internal.web;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** Reads the JSON of an answer strictly, and whole numbers exactly: they may be ids. */
final class AnswerJson {
  private static final Pattern LONG = Pattern.compile("-?[0-9]{1,18}");

  private AnswerJson() {}

  /**
   * A value of {@link Map}, {@link List}, {@link String}, {@link Long}, {@link Double}, {@link
   * Boolean} or null. A number that none of them holds exactly stays a text.
   *
   * @throws IOException if it is no JSON
   */
  static @Nullable Object read(byte[] bytes) throws IOException {
    try (JsonReader reader = JsonReader.of(new Buffer().write(bytes))) {
      Object value = value(reader);
      if (reader.peek() != JsonReader.Token.END_DOCUMENT) {
        throw new IOException("more than one value");
      }
      return value;
    } catch (JsonDataException e) {
      throw new IOException("no JSON that can be used", e);
    }
  }

  /** An object of single values as JSON, in which each is a text; null if one is none. */
  static @Nullable String fields(Map<?, ?> map) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (Map.Entry<?, ?> each : map.entrySet()) {
      Object value = each.getValue();
      if (value == null || value instanceof Map || value instanceof List) {
        return null;
      }
      fields.put(String.valueOf(each.getKey()), value.toString());
    }
    Buffer buffer = new Buffer();
    try (JsonWriter writer = JsonWriter.of(buffer)) {
      writer.jsonValue(fields);
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    }
    return buffer.readUtf8();
  }

  private static @Nullable Object value(JsonReader reader) throws IOException {
    return switch (reader.peek()) {
      case BEGIN_OBJECT -> object(reader);
      case BEGIN_ARRAY -> array(reader);
      case STRING -> reader.nextString();
      case NUMBER -> number(reader.nextString());
      case BOOLEAN -> reader.nextBoolean();
      case NULL -> reader.nextNull();
      default -> throw new IOException("no value");
    };
  }

  private static Map<String, @Nullable Object> object(JsonReader reader) throws IOException {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    reader.beginObject();
    while (reader.hasNext()) {
      map.put(reader.nextName(), value(reader));
    }
    reader.endObject();
    return map;
  }

  private static List<@Nullable Object> array(JsonReader reader) throws IOException {
    List<@Nullable Object> list = new ArrayList<>();
    reader.beginArray();
    while (reader.hasNext()) {
      list.add(value(reader));
    }
    reader.endArray();
    return list;
  }

  private static Object number(String text) {
    if (LONG.matcher(text).matches()) {
      return Long.parseLong(text);
    }
    double number = Double.parseDouble(text);
    return Double.toString(number).equals(text) ? (Object) number : text;
  }
}
