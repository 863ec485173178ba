package nz.co.medimage.cli;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonEncodingException;
import com.squareup.moshi.JsonReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.api.TextCut;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * An {@code ehrconnect.json}, the configuration of the classic MedImage server's connector. A field
 * of an inner object is named like {@code endPoints.getId}. Names are compared without regard to
 * case.
 */
final class ClassicFile {
  private static final int LONGEST = 1 << 20;
  private static final int DEEPEST = 8;
  private static final int LONGEST_NAME = 80;
  private static final String BYTE_ORDER_MARK = "\ufeff";

  /** What profiles read as a placeholder, wherever it stands. */
  private static final String PLACEHOLDER = "{{";

  private final Path file;
  private final Map<String, Object> fields = new LinkedHashMap<>();
  private final Map<String, String> names = new LinkedHashMap<>();

  private ClassicFile(Path file) {
    this.file = file;
  }

  /**
   * Reads one.
   *
   * @throws BadInputException with a sentence that shows no value, if it is none
   */
  static ClassicFile read(Path file) throws IOException {
    ClassicFile read = new ClassicFile(file);
    String text = read.text();
    try (Buffer buffer = new Buffer().writeUtf8(text);
        JsonReader reader = JsonReader.of(buffer)) {
      try {
        if (reader.peek() != JsonReader.Token.BEGIN_OBJECT) {
          throw read.wrong("it must hold one JSON object, which begins with {");
        }
        read.object(reader, "", 0);
        if (reader.peek() != JsonReader.Token.END_DOCUMENT) {
          throw new JsonEncodingException("more than one");
        }
      } catch (JsonEncodingException | EOFException | JsonDataException e) {
        throw read.wrong(
            "it is no valid JSON after "
                + reader.getPath()
                + ": look for a comment, and for a comma, quote, bracket or backslash that is"
                + " missing or one too many");
      }
    }
    return read;
  }

  private String text() throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LONGEST + 1);
      if (bytes.length > LONGEST) {
        throw wrong("it is larger than 1 MiB");
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw wrong("save it as UTF-8 first");
    }
  }

  private BadInputException wrong(String sentence) {
    return new BadInputException(file + ": " + sentence);
  }

  /** Says what is wrong with a field. */
  BadInputException wrong(String name, String sentence) {
    return wrong(shown(name) + ": " + sentence);
  }

  private static String shown(String name) {
    String line = name.replaceAll("\\p{Cntrl}", " ");
    return line.length() <= LONGEST_NAME ? line : TextCut.head(line, LONGEST_NAME) + "…";
  }

  private void object(JsonReader reader, String place, int depth) throws IOException {
    if (depth > DEEPEST) {
      throw wrong(place, "it is nested too deep");
    }
    reader.beginObject();
    while (reader.hasNext()) {
      String name = place + reader.nextName();
      switch (reader.peek()) {
        case BEGIN_OBJECT -> object(reader, name + ".", depth + 1);
        case BEGIN_ARRAY -> put(name, list(reader, name));
        case NULL -> {
          var unused = reader.<Object>nextNull();
          put(name, "");
        }
        case BOOLEAN -> put(name, Boolean.toString(reader.nextBoolean()));
        default -> put(name, reader.nextString());
      }
    }
    reader.endObject();
  }

  private List<String> list(JsonReader reader, String name) throws IOException {
    List<String> list = new ArrayList<>();
    reader.beginArray();
    while (reader.hasNext()) {
      switch (reader.peek()) {
        case STRING, NUMBER -> list.add(reader.nextString());
        default -> throw wrong(name, "it must be a list of texts");
      }
    }
    reader.endArray();
    return list;
  }

  private void put(String name, Object value) {
    String key = name.toLowerCase(Locale.ROOT);
    if (fields.put(key, value) != null) {
      throw wrong(name, "it is there twice");
    }
    names.put(key, shown(name));
    boolean isTemplate =
        value instanceof List<?> list
            ? list.stream().anyMatch(each -> each.toString().contains(PLACEHOLDER))
            : value.toString().contains(PLACEHOLDER);
    if (isTemplate) {
      throw wrong(name, "it holds {{, which has a meaning in profiles; take it out first");
    }
  }

  Path path() {
    return file;
  }

  private @Nullable Object get(String name) {
    return fields.get(name.toLowerCase(Locale.ROOT));
  }

  /** A text without blanks around it; empty if it is missing or blank. */
  Optional<String> text(String name) {
    Object value = get(name);
    if (value instanceof List) {
      throw wrong(name, "it must be a single text");
    }
    return Optional.ofNullable(value)
        .map(text -> text.toString().strip())
        .filter(t -> !t.isEmpty());
  }

  /** A text exactly as it is, such as a password; empty if it is missing or empty. */
  Optional<String> exactly(String name) {
    var unused = text(name);
    return Optional.ofNullable(get(name)).map(Object::toString).filter(text -> !text.isEmpty());
  }

  /** Whether something is so. */
  boolean flag(String name, boolean fallback) {
    return text(name)
        .map(
            text ->
                switch (text.toLowerCase(Locale.ROOT)) {
                  case "true" -> true;
                  case "false" -> false;
                  default -> throw wrong(name, "it must be true or false");
                })
        .orElse(fallback);
  }

  /** A whole number from 1 on; empty if it is missing. */
  Optional<Integer> number(String name) {
    return text(name)
        .map(
            text -> {
              if (!text.matches("[1-9][0-9]{0,8}")) {
                throw wrong(name, "it must be a whole number from 1 on");
              }
              return Integer.parseInt(text);
            });
  }

  /** A list of texts; empty if it is missing. */
  List<String> texts(String name) {
    Object value = get(name);
    if (value == null || "".equals(value)) {
      return List.of();
    }
    if (!(value instanceof List<?> list)) {
      throw wrong(name, "it must be a list, which begins with [");
    }
    return list.stream().map(Object::toString).toList();
  }

  /** Whether there is a field, even an empty one. */
  boolean has(String name) {
    return fields.containsKey(name.toLowerCase(Locale.ROOT));
  }

  /** As the file spells a field. */
  String spelled(String name) {
    return names.getOrDefault(name.toLowerCase(Locale.ROOT), name);
  }

  /** All fields, as the file spells them, in its order. */
  List<String> names() {
    return List.copyOf(names.values());
  }

  /** Whether a field holds nothing. */
  boolean isEmpty(String name) {
    Object value = fields.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    return value instanceof List<?> list ? list.isEmpty() : value.toString().isBlank();
  }

  /** The first of these fields that holds something, or else the first. */
  String either(String name, String older) {
    return isEmpty(name) && !isEmpty(older) ? older : name;
  }
}
