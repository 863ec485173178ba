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
 * The settings of one add-on, checked against their descriptions: each value, given or default, is
 * of its type and within its range. Immutable. Never prints a value.
 */
public final class Settings {
  private final Set<String> described;
  private final Map<String, Object> values;

  private Settings(Set<String> described, Map<String, Object> values) {
    this.described = described;
    this.values = values;
  }

  /**
   * Checks values against their descriptions, as a receiver does with what stands in its
   * configuration.
   *
   * @param described the settings that there are, no two with the same key
   * @param values a {@link String}, {@link Number}, {@link Boolean} or {@link List} of these by
   *     key; null counts as missing
   * @param folder where relative paths begin
   * @throws IllegalArgumentException with one sentence for the user that names the setting, if one
   *     is unknown, missing, of another type or out of its range; the sentence never contains the
   *     value of a secret
   */
  public static Settings of(
      List<Setting> described, Map<String, ? extends @Nullable Object> values, Path folder) {
    Map<String, Object> checked = SettingsCheck.check(described, values, folder);
    Set<String> keys = new HashSet<>();
    described.forEach(setting -> keys.add(setting.key()));
    return new Settings(keys, checked);
  }

  /**
   * A text.
   *
   * @throws IllegalArgumentException if no such setting is described, here and below; also if it
   *     has no value, unless the method says what it then returns. Either is a bug of the add-on
   */
  public String text(String key) {
    return get(key, String.class);
  }

  /** A whole number. */
  public long integer(String key) {
    return get(key, Long.class);
  }

  /** A flag; false if it has no value. */
  public boolean flag(String key) {
    return contains(key) && get(key, Boolean.class);
  }

  /** A time span. */
  public Duration duration(String key) {
    return get(key, Duration.class);
  }

  /** A number of bytes. */
  public long size(String key) {
    return get(key, Long.class);
  }

  /** A file or folder, absolute. */
  public Path path(String key) {
    return get(key, Path.class);
  }

  /** Several texts; empty if it has no value. */
  @SuppressWarnings("unchecked")
  public List<String> list(String key) {
    return contains(key) ? (List<String>) get(key, List.class) : List.of();
  }

  /** Several files or folders, absolute; empty if it has no value. */
  @SuppressWarnings("unchecked")
  public List<Path> paths(String key) {
    return contains(key) ? (List<Path>) get(key, List.class) : List.of();
  }

  /** A text, if it has a value. */
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

  /** The keys alone. */
  @Override
  public String toString() {
    return "Settings" + values.keySet();
  }
}
