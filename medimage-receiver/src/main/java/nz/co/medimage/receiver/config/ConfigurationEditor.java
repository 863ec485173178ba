package nz.co.medimage.receiver.config;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.receiver.addon.AddOn;
import org.jspecify.annotations.Nullable;

/**
 * Changes the file of a {@link ReceiverConfiguration}, for settings dialogs.
 *
 * <pre>{@code
 * ConfigurationEditor editor = ConfigurationEditor.open(file, List.of());
 * AddOnEntry sink = editor.add(ConfigurationPart.SINKS, "folders");
 * editor.set(sink, Setting.path("to"), List.of("Patients"));
 * editor.save();
 * ConfigurationEditor.tryOut(file, this::startReceiver);
 * }</pre>
 *
 * <p>What it does not know stays as it is, and so do the order of the keys and each digit of a
 * number; white space does not. An entry that it gave is good until the next change. Not for use by
 * several threads at once.
 */
public final class ConfigurationEditor {
  private static final String ADD_ON = "add-on";
  private static final String ID = "id";
  private static final String SETTINGS = "settings";
  private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]{0,17})");

  private final ConfigurationFile file;
  private final List<Setting> more;
  private final Map<String, @Nullable Object> tree;
  private Optional<byte[]> before;
  private String unchanged;

  private ConfigurationEditor(ConfigurationFile file, List<Setting> more) throws IOException {
    this.file = file;
    this.more = List.copyOf(more);
    before = PreviousFile.content(file.path());
    String text = before.isPresent() ? JsonDocument.text(before.get()) : "{}";
    if (before.isPresent()) {
      var unused = JsonDocument.read(file.path(), text);
    }
    tree = JsonTree.parse(text);
    unchanged = JsonTree.text(tree);
  }

  /**
   * Reads a file.
   *
   * @param file may be missing, and has nothing in it then
   * @param more the settings of the program that runs the receiver, as for {@link
   *     ReceiverConfiguration#read(Path, List)}
   * @throws IOException with one sentence for the user if it cannot be read or is no JSON object
   */
  public static ConfigurationEditor open(Path file, List<Setting> more) throws IOException {
    return open(file, more, System::getenv);
  }

  static ConfigurationEditor open(
      Path file, List<Setting> more, UnaryOperator<@Nullable String> environment)
      throws IOException {
    Objects.requireNonNull(file, "file");
    return new ConfigurationEditor(new ConfigurationFile(file, environment), more);
  }

  /**
   * What the file says with the changes so far.
   *
   * @throws IOException as {@link ReceiverConfiguration#read(Path)} does
   */
  public ReceiverConfiguration configuration() throws IOException {
    return ReceiverConfiguration.of(file, JsonTree.text(tree), more);
  }

  /**
   * The settings of an entry that its add-on describes, in their order, with what is there.
   *
   * @throws IllegalArgumentException if there is no such entry
   */
  public List<SettingValue> settings(AddOnEntry entry, AddOn addOn) {
    @Nullable Object values = entry(entry).get(SETTINGS);
    Map<String, @Nullable Object> map =
        values instanceof Map ? JsonDocument.object(values) : Map.of();
    return addOn.settings().stream()
        .map(setting -> SettingValue.of(setting, map.get(setting.key())))
        .collect(Collectors.toList());
  }

  /**
   * Settings at the top of the file, such as {@code name}, with what is there.
   *
   * @param described those that are wanted, in the order in which they are given back
   */
  public List<SettingValue> settings(List<Setting> described) {
    return described.stream()
        .map(setting -> SettingValue.of(setting, tree.get(setting.key())))
        .collect(Collectors.toList());
  }

  /**
   * The further keys of an entry, such as {@link ReceiverConfiguration#ECHO}, with what is there.
   *
   * @throws IllegalArgumentException if there is no such entry
   */
  public List<SettingValue> options(AddOnEntry entry) {
    Map<String, @Nullable Object> values = entry(entry);
    return ReceiverConfiguration.options(entry.kind()).stream()
        .map(setting -> SettingValue.of(setting, values.get(setting.key())))
        .collect(Collectors.toList());
  }

  /**
   * Sets a key at the top, such as {@code name}.
   *
   * @param texts as a person types them; none removes the key
   */
  public void set(Setting setting, List<String> texts) {
    put(tree, setting, texts);
  }

  /**
   * Sets a setting of an add-on. Whether the value can be one is asked by {@link
   * AddOnEntry#faults}.
   *
   * @param texts as a person types them: one, or several for a list; none removes the setting
   * @throws IllegalArgumentException if there is no such entry
   */
  public void set(AddOnEntry entry, Setting setting, List<String> texts) {
    Map<String, @Nullable Object> values = entry(entry);
    if (!(values.get(SETTINGS) instanceof Map)) {
      values.put(SETTINGS, new LinkedHashMap<String, @Nullable Object>());
    }
    put(JsonDocument.object(values.get(SETTINGS)), setting, texts);
  }

  /**
   * Sets one of {@link #options}.
   *
   * @param texts as a person types them; none removes the key
   * @throws IllegalArgumentException if there is no such entry
   */
  public void setOption(AddOnEntry entry, Setting option, List<String> texts) {
    put(entry(entry), option, texts);
  }

  private static void put(
      Map<String, @Nullable Object> values, Setting setting, List<String> texts) {
    if (texts.isEmpty()) {
      values.remove(setting.key());
    } else if (setting.isList()) {
      values.put(setting.key(), new ArrayList<>(texts));
    } else {
      values.put(setting.key(), typed(setting, texts.get(0)));
    }
  }

  /** What is no such value stays a text, about which the check has a sentence. */
  private static Object typed(Setting setting, String text) {
    if (setting.type() == Setting.Type.INTEGER && WHOLE.matcher(text).matches()) {
      return new BigDecimal(text);
    }
    boolean isFlag = text.equals("true") || text.equals("false");
    return setting.type() == Setting.Type.BOOLEAN && isFlag ? Boolean.valueOf(text) : text;
  }

  /**
   * Adds an entry without settings at the end of a part. Its id is that of the add-on, with a
   * number if another entry has that.
   *
   * @throws IllegalStateException if the part has one add-on and can have no other
   * @throws IOException as {@link #configuration} does
   */
  public AddOnEntry add(ConfigurationPart part, String addOn) throws IOException {
    Set<String> taken =
        configuration().addOns().stream()
            .filter(each -> each.kind() == part.kind())
            .map(AddOnEntry::id)
            .collect(Collectors.toSet());
    String id = addOn;
    for (int i = 2; taken.contains(id); i++) {
      id = addOn.substring(0, Math.min(addOn.length(), 36)) + "-" + i;
    }
    Map<String, @Nullable Object> entry = new LinkedHashMap<>();
    entry.put(ADD_ON, addOn);
    if (!id.equals(addOn)) {
      entry.put(ID, id);
    }
    if (!part.isSingle()) {
      list(tree, part.key()).add(entry);
    } else if (tree.get(part.key()) == null) {
      tree.put(part.key(), entry);
    } else {
      throw new IllegalStateException(
          "There is a " + part.kind() + " already: remove it before another is added.");
    }
    List<AddOnEntry> entries = configuration().entries(part);
    return entries.get(entries.size() - 1);
  }

  @SuppressWarnings("unchecked") // as JsonTree made it
  private static List<@Nullable Object> list(Map<String, @Nullable Object> values, String key) {
    if (values.get(key) == null) {
      values.put(key, new ArrayList<@Nullable Object>());
    }
    return (List<@Nullable Object>) Objects.requireNonNull(values.get(key));
  }

  /**
   * Removes an entry, with its settings and the filters that are bound to it.
   *
   * @throws IllegalArgumentException if there is no such entry
   */
  public void remove(AddOnEntry entry) {
    Map<String, @Nullable Object> found = entry(entry);
    removeFrom(tree, found);
  }

  /** By identity: another entry may be equal. */
  private static void removeFrom(Map<String, @Nullable Object> values, Object found) {
    values.values().removeIf(each -> each == found);
    for (Object value : values.values()) {
      if (value instanceof List<?> several) {
        several.removeIf(each -> each == found);
        for (Object each : several) {
          if (each instanceof Map) {
            removeFrom(JsonDocument.object(each), found);
          }
        }
      }
    }
  }

  /** Where an entry is: {@code sinks[0].filters[1]}. */
  private Map<String, @Nullable Object> entry(AddOnEntry entry) {
    @Nullable Object at = tree;
    for (String step : entry.place().split("[.\\[\\]]+", -1)) {
      if (step.isEmpty()) {
        continue; // behind the last bracket
      }
      if (at instanceof List<?> list) {
        int index = Integer.parseInt(step);
        at = index < list.size() ? list.get(index) : null;
      } else {
        at = at instanceof Map<?, ?> map ? map.get(step) : null;
      }
    }
    if (at instanceof Map<?, ?> found && entry.addOn().equals(found.get(ADD_ON))) {
      return JsonDocument.object(found);
    }
    throw new IllegalArgumentException("There is no entry " + entry.id() + " any more.");
  }

  /**
   * Writes the file, readable by its owner alone, so that a crash leaves the old one or the new
   * one. What was before stays beside it until {@link #tryOut} knows which is good.
   *
   * @return false if nothing was changed, so nothing was written
   * @throws IOException with one sentence for the user if the file was changed by another since it
   *     was read, or if the new one could not be read; nothing is written then. Also if the disk
   *     fails
   */
  public boolean save() throws IOException {
    String text = JsonTree.text(tree);
    if (text.equals(unchanged)) {
      return false;
    }
    var unused = configuration();
    byte[] after = text.getBytes(StandardCharsets.UTF_8);
    Path real = real(file.path());
    if (!isSame(before, PreviousFile.content(real))) {
      throw new IOException(
          file.path()
              + " was changed by somebody else meanwhile, so nothing was saved: look at it again,"
              + " and then make the change.");
    }
    new PreviousFile(real).keep(before, after);
    DurableFiles.write(real, after);
    before = Optional.of(after);
    unchanged = text;
    return true;
  }

  private static boolean isSame(Optional<byte[]> one, Optional<byte[]> other) {
    return one.isPresent() == other.isPresent()
        && Arrays.equals(one.orElse(new byte[0]), other.orElse(new byte[0]));
  }

  /** A link stays one. */
  private static Path real(Path file) throws IOException {
    return Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
  }

  /** Starts a program with its configuration. */
  @FunctionalInterface
  public interface Start {
    /**
     * Starts, or leaves nothing running.
     *
     * @throws IOException with one sentence if it cannot start
     */
    void start() throws IOException;
  }

  /**
   * Starts a program with a file that may have been saved since its last start. If it does not
   * start, what the file was before is put back, and the program is started with that; unless
   * somebody else changed the file after it was saved. To be used for each start: the program may
   * have been killed before it knew. If it starts with neither, the file stays as it was saved, as
   * that is not the reason. What is saved while {@code start} is at work stays on trial.
   *
   * @param file need not exist
   * @param start called once or twice
   * @return the sentence why what was saved is undone, or the name of the exception's class if that
   *     has none; empty if it runs with the file as it was saved
   * @throws IOException what {@code start} throws, if it does not start; or if the disk fails
   * @throws RuntimeException as {@code start} does, if it does not start
   */
  public static Optional<String> tryOut(Path file, Start start) throws IOException {
    PreviousFile previous = new PreviousFile(real(file));
    Optional<byte[]> note = previous.note();
    boolean wasCutOff = previous.isUndone();
    try {
      start.start();
    } catch (IOException | RuntimeException e) {
      if (!previous.undo()) {
        throw e;
      }
      try {
        start.start();
      } catch (IOException | RuntimeException again) {
        previous.redo();
        again.addSuppressed(e);
        throw again;
      }
      previous.forget(note);
      return Optional.of(e.getMessage() == null ? e.getClass().getName() : e.getMessage());
    }
    previous.forget(note);
    return wasCutOff
        ? Optional.of("The program was ended before it was known to start with it; make it again.")
        : Optional.empty();
  }
}
