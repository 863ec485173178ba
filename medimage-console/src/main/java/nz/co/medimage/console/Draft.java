package nz.co.medimage.console;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.receiver.config.AddOnEntry;
import nz.co.medimage.receiver.config.ConfigurationEditor;
import nz.co.medimage.receiver.config.ConfigurationPart;
import nz.co.medimage.receiver.config.SettingValue;

/**
 * What somebody typed into a form of settings. It keeps secrets too, so that nothing has to be
 * typed twice, and shows none.
 *
 * @param in the part of the add-on; empty for the settings of the receiver itself
 * @param id of the entry; empty for one to be added
 * @param typed by the names of the fields
 */
record Draft(Optional<ConfigurationPart> in, String id, String addOn, Map<String, String> typed) {
  static final String SETTING = "s.";
  static final String OPTION = "o.";
  static final String FORGET = "forget.";

  /** The field that says what the file had when the form was shown. */
  static final String SEEN = "seen";

  Draft {
    typed = Map.copyOf(typed);
  }

  Draft(ConfigurationPart part, String id, String addOn, Map<String, String> typed) {
    this(Optional.of(part), id, addOn, typed);
  }

  /** Of the settings of the receiver itself. */
  static Draft ofReceiver(Map<String, String> typed) {
    return new Draft(Optional.empty(), "receiver", "", typed);
  }

  /** The part of the add-on; only for the form of one. */
  ConfigurationPart part() {
    return in.orElseThrow();
  }

  /** Whether it is about an add-on that is to be added. */
  boolean isNew() {
    return id.isEmpty();
  }

  /** Where its form is. */
  String path() {
    return in.map(part -> SettingsPage.path(part, id)).orElse(SettingsPage.RECEIVER);
  }

  /** Of a change without a form, such as a removal. */
  static Draft none(ConfigurationPart part, String id, String addOn) {
    return new Draft(part, id, addOn, Map.of());
  }

  boolean isOfSame(Draft other) {
    return in.equals(other.in) && id.equals(other.id) && addOn.equals(other.addOn);
  }

  /** With the secrets of an earlier draft where this has none. */
  Draft withSecretsOf(Draft earlier, List<SettingValue> settings) {
    Map<String, String> all = new HashMap<>(typed);
    for (SettingValue each : settings) {
      String name = SETTING + each.setting().key();
      boolean isForgotten = typed.containsKey(FORGET + each.setting().key());
      boolean isEmpty = all.getOrDefault(name, "").isEmpty();
      if (each.setting().isSecret() && isEmpty && !isForgotten) {
        String kept = earlier.typed.getOrDefault(name, "");
        all.put(name, kept);
      }
    }
    return new Draft(in, id, addOn, all);
  }

  /** What was typed into a field; empty if there was none, as in a form that was just opened. */
  Optional<String> text(String name) {
    return Optional.ofNullable(typed.get(name));
  }

  /** What a field shows of what the file has. */
  static String shown(SettingValue value) {
    return value.kind() == SettingValue.Kind.TEXT ? String.join("\n", value.texts()) : "";
  }

  /** Stands for what a form shows of the file; of secrets, only where they are. */
  static String seen(List<SettingValue> settings, List<SettingValue> options) {
    StringBuilder all = new StringBuilder();
    for (List<SettingValue> values : List.of(settings, options)) {
      for (SettingValue each : values) {
        all.append(each.setting().key()).append('\0').append(each.kind());
        each.texts().forEach(text -> all.append('\0').append(text));
        all.append("\0\0");
      }
    }
    return Sha256.hex(Sha256.of(all.toString().getBytes(StandardCharsets.UTF_8)));
  }

  /** Whether the file still has what the form showed; a form for a new entry showed nothing. */
  boolean isUpToDate(List<SettingValue> settings, List<SettingValue> options) {
    return id.isEmpty() || seen(settings, options).equals(typed.get(SEEN));
  }

  /** Whether a setting of the add-on becomes another, or a secret was typed. */
  boolean changesSettings(List<SettingValue> settings) {
    return settings.stream().anyMatch(each -> changed(SETTING, each).isPresent());
  }

  /** Makes the changes that somebody typed; what is as it was shown stays as it is in the file. */
  void applyTo(
      ConfigurationEditor editor,
      AddOnEntry entry,
      List<SettingValue> settings,
      List<SettingValue> options) {
    for (SettingValue each : settings) {
      changed(SETTING, each).ifPresent(texts -> editor.set(entry, each.setting(), texts));
    }
    for (SettingValue each : options) {
      changed(OPTION, each).ifPresent(texts -> editor.setOption(entry, each.setting(), texts));
    }
  }

  /** What becomes of a setting: what was typed, or else what the file has. */
  List<String> texts(SettingValue value) {
    return changed(SETTING, value).orElse(value.texts());
  }

  /** The same for the settings of the receiver itself. */
  void applyTo(ConfigurationEditor editor, List<SettingValue> settings) {
    for (SettingValue each : settings) {
      changed(SETTING, each).ifPresent(texts -> editor.set(each.setting(), texts));
    }
  }

  private Optional<List<String>> changed(String prefix, SettingValue value) {
    Setting setting = value.setting();
    String text = typed.getOrDefault(prefix + setting.key(), "").replace("\r\n", "\n");
    if (setting.isSecret()) {
      if (text.isEmpty()) {
        return typed.containsKey(FORGET + setting.key())
            ? Optional.of(List.of())
            : Optional.empty();
      }
      return Optional.of(List.of(text));
    }
    List<String> texts = setting.isList() ? lines(text) : one(setting, text);
    boolean isAsShown = value.kind() == SettingValue.Kind.OTHER && texts.isEmpty();
    return texts.equals(value.texts()) || isAsShown ? Optional.empty() : Optional.of(texts);
  }

  private static List<String> lines(String text) {
    return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  private static List<String> one(Setting setting, String text) {
    String kept = setting.type() == Setting.Type.TEXT ? text : text.strip();
    return kept.isEmpty() ? List.of() : List.of(kept);
  }
}
