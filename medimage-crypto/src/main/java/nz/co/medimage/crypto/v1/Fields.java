package nz.co.medimage.crypto.v1;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes the fields of a JSON object one by one, each with its type; what is left is unknown. */
final class Fields {
  private static final double MAX_WHOLE = 0x1FFFFFFFFFFFFFL;

  private static final Pattern MOMENT =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?"
              + "(Z|[+-][0-9]{2}:[0-9]{2})");

  private final Map<String, Object> fields;

  private Fields(Map<String, Object> fields) {
    this.fields = fields;
  }

  static Fields read(byte[] json) throws JsonFaultException {
    return new Fields(StrictJson.read(json));
  }

  boolean has(String name) {
    return fields.containsKey(name);
  }

  String text(String name) throws JsonFaultException {
    return as(String.class, take(name), name, "a text");
  }

  /** A field that may be absent, but not null. */
  Optional<String> optionalText(String name) throws JsonFaultException {
    return fields.containsKey(name) ? Optional.of(text(name)) : Optional.empty();
  }

  long wholeNumber(String name) throws JsonFaultException {
    double value = as(Double.class, take(name), name, "a number");
    if (value != Math.rint(value) || Math.abs(value) > MAX_WHOLE) {
      throw new JsonFaultException(name + " is not a whole number below 2^53");
    }
    return (long) value;
  }

  byte[] base64(String name, int size) throws JsonFaultException {
    return base64(text(name), name, size);
  }

  /** Several of one size. */
  List<byte[]> base64s(String name, int size, int most) throws JsonFaultException {
    List<?> elements = as(List.class, take(name), name, "an array");
    if (elements.size() > most) {
      throw new JsonFaultException(name + " has more than " + most + " elements");
    }
    String what = "an element of " + name;
    List<byte[]> all = new ArrayList<>();
    for (Object element : elements) {
      all.add(base64(as(String.class, element, what, "a text"), what, size));
    }
    return all;
  }

  private static byte[] base64(String text, String name, int size) throws JsonFaultException {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      if (bytes.length == size) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // said below, once for both
    }
    throw new JsonFaultException(name + " is not " + size + " bytes in Base64");
  }

  /** A moment with its offset, by the one form that there is. */
  OffsetDateTime moment(String name) throws JsonFaultException {
    String text = text(name);
    try {
      if (MOMENT.matcher(text).matches()) {
        return OffsetDateTime.parse(text);
      }
    } catch (DateTimeException e) {
      // said below, once for both
    }
    throw new JsonFaultException(name + " is not a moment of RFC 3339");
  }

  Instant instant(String name) throws JsonFaultException {
    OffsetDateTime moment = moment(name);
    if (!moment.getOffset().equals(ZoneOffset.UTC)) {
      throw new JsonFaultException(name + " is not a moment of RFC 3339 in UTC");
    }
    return moment.toInstant();
  }

  static boolean isMoment(String text) {
    return MOMENT.matcher(text).matches();
  }

  Map<String, String> texts(String name) throws JsonFaultException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, Object> entry : object(take(name), name).entrySet()) {
      texts.put(entry.getKey(), as(String.class, entry.getValue(), "a field of " + name, "a text"));
    }
    return texts;
  }

  List<Fields> objects(String name) throws JsonFaultException {
    List<?> elements = as(List.class, take(name), name, "an array");
    List<Fields> objects = new ArrayList<>();
    for (Object element : elements) {
      objects.add(new Fields(object(element, "an element of " + name)));
    }
    return objects;
  }

  /** What was not taken; a field that is null counts as absent. */
  Map<String, Object> rest() {
    fields.values().removeIf(Objects::isNull);
    return fields;
  }

  private @Nullable Object take(String name) throws JsonFaultException {
    if (!fields.containsKey(name)) {
      throw new JsonFaultException(name + " is missing");
    }
    return fields.remove(name);
  }

  private static Map<String, Object> object(@Nullable Object value, String name)
      throws JsonFaultException {
    Map<?, ?> map = as(Map.class, value, name, "an object");
    Map<String, Object> object = new LinkedHashMap<>();
    map.forEach((key, field) -> object.put((String) key, field));
    return object;
  }

  private static <T> T as(Class<T> type, @Nullable Object value, String name, String what)
      throws JsonFaultException {
    if (!type.isInstance(value)) {
      throw new JsonFaultException(name + " is not " + what);
    }
    return type.cast(value);
  }
}
