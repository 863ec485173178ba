package nz.co.medimage.sink.practice.internal.profile;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import nz.co.medimage.api.NearestWord;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.api.spi.Settings;
import org.jspecify.annotations.Nullable;

/**
 * One object of a profile. It knows its place, such as {@code photo.once}, and which of its keys
 * were read: {@link #done()} refuses the others. The key {@code about} is for people and may stand
 * in every object.
 *
 * <p>Each method that reads a value throws an {@link IOException} with one sentence that names the
 * file and the place, if the value is missing or of another type. Not for use by several threads.
 */
public final class ProfileNode {
  private static final String ABOUT = "about";

  private final SecretSource secrets;
  private final ProfileValues values;
  private final String place;
  private final Map<String, @Nullable Object> object;
  private final Set<String> read = new TreeSet<>();

  ProfileNode(
      SecretSource secrets,
      ProfileValues values,
      String place,
      Map<String, @Nullable Object> object) {
    this.secrets = secrets;
    this.values = values;
    this.place = place;
    this.object = object;
  }

  /** Where it is in the profile, such as {@code photo.once}; empty for the whole. */
  public String place() {
    return place;
  }

  /** The values of the profile. */
  public ProfileValues values() {
    return values;
  }

  /** Its keys, in the order of the file; counts none as read. */
  public Set<String> keys() {
    return object.keySet();
  }

  /** Whether a key has a value; from now on the key counts as read. */
  public boolean has(String key) {
    return get(key) != null;
  }

  private @Nullable Object get(String key) {
    read.add(key);
    return object.get(key);
  }

  private Object require(String key) throws IOException {
    Object value = get(key);
    if (value == null) {
      throw fail(key, "is missing");
    }
    return value;
  }

  /** A text in which <code>{{name}}</code> stands for a value of the profile; never empty. */
  public String text(String key) throws IOException {
    require(key);
    return find(key).orElseThrow(() -> fail(key, "is empty"));
  }

  /** Like {@link #text}; empty if there is no such key, or if nothing is left of its text. */
  public Optional<String> find(String key) throws IOException {
    Object value = get(key);
    return value == null
        ? Optional.empty()
        : Optional.of(expand(key, value)).filter(text -> !text.isEmpty());
  }

  private String expand(String key, Object value) throws IOException {
    String text = plain(key, value);
    try {
      return values.expand(text);
    } catch (IOException e) {
      throw fail(key, String.valueOf(e.getMessage()));
    }
  }

  private String plain(String key, Object value) throws IOException {
    if (value instanceof Map || value instanceof List) {
      throw fail(key, "must be a single text");
    }
    return SecretSource.plain(value);
  }

  /** A text exactly as it is in the profile, with all its placeholders; never empty. */
  public String template(String key) throws IOException {
    Object value = require(key);
    String text = plain(key, value);
    if (text.isEmpty()) {
      throw fail(key, "is empty");
    }
    return text;
  }

  /** Like {@link #template}; empty if there is no such key. */
  public Optional<String> findTemplate(String key) throws IOException {
    return has(key) ? Optional.of(template(key)) : Optional.empty();
  }

  /** Texts by name, each as {@link #template} gives them, in the order of the profile. */
  public Map<String, String> templates(String key) throws IOException {
    Map<String, String> templates = new LinkedHashMap<>();
    Optional<ProfileNode> node = findNode(key);
    if (node.isPresent()) {
      for (String name : node.get().keys()) {
        templates.put(name, node.get().plain(name, node.get().require(name)));
      }
    }
    return templates;
  }

  /**
   * A text that may be secret: like {@link #text}, or an object that names a file or a variable of
   * the environment. Empty if there is no such key.
   */
  public Optional<String> secret(String key) throws IOException {
    Object value = get(key);
    if (value instanceof Map<?, ?>) {
      return Optional.of(secrets.text(placeOf(key), value));
    }
    return find(key);
  }

  /** One of several words. */
  public String choice(String key, String... choices) throws IOException {
    String text = text(key);
    if (!List.of(choices).contains(text)) {
      throw fail(key, UnknownWord.sentence("choice", text, List.of(choices)));
    }
    return text;
  }

  /** A flag, or a fallback if there is no such key. */
  public boolean flag(String key, boolean fallback) throws IOException {
    return typed(Setting.flag(key)).map(settings -> settings.flag(key)).orElse(fallback);
  }

  /** A whole number of a range, or a fallback if there is no such key. */
  public long integer(String key, long fallback, long least, long most) throws IOException {
    return typed(Setting.integer(key).range(least, most))
        .map(settings -> settings.integer(key))
        .orElse(fallback);
  }

  /** A duration such as {@code 30s}, or a fallback if there is no such key. */
  public Duration duration(String key, Duration fallback) throws IOException {
    return typed(Setting.duration(key)).map(settings -> settings.duration(key)).orElse(fallback);
  }

  /** A size such as {@code 16MiB}, in bytes, or a fallback if there is no such key. */
  public long size(String key, long fallback) throws IOException {
    return typed(Setting.size(key)).map(settings -> settings.size(key)).orElse(fallback);
  }

  /** The same types, written the same way, as in the receiver's configuration. */
  private Optional<Settings> typed(Setting setting) throws IOException {
    String key = setting.key();
    Optional<String> text = find(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Settings.of(List.of(setting), Map.of(key, text.get()), Path.of("")));
    } catch (IllegalArgumentException e) {
      String sentence = String.valueOf(e.getMessage()).replace("The setting " + key + " ", "");
      throw fail(
          key, sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence);
    }
  }

  /** A file; a relative path starts at the folder of the practice's own profile. */
  public Optional<Path> path(String key) throws IOException {
    Optional<String> text = find(key);
    return text.isEmpty() ? Optional.empty() : Optional.of(path(key, text.get()));
  }

  /** Files, as {@link #path} gives them; none if there is no such key. */
  public List<Path> paths(String key) throws IOException {
    List<Path> paths = new ArrayList<>();
    for (String text : texts(key)) {
      paths.add(path(key, text));
    }
    return paths;
  }

  private Path path(String key, String text) throws IOException {
    try {
      return secrets.file().toAbsolutePath().resolveSibling(text).normalize();
    } catch (InvalidPathException e) {
      throw fail(key, "this computer can have no file " + UnknownWord.shown(text));
    }
  }

  /** A list of texts, or a single text, as {@link #text} gives them; none if there is no key. */
  public List<String> texts(String key) throws IOException {
    List<String> texts = new ArrayList<>();
    for (Object each : list(key)) {
      texts.add(expand(key, each));
    }
    return List.copyOf(texts);
  }

  /** An object. */
  public ProfileNode node(String key) throws IOException {
    return node(key, placeOf(key), require(key));
  }

  /** An object; empty if there is no such key. */
  public Optional<ProfileNode> findNode(String key) throws IOException {
    return has(key) ? Optional.of(node(key)) : Optional.empty();
  }

  /** A list of objects, or a single object; none if there is no such key. */
  public List<ProfileNode> nodes(String key) throws IOException {
    List<ProfileNode> nodes = new ArrayList<>();
    List<Object> list = list(key);
    boolean isSeveral = get(key) instanceof List;
    for (int i = 0; i < list.size(); i++) {
      String at = isSeveral ? placeOf(key) + "[" + i + "]" : placeOf(key);
      nodes.add(node(key, at, list.get(i)));
    }
    return List.copyOf(nodes);
  }

  private List<Object> list(String key) throws IOException {
    Object value = get(key);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list)) {
      return List.of(value);
    }
    List<Object> all = new ArrayList<>();
    for (Object each : list) {
      if (each == null) {
        throw fail(key, "must not hold null");
      }
      all.add(each);
    }
    return all;
  }

  private ProfileNode node(String key, String at, Object value) throws IOException {
    if (!(value instanceof Map<?, ?> map)) {
      throw fail(key, "must be an object, which begins with {");
    }
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    map.forEach((name, each) -> copy.put((String) name, each));
    return new ProfileNode(secrets, values, at, copy);
  }

  /**
   * The raw value of {@link Map}, {@link List}, {@link String}, {@link Long}, {@link Double} and
   * {@link Boolean}; objects keep the order of the profile. Empty if there is no such key.
   */
  public Optional<Object> json(String key) {
    return Optional.ofNullable(get(key));
  }

  /** An exception to throw: the file, the place of a key in this object, and a sentence. */
  public IOException fail(String key, String sentence) {
    String meant = sentence.startsWith("is missing") ? meant(key) : "";
    return new IOException(secrets.file() + ": " + placeOf(key) + ": " + sentence + meant);
  }

  /** A key that nobody knows may be a slip for one that is missing. */
  private String meant(String key) {
    Set<String> unread = new TreeSet<>(keys());
    unread.removeAll(read);
    unread.remove(ABOUT);
    return NearestWord.of(key, unread)
        .map(slip -> "; did you mean it by " + UnknownWord.shown(slip) + "?")
        .orElse("");
  }

  private String placeOf(String key) {
    String shown = UnknownWord.shown(key);
    return place.isEmpty() ? shown : place + "." + shown;
  }

  /**
   * Ends the reading of this object.
   *
   * @throws IOException if it has a key that nobody read
   */
  public void done() throws IOException {
    for (String key : object.keySet()) {
      if (!read.contains(key) && !key.equals(ABOUT)) {
        throw fail(key, UnknownWord.sentence("key", key, read));
      }
    }
  }

  /** Shows the place alone: values may be secret. */
  @Override
  public String toString() {
    return "ProfileNode[" + place + "]";
  }
}
