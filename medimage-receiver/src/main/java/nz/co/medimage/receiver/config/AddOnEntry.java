package nz.co.medimage.receiver.config;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.api.spi.Settings;
import nz.co.medimage.receiver.addon.AddOn;
import nz.co.medimage.receiver.addon.AddOnKind;
import nz.co.medimage.receiver.addon.AddOns;
import org.jspecify.annotations.Nullable;

/** One add-on that a configuration names, with its settings. Immutable. Never prints a value. */
public final class AddOnEntry {
  private final ConfigurationFile file;
  private final AddOnKind kind;
  private final String place;
  private final String id;
  private final String addOn;
  private final Map<String, @Nullable Object> values;
  private final List<AddOnEntry> filters;
  private final Settings options;

  AddOnEntry(
      ConfigurationFile file,
      AddOnKind kind,
      String place,
      String id,
      String addOn,
      Map<String, @Nullable Object> values,
      List<AddOnEntry> filters,
      Settings options) {
    this.file = file;
    this.kind = kind;
    this.place = place;
    this.id = id;
    this.addOn = addOn;
    this.values = values;
    this.filters = filters;
    this.options = options;
  }

  /** The kind of the add-on. */
  public AddOnKind kind() {
    return kind;
  }

  /** The place of this entry in the file, such as {@code sinks[0]}. */
  public String place() {
    return place;
  }

  /**
   * The id of this instance, which names its state and its secrets. Default: the id of the add-on.
   */
  public String id() {
    return id;
  }

  /** The id of the add-on. */
  public String addOn() {
    return addOn;
  }

  /** The filters that are bound to this sink, in their order; empty for other kinds. */
  public List<AddOnEntry> filters() {
    return filters;
  }

  /** The settings as the file has them, which have secrets. */
  Map<String, @Nullable Object> values() {
    return values;
  }

  /** The value of a further key of this entry, beside the settings of the add-on. */
  public Optional<String> option(String key) {
    return options.find(key);
  }

  /** The value of a further key that is true or false. Default: false. */
  public boolean isSet(String key) {
    return options.flag(key);
  }

  /**
   * Checks the settings against what the add-on describes, and returns them.
   *
   * @param warnings gets one sentence for each secret that other users of the computer can read
   * @throws IOException with one sentence for the user if there is no such add-on, or if a setting
   *     is unknown, missing or wrong
   */
  public Settings check(AddOns addOns, Consumer<String> warnings) throws IOException {
    try {
      AddOn found = addOns.get(kind, addOn);
      return Settings.of(
          found.settings(),
          file.secrets(warnings).resolve(found.settings(), values),
          file.folder());
    } catch (IllegalArgumentException | IOException e) {
      throw file.wrong(place, String.valueOf(e.getMessage()));
    }
  }

  /**
   * All that {@link #check} finds, so that a form can explain each wrong field beside it. Reads
   * files of secrets; blocks.
   *
   * @return sentences by the keys of the settings, in the order of these; under an empty key what
   *     concerns no setting that the add-on describes. Empty if nothing is wrong
   */
  public Map<String, String> faults(AddOns addOns) {
    Map<String, String> faults = new LinkedHashMap<>();
    AddOn found;
    try {
      found = addOns.get(kind, addOn);
    } catch (IOException e) {
      return Map.of("", String.valueOf(e.getMessage()));
    }
    for (Setting setting : found.settings()) {
      try {
        List<Setting> one = List.of(setting);
        Map<String, @Nullable Object> value = new LinkedHashMap<>(values);
        value.keySet().retainAll(List.of(setting.key()));
        var unused =
            Settings.of(one, file.secrets(warning -> {}).resolve(one, value), file.folder());
      } catch (IllegalArgumentException e) {
        faults.put(setting.key(), String.valueOf(e.getMessage()));
      }
    }
    try {
      EntryReader.checkKeys(values, found.settings(), List.of());
    } catch (IllegalArgumentException e) {
      faults.put("", String.valueOf(e.getMessage()));
    }
    return faults;
  }

  /** Its place, id and add-on. */
  @Override
  public String toString() {
    return place + " " + id + " (" + addOn + ")";
  }
}
