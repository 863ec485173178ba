package nz.co.medimage.sink.practice.internal.profile;

import java.io.IOException;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The named values of a profile, which stand in its texts as <code>{{name}}</code> and in its SQL
 * as {@code :name}. Immutable.
 */
public final class ProfileValues {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(.*?)\\}\\}", Pattern.DOTALL);

  /** One value; without a text, it is optional and was not given. */
  record Value(@Nullable String text, boolean secret) {
    /** Shows no text: it may be secret. */
    @Override
    public String toString() {
      return "Value";
    }
  }

  private final SortedMap<String, Value> values;

  ProfileValues(SortedMap<String, Value> values) {
    this.values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  /** The names of all, sorted, in the form of the profile, such as {@code api-key}. */
  public Set<String> names() {
    return values.keySet();
  }

  /** A value; empty if there is none of that name, or if it is optional and was not given. */
  public Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name)).map(Value::text);
  }

  /** Whether a value must not be shown or logged. */
  public boolean isSecret(String name) {
    Value value = values.get(name);
    return value != null && value.secret();
  }

  /**
   * Puts values in place of <code>{{name}}</code>; one that was not given becomes empty.
   *
   * @throws IOException with a part of a sentence if a name is unknown
   */
  String expand(String text) throws IOException {
    Matcher matcher = PLACEHOLDER.matcher(text);
    StringBuilder expanded = new StringBuilder();
    while (matcher.find()) {
      String name = matcher.group(1).strip();
      if (!values.containsKey(name)) {
        throw new IOException(UnknownWord.sentence("value", name, new TreeSet<>(names())));
      }
      matcher.appendReplacement(expanded, Matcher.quoteReplacement(find(name).orElse("")));
    }
    return matcher.appendTail(expanded).toString();
  }

  /** Shows the names alone. */
  @Override
  public String toString() {
    return "ProfileValues" + names();
  }
}
