package nz.co.medimage.sink.practice.internal.web;

import com.squareup.moshi.JsonWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import nz.co.medimage.sink.practice.internal.profile.ProfileNode;
import okhttp3.MediaType;
import okio.Buffer;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * JSON whose texts hold placeholders. They are filled after the profile was parsed, so a value
 * stays part of its text whatever is in it.
 */
final class JsonPayload implements Payload {
  private final @Nullable Object tree;
  private final MediaType type;

  private JsonPayload(@Nullable Object tree, MediaType type) {
    this.tree = tree;
    this.type = type;
  }

  /**
   * Reads one.
   *
   * @param value of {@link Map}, {@link List}, {@link String}, {@link Number}, {@link Boolean}
   */
  static JsonPayload read(ProfileNode node, Object value, MediaType type, Scope scope)
      throws IOException {
    return new JsonPayload(compile(node, value, scope), type);
  }

  /** The same tree, with a {@link Template} for each text. */
  private static @Nullable Object compile(ProfileNode node, @Nullable Object value, Scope scope)
      throws IOException {
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> compiled = new LinkedHashMap<>();
      for (Map.Entry<?, ?> each : map.entrySet()) {
        String name = String.valueOf(each.getKey());
        if (name.contains("{{")) {
          throw node.fail("json", "a placeholder cannot stand in the name of a key");
        }
        compiled.put(name, compile(node, each.getValue(), scope));
      }
      return compiled;
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> compiled = new ArrayList<>();
      for (Object each : list) {
        compiled.add(compile(node, each, scope));
      }
      return compiled;
    }
    return value instanceof String text ? template(node, text, scope) : value;
  }

  private static Template template(ProfileNode node, String text, Scope scope) throws IOException {
    Template template = Template.parse(node, "json", text, scope);
    for (Format bare : List.of(Format.NUMBER, Format.BOOLEAN)) {
      if (template.has(bare) && !template.isWhole(bare)) {
        throw node.fail("json", "a {{name:number}} or {{name:boolean}} is the whole text");
      }
    }
    return template;
  }

  @Override
  public MediaType type(RequestValues values) {
    return type;
  }

  @Override
  public void write(BufferedSink out, RequestValues values) throws IOException {
    JsonWriter writer = JsonWriter.of(out);
    writer.setSerializeNulls(true);
    write(writer, tree, values);
    writer.flush();
  }

  private static void write(JsonWriter writer, @Nullable Object value, RequestValues values)
      throws IOException {
    if (value instanceof Map<?, ?> map) {
      writer.beginObject();
      for (Map.Entry<?, ?> each : map.entrySet()) {
        writer.name((String) each.getKey());
        write(writer, each.getValue(), values);
      }
      writer.endObject();
    } else if (value instanceof List<?> list) {
      writer.beginArray();
      for (Object each : list) {
        write(writer, each, values);
      }
      writer.endArray();
    } else if (value instanceof Template template) {
      write(writer, template, values);
    } else {
      writer.jsonValue(value);
    }
  }

  private static void write(JsonWriter writer, Template template, RequestValues values)
      throws IOException {
    if (template.hasContent()) {
      try (BufferedSink raw = writer.valueSink()) {
        raw.writeByte('"');
        template.write(raw, values, JsonPayload::escape, JsonPayload::escape);
        raw.writeByte('"');
      }
      return;
    }
    String text = template.fill(values, Escape.NONE);
    if (template.isWhole(Format.NUMBER)) {
      writer.value(new BigDecimal(text));
    } else if (template.isWhole(Format.BOOLEAN)) {
      writer.value(Boolean.parseBoolean(text));
    } else {
      writer.value(text);
    }
  }

  /** A part of a string. */
  private static String escape(String name, String text) throws UnfitValueException {
    Buffer buffer = new Buffer();
    JsonWriter writer = JsonWriter.of(buffer);
    writer.setLenient(true);
    try {
      writer.value(text).flush();
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    }
    String quoted = buffer.readUtf8();
    return quoted.substring(1, quoted.length() - 1);
  }
}
