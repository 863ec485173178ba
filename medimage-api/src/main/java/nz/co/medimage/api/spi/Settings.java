package nz.co.medimage.api.spi;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one add-on, checked against their descriptions: each value, configured or
 * default, is of its type and within its range. {@link #toString} shows no values. Immutable.
 *
 * <pre>{@code
 * URI archive = URI.create(settings.text("url"));
 * Duration timeout = settings.duration("timeout");
 * Optional<String> user = settings.find("user");
 * }</pre>
 */
public final class Settings {
  private final Set<String> described;
  private final Map<String, Object> values;

  private Settings(Set<String> described, Map<String, Object> values) {
    this.described = described;
    this.values = values;
  }

  /**
   * Checks values against their descriptions, as a receiver does with its configuration. Useful in
   * tests of an add-on.
   *
   * @param described the settings that exist, no two with the same key
   * @param values a {@link String}, {@link Number}, {@link Boolean} or {@link List} of these by
   *     key; null counts as missing
   * @param folder the folder at which relative paths start
   * @throws IllegalArgumentException with one sentence for the user that names the setting, if a
   *     setting is unknown, missing, of another type or out of its range; the sentence never
   *     contains the value of a secret
   */
  public static Settings of(
      List<Setting> described, Map<String, ? extends @Nullable Object> values, Path folder) {
    Map<String, Object> checked = SettingsCheck.check(described, values, folder);
    Set<String> keys = new HashSet<>();
    described.forEach(setting -> keys.add(setting.key()));
    return new Settings(keys, checked);
  }

  /**
   * The value of a text.
   *
   * @throws IllegalArgumentException if no setting of this key and type is described, or if it has
   *     no value; both are bugs of the add-on. The same for all types, except where a method says
   *     what it returns for a setting without a value
   */
  public String text(String key) {
    return get(key, String.class);
  }

  /** The value of a whole number. */
  public long integer(String key) {
    return get(key, Long.class);
  }

  /** The value of a flag; false if it has none. */
  public boolean flag(String key) {
    return contains(key) && get(key, Boolean.class);
  }

  /** The value of a duration. */
  public Duration duration(String key) {
    return get(key, Duration.class);
  }

  /** The value of a size, in bytes. */
  public long size(String key) {
    return get(key, Long.class);
  }

  /** The value of a path, made absolute. */
  public Path path(String key) {
    return get(key, Path.class);
  }

  /** The entries of a list; empty if it has no value. */
  @SuppressWarnings("unchecked")
  public List<String> list(String key) {
    return contains(key) ? (List<String>) get(key, List.class) : List.of();
  }

  /** The entries of a list of files or folders, made absolute; empty if it has no value. */
  @SuppressWarnings("unchecked")
  public List<Path> paths(String key) {
    return contains(key) ? (List<Path>) get(key, List.class) : List.of();
  }

  /** The value of a text; empty if it has none. */
  public Optional<String> find(String key) {
    return contains(key) ? Optional.of(text(key)) : Optional.empty();
  }

  /** Whether a setting has a value. */
  public boolean contains(String key) {
    if (!described.contains(Objects.requireNonNull(key, "key"))) {
      throw new IllegalArgumentException("no setting " + key + " is described");
    }
    return values.containsKey(key);
  }

  private <T> T get(String key, Class<T> type) {
    if (!contains(key)) {
      throw new IllegalArgumentException("the setting " + key + " has no value");
    }
    Object value = Objects.requireNonNull(values.get(key));
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException("the setting " + key + " is of another type");
    }
    return type.cast(value);
  }

  /** Shows the keys only. */
  @Override
  public String toString() {
    return "Settings" + values.keySet();
  }
}
