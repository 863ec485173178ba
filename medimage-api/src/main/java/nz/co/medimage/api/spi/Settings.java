package nz.co.medimage.api.spi;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one add-on, checked against their descriptions: each value, given or default, is
 * of its type and within its range. Immutable. Never prints a value.
 */
public final class Settings {
  private final Map<String, Object> values;

  private Settings(Map<String, Object> values) {
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
    return new Settings(SettingsCheck.check(described, values, folder));
  }

  /**
   * A text.
   *
   * @throws IllegalArgumentException if no such setting is described, or it has no value, which is
   *     a bug of the add-on; the same for the methods below, except where they say otherwise
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
    return values.containsKey(key);
  }

  private <T> T get(String key, Class<T> type) {
    Object value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException("the setting " + key + " has no value");
    }
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
