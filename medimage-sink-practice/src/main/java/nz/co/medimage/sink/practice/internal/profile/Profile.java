package nz.co.medimage.sink.practice.internal.profile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a practice system is and how photos get into it: one JSON file, merged with what it extends.
 * Reading checks the top keys and the values; the rest is checked by who reads the {@linkplain
 * #root() nodes}.
 *
 * <p>Every fault is an {@link IOException} with one sentence that begins with the file and the
 * place, such as {@code /etc/medimage/medtech32.json: photo.insert: is missing}.
 */
public final class Profile {
  private static final int MAX_EXTENDS = 8;
  private static final String EXTENDS = "extends";
  private static final String VALUES = "values";
  private static final String KIND = "kind";

  /** How the practice system is reached. */
  public enum Kind {
    /** A database. */
    SQL("connection"),
    /** Web services. */
    WEB("server");

    private final String section;

    Kind(String section) {
      this.section = section;
    }
  }

  private final Path file;
  private final String name;
  private final Kind kind;
  private final ProfileValues values;
  private final Map<String, @Nullable Object> merged;
  private final SecretSource secrets;

  private Profile(
      SecretSource secrets,
      String name,
      Kind kind,
      ProfileValues values,
      Map<String, @Nullable Object> merged) {
    this.file = secrets.file();
    this.secrets = secrets;
    this.name = name;
    this.kind = kind;
    this.values = values;
    this.merged = merged;
  }

  /**
   * Reads a profile, what it extends, and its secrets.
   *
   * @throws IOException with one sentence if it cannot be read or is wrong
   */
  public static Profile read(Path file) throws IOException {
    return read(file, System::getenv);
  }

  /** Reads a profile with an environment of its own, for tests. */
  static Profile read(Path file, UnaryOperator<@Nullable String> environment) throws IOException {
    Objects.requireNonNull(file, "file");
    SecretSource secrets = new SecretSource(file, environment);
    List<Map<String, @Nullable Object>> chain = chain(file);
    ValueReader reader = new ValueReader(secrets);
    Map<String, @Nullable Object> merged = new LinkedHashMap<>();
    for (int i = chain.size() - 1; i >= 0; i--) {
      Map<String, @Nullable Object> each = new LinkedHashMap<>(chain.get(i));
      reader.add(each.remove(VALUES), i == chain.size() - 1);
      each.remove(EXTENDS);
      merged = merge(merged, each);
    }
    ProfileValues values = reader.read();
    ProfileNode root = new ProfileNode(secrets, values, "", merged);
    Kind kind = Kind.valueOf(root.choice(KIND, "sql", "web").toUpperCase(Locale.ROOT));
    String name = root.find("name").orElse(String.valueOf(file.getFileName()));
    Profile profile = new Profile(secrets, name, kind, values, merged);
    profile.checkTopKeys();
    return profile;
  }

  /** The file and what it extends, outermost first. */
  private static List<Map<String, @Nullable Object>> chain(Path file) throws IOException {
    List<Map<String, @Nullable Object>> chain = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    Path folder = file.toAbsolutePath().getParent();
    Map<String, @Nullable Object> next = readFile(file, file);
    seen.add(file.toAbsolutePath().normalize().toString());
    while (true) {
      chain.add(next);
      Object base = next.get(EXTENDS);
      if (base == null) {
        return chain;
      }
      if (!(base instanceof String text) || text.isEmpty()) {
        throw new IOException(file + ": extends: must be a text that names one profile");
      }
      Path beside = text.endsWith(".json") ? beside(file, folder, text) : null;
      String known = beside == null ? text : beside.toString();
      if (!seen.add(known) || chain.size() > MAX_EXTENDS) {
        throw new IOException(
            file + ": extends: the profiles extend each other in a circle, or too many times");
      }
      if (beside == null) {
        next = shipped(file, text);
      } else {
        next = readFile(file, beside);
        folder = beside.getParent();
      }
    }
  }

  private static Path beside(Path file, Path folder, String name) throws IOException {
    try {
      return folder.resolve(name).normalize();
    } catch (InvalidPathException e) {
      throw new IOException(
          file + ": extends: this computer can have no file " + UnknownWord.shown(name), e);
    }
  }

  private static Map<String, @Nullable Object> shipped(Path file, String name) throws IOException {
    try {
      return ShippedProfiles.read(name);
    } catch (IOException e) {
      throw new IOException(file + ": extends: " + e.getMessage(), e);
    }
  }

  private static Map<String, @Nullable Object> readFile(Path first, Path file) throws IOException {
    String place = first.equals(file) ? file + ": " : first + ": extends: " + file + ": ";
    if (!Files.isRegularFile(file)) {
      throw new IOException(place + (Files.exists(file) ? "is no file" : "there is no such file"));
    }
    InputStream opened;
    try {
      opened = Files.newInputStream(file);
    } catch (IOException e) {
      throw new IOException(place + "cannot be read; may the receiver's user read it?", e);
    }
    try (InputStream in = opened) {
      return ProfileJson.read(file.toString(), in);
    }
  }

  /** Objects are merged key by key, what is outside replaces anything else, and null removes. */
  private static Map<String, @Nullable Object> merge(Map<?, ?> inner, Map<?, ?> outer) {
    Map<String, @Nullable Object> merged = new LinkedHashMap<>();
    inner.forEach((key, value) -> merged.put((String) key, value));
    outer.forEach(
        (key, value) -> {
          Object below = merged.get((String) key);
          if (value == null) {
            merged.remove((String) key);
          } else if (below instanceof Map<?, ?> in
              && value instanceof Map<?, ?> out
              && !SecretSource.isSource(out)) {
            merged.put((String) key, merge(in, out));
          } else {
            merged.put((String) key, value);
          }
        });
    return merged;
  }

  private void checkTopKeys() throws IOException {
    ProfileNode root = root();
    for (String key : List.of("name", KIND, "patient", "photo", "test", kind.section)) {
      root.has(key);
    }
    root.done();
  }

  /** The practice's own file. */
  public Path file() {
    return file;
  }

  /** What people call the system; the name of the file if the profile has no {@code name}. */
  public String name() {
    return name;
  }

  /** How it is reached. */
  public Kind kind() {
    return kind;
  }

  /** The named values. */
  public ProfileValues values() {
    return values;
  }

  /** The whole profile, without {@code extends} and {@code values}; a new node on each call. */
  public ProfileNode root() {
    return new ProfileNode(secrets, values, "", merged);
  }

  /** Shows the file alone. */
  @Override
  public String toString() {
    return "Profile[" + file + "]";
  }
}
