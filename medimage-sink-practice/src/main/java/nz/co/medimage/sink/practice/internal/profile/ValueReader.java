package nz.co.medimage.sink.practice.internal.profile;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the {@code values} of a profile and of those that it extends, the innermost first. A
 * description says what a value is for, and a text gives it.
 */
final class ValueReader {
  private static final List<String> DESCRIPTION = List.of("secret", "default", "required", "help");
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

  private final SecretSource secrets;
  private final Map<String, Description> described = new LinkedHashMap<>();
  private final Map<String, Object> given = new LinkedHashMap<>();

  private record Description(
      boolean secret, boolean required, @Nullable Object defaultValue, String help) {}

  ValueReader(SecretSource secrets) {
    this.secrets = secrets;
  }

  /** Adds those of one file; what it gives replaces what an inner one gave. */
  void add(@Nullable Object section, boolean isInnermost) throws IOException {
    if (section == null) {
      return;
    }
    if (!(section instanceof Map<?, ?> map)) {
      throw fail("values", "must be an object");
    }
    for (Map.Entry<?, ?> each : map.entrySet()) {
      String name = String.valueOf(each.getKey());
      Object value = each.getValue();
      if (value instanceof Map<?, ?> object && !SecretSource.isSource(object)) {
        described.put(name, description(name, object));
      } else if (value != null) {
        require(name, isInnermost);
        given.put(name, value);
      }
    }
  }

  /** An extending file gives what is described; a file of its own gives what it likes. */
  private void require(String name, boolean isInnermost) throws IOException {
    if (!described.containsKey(name) && !given.containsKey(name)) {
      if (!isInnermost) {
        List<String> known = new ArrayList<>(described.keySet());
        known.addAll(given.keySet());
        throw new IOException(
            secrets.file() + ": values: " + UnknownWord.sentence("value", name, known));
      }
      checkName(name);
    }
  }

  private void checkName(String name) throws IOException {
    if (!NAME.matcher(name).matches()) {
      throw fail(
          "values",
          "a name is a letter a-z and up to 39 of a-z, 0-9 and -, not " + UnknownWord.shown(name));
    }
    if (PhotoFacts.NAMES.contains(name) || name.equals("content")) {
      throw fail("values." + name, "this name says something of the photo; choose another one");
    }
  }

  private Description description(String name, Map<?, ?> object) throws IOException {
    checkName(name);
    for (Object key : object.keySet()) {
      if (!DESCRIPTION.contains(String.valueOf(key))) {
        throw fail("values." + name, UnknownWord.sentence("key", String.valueOf(key), DESCRIPTION));
      }
    }
    Object fallback = object.get("default");
    boolean required = flag(name, object, "required", fallback == null);
    Object help = object.get("help");
    return new Description(
        flag(name, object, "secret", false), required, fallback, help == null ? "" : help + "");
  }

  private boolean flag(String name, Map<?, ?> object, String key, boolean fallback)
      throws IOException {
    Object value = object.get(key);
    if (value != null && !(value instanceof Boolean)) {
      throw fail("values." + name + "." + key, "must be true or false");
    }
    return value == null ? fallback : (Boolean) value;
  }

  /** All of them, with secrets in the place of what names them. */
  ProfileValues read() throws IOException {
    SortedMap<String, ProfileValues.Value> values = new TreeMap<>();
    for (Map.Entry<String, Description> each : described.entrySet()) {
      String name = each.getKey();
      Description about = each.getValue();
      Object value = given.getOrDefault(name, about.defaultValue());
      if (value == null && about.required()) {
        String help = about.help().isEmpty() ? "" : " (" + about.help() + ")";
        throw fail("values." + name, "is missing" + help);
      }
      values.put(name, value(name, value, about.secret()));
    }
    for (Map.Entry<String, Object> each : given.entrySet()) {
      if (!described.containsKey(each.getKey())) {
        values.put(each.getKey(), value(each.getKey(), each.getValue(), false));
      }
    }
    return new ProfileValues(values);
  }

  private ProfileValues.Value value(String name, @Nullable Object value, boolean secret)
      throws IOException {
    boolean isHidden = secret || value instanceof Map;
    return new ProfileValues.Value(
        value == null ? null : secrets.text("values." + name, value), isHidden);
  }

  private IOException fail(String place, String sentence) {
    return new IOException(secrets.file() + ": " + place + ": " + sentence);
  }
}
