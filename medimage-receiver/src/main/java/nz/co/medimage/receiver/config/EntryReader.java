package nz.co.medimage.receiver.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.api.spi.Settings;
import nz.co.medimage.receiver.addon.AddOnKind;
import org.jspecify.annotations.Nullable;

/** Reads the parts of a configuration that name add-ons. */
final class EntryReader {
  private static final String ID = "id";
  private static final String ADD_ON = "add-on";
  private static final String SETTINGS = "settings";
  private static final String FILTERS = "filters";
  private static final Pattern ID_FORM = Pattern.compile("[a-z0-9-]{1,40}");

  private final ConfigurationFile file;
  private final Set<String> taken = new LinkedHashSet<>();

  EntryReader(ConfigurationFile file) {
    this.file = file;
  }

  /** A list of entries; none if there is no such key. */
  List<AddOnEntry> list(AddOnKind kind, String place, @Nullable Object value) throws IOException {
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> several)) {
      throw file.wrong(place, "This must be a list of add-ons: [{\"add-on\": \"NAME\"}].");
    }
    List<AddOnEntry> entries = new ArrayList<>();
    for (int i = 0; i < several.size(); i++) {
      entries.add(entry(kind, place + "[" + i + "]", several.get(i), List.of()));
    }
    return List.copyOf(entries);
  }

  /**
   * One entry.
   *
   * @param more keys of such entries beside the usual ones
   */
  AddOnEntry entry(AddOnKind kind, String place, @Nullable Object value, List<Setting> more)
      throws IOException {
    if (!(value instanceof Map)) {
      throw file.wrong(place, "This must name an add-on: {\"add-on\": \"NAME\"}.");
    }
    Map<String, @Nullable Object> plain = new LinkedHashMap<>(JsonDocument.object(value));
    @Nullable Object values = plain.remove(SETTINGS);
    if (values != null && !(values instanceof Map)) {
      throw file.wrong(place, "The setting settings must be an object: {\"KEY\": VALUE}.");
    }
    List<AddOnEntry> filters = List.of();
    if (kind == AddOnKind.SINK) {
      filters = list(AddOnKind.FILTER, place + "." + FILTERS, plain.remove(FILTERS));
    }
    Settings options = options(kind, place, plain, more);
    String addOn = options.text(ADD_ON);
    String id = options.find(ID).orElse(addOn);
    checkId(kind, place, id);
    return new AddOnEntry(
        file,
        kind,
        place,
        id,
        addOn,
        values == null ? Map.of() : JsonDocument.object(values),
        filters,
        options);
  }

  private Settings options(
      AddOnKind kind, String place, Map<String, @Nullable Object> plain, List<Setting> more)
      throws IOException {
    List<Setting> known = new ArrayList<>(more);
    known.add(Setting.text(ADD_ON).required().help("It is the id of an add-on."));
    known.add(Setting.text(ID));
    List<String> objects = kind == AddOnKind.SINK ? List.of(SETTINGS, FILTERS) : List.of(SETTINGS);
    try {
      checkKeys(plain, known, objects);
      return Settings.of(known, plain, file.folder());
    } catch (IllegalArgumentException e) {
      throw file.wrong(place, String.valueOf(e.getMessage()));
    }
  }

  private void checkId(AddOnKind kind, String place, String id) throws IOException {
    if (!ID_FORM.matcher(id).matches()) {
      throw file.wrong(place, "An id is 1 to 40 of a-z, 0-9 and -, not " + id + ".");
    }
    if (!taken.add(kind + " " + id)) {
      throw file.wrong(
          place, "There is another " + kind + " with the id " + id + ": give one another \"id\".");
    }
  }

  /**
   * Refuses a key that is neither described nor one of the others.
   *
   * @throws IllegalArgumentException that names the nearest known one
   */
  static void checkKeys(Map<String, ?> object, List<Setting> described, List<String> others) {
    List<Setting> known = new ArrayList<>();
    described.forEach(setting -> known.add(Setting.text(setting.key())));
    others.forEach(key -> known.add(Setting.text(key)));
    Map<String, String> keys = new LinkedHashMap<>();
    object.keySet().forEach(key -> keys.put(key, key.isEmpty() ? "-" : key));
    Settings.of(known, keys, Path.of("").toAbsolutePath());
  }
}
