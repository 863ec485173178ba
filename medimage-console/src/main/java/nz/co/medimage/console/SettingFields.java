package nz.co.medimage.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.receiver.config.SettingValue;
import org.jspecify.annotations.Nullable;

/** The fields of a form, each made from the description of a setting. */
final class SettingFields {
  private final Texts texts;
  private final Draft draft;
  private final Map<String, String> faults;
  private final boolean mayChange;
  private final Map<String, String> titles;

  SettingFields(Texts texts, Draft draft, Map<String, String> faults, boolean mayChange) {
    this(texts, draft, faults, mayChange, Map.of());
  }

  /**
   * @param draft what stands in the fields in place of what the file has
   * @param faults what is wrong, by the keys of settings
   * @param titles what people call settings, by their keys; others are called by their key
   */
  SettingFields(
      Texts texts,
      Draft draft,
      Map<String, String> faults,
      boolean mayChange,
      Map<String, String> titles) {
    this.texts = texts;
    this.draft = draft;
    this.faults = faults;
    this.mayChange = mayChange;
    this.titles = titles;
  }

  List<Element> of(List<SettingValue> values, String prefix) {
    List<Element> fields = new ArrayList<>();
    values.forEach(each -> fields.add(field(each, prefix)));
    return fields;
  }

  private Element field(SettingValue value, String prefix) {
    Setting setting = value.setting();
    String name = prefix + setting.key();
    String title = titles.getOrDefault(setting.key(), setting.key());
    Element label = Element.of("label").set("for", name).add(Element.of("strong").add(title));
    if (setting.isRequired()) {
      label.add(" ").add(Element.of("span", "quiet").add(texts.get("settings.required")));
    }
    Element field = Element.of("div", "field").add(label);
    List<String> described = new ArrayList<>();
    @Nullable String fault = prefix.equals(Draft.SETTING) ? faults.get(setting.key()) : null;
    if (fault != null) {
      described.add(name + ".wrong");
      field.add(Element.of("p", "wrong").set("id", name + ".wrong").add(fault));
    }
    Element help = Element.of("p", "quiet").set("id", name + ".help").add(help(value));
    described.add(name + ".help");
    Element input = input(value, draft.text(name).orElse(Draft.shown(value)));
    input.set("id", name).set("name", name).set("aria-describedby", String.join(" ", described));
    if (fault != null) {
      input.set("aria-invalid", "true");
    }
    if (!mayChange) {
      input.set("disabled", "");
    }
    field.add(help, input);
    boolean isSet = value.kind() != SettingValue.Kind.MISSING;
    if (setting.isSecret() && isSet && !setting.isRequired() && mayChange) {
      field.add(forget(setting));
    }
    return field;
  }

  private Element forget(Setting setting) {
    String name = Draft.FORGET + setting.key();
    Element box = Element.of("input").set("type", "checkbox").set("name", name).set("value", "yes");
    if (draft.text(name).isPresent()) {
      box.set("checked", "");
    }
    return Element.of("label", "check")
        .add(box, Element.of("span").add(texts.get("settings.secret.forget", setting.key())));
  }

  private Element input(SettingValue value, String text) {
    Setting setting = value.setting();
    if (setting.isSecret()) {
      return Element.of("input").set("type", "password").set("autocomplete", "new-password");
    }
    if (setting.type() == Setting.Type.BOOLEAN) {
      Map<String, String> choices = new LinkedHashMap<>();
      choices.put("true", texts.get("settings.yes"));
      choices.put("false", texts.get("settings.no"));
      return select(setting, choices, text);
    }
    if (!setting.choices().isEmpty() && !setting.isList()) {
      Map<String, String> choices = new LinkedHashMap<>();
      setting.choices().forEach(each -> choices.put(each, each));
      return select(setting, choices, text);
    }
    if (setting.isList() || text.contains("\n")) {
      return Element.of("textarea").set("rows", "4").set("spellcheck", "false").add("\n" + text);
    }
    Element input =
        Element.of("input")
            .set("value", text)
            .set("autocomplete", "off")
            .set("spellcheck", "false");
    return setting.type() == Setting.Type.INTEGER ? input.set("inputmode", "numeric") : input;
  }

  private Element select(Setting setting, Map<String, String> choices, String chosen) {
    Element select = Element.of("select");
    String none =
        setting
            .defaultValue()
            .map(value -> texts.get("settings.default", choices.getOrDefault(value, value)))
            .orElse(texts.get("settings.none"));
    select.add(Element.of("option").set("value", "").add(none));
    Map<String, String> all = new LinkedHashMap<>(choices);
    if (!chosen.isEmpty()) {
      all.putIfAbsent(chosen, chosen); // what is wrong in the file is shown too
    }
    all.forEach(
        (value, shown) -> {
          Element option = Element.of("option").set("value", value).add(shown);
          select.add(value.equals(chosen) ? option.set("selected", "") : option);
        });
    return select;
  }

  private String help(SettingValue value) {
    Setting setting = value.setting();
    List<String> parts = new ArrayList<>();
    if (!setting.help().isEmpty()) {
      parts.add(setting.help());
    }
    switch (setting.type()) {
      case DURATION -> parts.add(texts.get("settings.duration"));
      case SIZE -> parts.add(texts.get("settings.size"));
      case LIST, PATHS -> parts.add(texts.get("settings.lines"));
      default -> {}
    }
    if (setting.least() != Long.MIN_VALUE && setting.most() != Long.MAX_VALUE) {
      parts.add(texts.get("settings.range", setting.least(), setting.most()));
    }
    boolean isSelect = !setting.choices().isEmpty() || setting.type() == Setting.Type.BOOLEAN;
    if (!isSelect && !setting.isSecret() && setting.defaultValue().isPresent()) {
      parts.add(texts.get("settings.default", setting.defaultValue().get()) + ".");
    }
    if (setting.isSecret()) {
      parts.add(secret(value));
      parts.add(texts.get("settings.secret.stored"));
    } else if (value.kind() == SettingValue.Kind.OTHER) {
      parts.add(texts.get("settings.other"));
    }
    return String.join(" ", parts);
  }

  private String secret(SettingValue value) {
    if (!draft.text(Draft.SETTING + value.setting().key()).orElse("").isEmpty()) {
      return texts.get("settings.secret.typed");
    }
    return switch (value.kind()) {
      case MISSING -> texts.get("settings.secret.missing");
      case FILE -> texts.get("settings.secret.file", value.texts().get(0));
      case ENVIRONMENT -> texts.get("settings.secret.environment", value.texts().get(0));
      default -> texts.get("settings.secret.set");
    };
  }
}
