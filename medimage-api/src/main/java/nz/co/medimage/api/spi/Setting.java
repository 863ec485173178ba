package nz.co.medimage.api.spi;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Describes one setting of an add-on: its key, its type, whether it is required, its default and
 * one line of help. Immutable: each method returns a changed copy.
 *
 * <pre>{@code
 * List.of(
 *     Setting.text("url").required().help("The address of the archive."),
 *     Setting.text("password").secret().required().help("The password of the archive's user."),
 *     Setting.duration("timeout").defaultValue("30s").help("How long to wait for the archive."));
 * }</pre>
 */
public final class Setting {

  /** The type of a value. In configuration any of them may also be written as text. */
  public enum Type {
    /** Any text that is not empty. */
    TEXT,
    /** A whole number, within its range. */
    INTEGER,
    /** {@code true} or {@code false}. */
    BOOLEAN,
    /**
     * A duration of more than zero, such as {@code 500ms}, {@code 30s}, {@code 15m}, {@code 2h} or
     * {@code 7d}.
     */
    DURATION,
    /** A number of bytes, such as {@code 500kB} or {@code 16MiB}; at least one byte. */
    SIZE,
    /** A file or folder; a relative path starts at the folder of the configuration. */
    PATH,
    /** Several texts; in configuration a list, or a single text. */
    LIST,
    /** Several files or folders; in configuration a list, or a single one. */
    PATHS
  }

  private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9-]{0,39}");

  private final String key;
  private final Type type;
  private final boolean isRequired;
  private final boolean isSecret;
  private final @Nullable String defaultValue;
  private final List<String> choices;
  private final long least;
  private final long most;
  private final String help;

  private Setting(Copy copy) {
    key = copy.key;
    type = copy.type;
    isRequired = copy.isRequired;
    isSecret = copy.isSecret;
    defaultValue = copy.defaultValue;
    choices = copy.choices;
    least = copy.least;
    most = copy.most;
    help = copy.help;
  }

  /** A mutable copy, from which a changed description is made. */
  private static final class Copy {
    private final String key;
    private final Type type;
    private boolean isRequired;
    private boolean isSecret;
    private @Nullable String defaultValue;
    private List<String> choices = List.of();
    private long least = Long.MIN_VALUE;
    private long most = Long.MAX_VALUE;
    private String help = "";

    private Copy(String key, Type type) {
      this.key = key;
      this.type = type;
    }

    private Copy(Setting setting) {
      this(setting.key, setting.type);
      isRequired = setting.isRequired;
      isSecret = setting.isSecret;
      defaultValue = setting.defaultValue;
      choices = setting.choices;
      least = setting.least;
      most = setting.most;
      help = setting.help;
    }
  }

  private Setting with(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return new Setting(copy);
  }

  private static Setting of(String key, Type type) {
    if (!KEY.matcher(Objects.requireNonNull(key, "key")).matches()) {
      throw new IllegalArgumentException(
          "the key of a setting is a letter a-z and up to 39 of a-z, 0-9 and -");
    }
    return new Setting(new Copy(key, type));
  }

  /**
   * Describes a text.
   *
   * @param key a letter a-z, then up to 39 of a-z, 0-9 and {@code -}; the same for all types
   * @throws IllegalArgumentException if the key is malformed; the same for all types
   */
  public static Setting text(String key) {
    return of(key, Type.TEXT);
  }

  /** Describes a whole number. */
  public static Setting integer(String key) {
    return of(key, Type.INTEGER);
  }

  /** Describes a flag: {@code true} or {@code false}. */
  public static Setting flag(String key) {
    return of(key, Type.BOOLEAN);
  }

  /** Describes a duration of more than zero. */
  public static Setting duration(String key) {
    return of(key, Type.DURATION);
  }

  /** Describes a number of bytes. */
  public static Setting size(String key) {
    return of(key, Type.SIZE);
  }

  /** Describes a file or folder. */
  public static Setting path(String key) {
    return of(key, Type.PATH);
  }

  /** Describes a list of texts. */
  public static Setting list(String key) {
    return of(key, Type.LIST);
  }

  /** Describes a list of files or folders. */
  public static Setting paths(String key) {
    return of(key, Type.PATHS);
  }

  /** Makes the setting required: configuration must supply a value. Removes any default. */
  public Setting required() {
    return with(
        copy -> {
          copy.isRequired = true;
          copy.defaultValue = null;
        });
  }

  /**
   * Makes the setting secret: its value is never printed, and configuration may name a file or an
   * environment variable instead: {@code {"file": "password.txt"}} for the first line of that file,
   * {@code {"env": "NAME"}} for the variable.
   */
  public Setting secret() {
    return with(copy -> copy.isSecret = true);
  }

  /**
   * Gives the setting a default, which makes it optional.
   *
   * @param value as it would be written in configuration
   */
  public Setting defaultValue(String value) {
    Objects.requireNonNull(value, "value");
    return with(
        copy -> {
          copy.isRequired = false;
          copy.defaultValue = value;
        });
  }

  /** Restricts the value, or each entry of a list, to these. */
  public Setting oneOf(String... values) {
    return with(copy -> copy.choices = List.of(values));
  }

  /**
   * Restricts a number, or a size in bytes, to a range; both ends are included.
   *
   * @throws IllegalArgumentException if {@code most} is below {@code least}
   */
  public Setting range(long least, long most) {
    if (most < least) {
      throw new IllegalArgumentException("a range ends where it begins, or above that");
    }
    return with(
        copy -> {
          copy.least = least;
          copy.most = most;
        });
  }

  /** Adds one line of help for people: a whole sentence. */
  public Setting help(String sentence) {
    Objects.requireNonNull(sentence, "sentence");
    return with(copy -> copy.help = sentence);
  }

  /** The key of the setting in configuration. */
  public String key() {
    return key;
  }

  /** The type of the value. */
  public Type type() {
    return type;
  }

  /**
   * Whether the value is several texts, files or folders: {@link Type#LIST} or {@link Type#PATHS}.
   */
  public boolean isList() {
    return type == Type.LIST || type == Type.PATHS;
  }

  /** Whether configuration must supply a value. Default: no. */
  public boolean isRequired() {
    return isRequired;
  }

  /** Whether the value is secret. Default: no. */
  public boolean isSecret() {
    return isSecret;
  }

  /** The value if configuration supplies none. Default: empty. */
  public Optional<String> defaultValue() {
    return Optional.ofNullable(defaultValue);
  }

  /** The values that are allowed. Default: empty, which allows any value. */
  public List<String> choices() {
    return choices;
  }

  /** The smallest number that is allowed. Default: {@link Long#MIN_VALUE}. */
  public long least() {
    return least;
  }

  /** The largest number that is allowed. Default: {@link Long#MAX_VALUE}. */
  public long most() {
    return most;
  }

  /** One line of help for people. Default: empty. */
  public String help() {
    return help;
  }

  /** Shows the key and the type. */
  @Override
  public String toString() {
    return "Setting[" + key + ", " + type + "]";
  }
}
