package nz.co.medimage.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.receiver.addon.AddOn;
import nz.co.medimage.receiver.addon.AddOns;
import nz.co.medimage.receiver.config.AddOnEntry;
import nz.co.medimage.receiver.config.ConfigurationPart;
import nz.co.medimage.receiver.config.ReceiverConfiguration;
import nz.co.medimage.receiver.config.SettingValue;

/** The pages of settings: a list of the add-ons in use, and a form for each. */
final class SettingsPage {
  /** Where the form of the receiver's own settings is. */
  static final String RECEIVER = "/settings/receiver";

  private final Model model;

  SettingsPage(Model model) {
    this.model = model;
  }

  /** Where the form of an entry is. */
  static String path(ConfigurationPart part, String id) {
    return "/settings/" + part.key() + (id.isEmpty() ? "" : "/" + id);
  }

  private static String key(ConfigurationPart part) {
    return "settings.part." + part.key().replace("-", "");
  }

  private Element page(String title, Element... content) {
    Element style = Element.of("link").set("rel", "stylesheet").set("href", "/assets/settings.css");
    Element script = Element.of("script").set("src", "/assets/settings.js").set("defer", "");
    Element[] all = new Element[content.length + 2];
    System.arraycopy(content, 0, all, 2, content.length);
    all[0] = style;
    all[1] = script;
    return Layout.page(model.texts(), model.text("settings.tab", title), all);
  }

  /** The card of the start page that leads here. */
  Element card() {
    return Element.of("section", "card")
        .set("id", "settings")
        .add(
            Element.of("h2").add(model.text("settings.title")),
            Element.of("p").add(model.text("settings.what")),
            Element.of("a", "button").set("href", "/settings").add(model.text("settings.open")));
  }

  /** All parts, with what is in each. */
  Element list(ReceiverConfiguration configuration, AddOns addOns) {
    Element intro =
        Element.of("section", "card")
            .add(
                Element.of("h1").add(model.text("settings.title")),
                Element.of("p").add(model.text("settings.intro")));
    if (!model.mayChange()) {
      intro.add(Element.of("p", "quiet").add(model.text("locked.note")));
    }
    List<Element> all = new ArrayList<>(List.of(intro, own()));
    for (ConfigurationPart part : ConfigurationPart.values()) {
      all.add(part(part, configuration, addOns));
    }
    all.add(back("/"));
    return page(model.text("settings.title"), all.toArray(Element[]::new));
  }

  private Element own() {
    Element link =
        Element.of("a", "what").set("href", RECEIVER).add(model.text("settings.own.open"));
    return Element.of("section", "card")
        .set("id", "receiver")
        .add(
            Element.of("h2").add(model.text("settings.own")),
            Element.of("p", "quiet").add(model.text("settings.own.what")),
            Element.of("ul", "rows").add(Element.of("li").add(link)));
  }

  private Element back(String path) {
    return Element.of("a", "button").set("href", path).add(model.text("back"));
  }

  private Element part(ConfigurationPart part, ReceiverConfiguration configuration, AddOns addOns) {
    List<AddOnEntry> entries = new ArrayList<>(configuration.entries(part));
    if (part == ConfigurationPart.FILTERS) {
      configuration.sinks().forEach(sink -> entries.addAll(sink.filters()));
      configuration.followUps().forEach(sink -> entries.addAll(sink.filters()));
    }
    Element section =
        Element.of("section", "card")
            .set("id", part.key())
            .add(
                Element.of("h2").add(model.text(key(part))),
                Element.of("p", "quiet").add(model.text(key(part) + ".what")));
    Element rows = Element.of("ul", "rows");
    for (AddOnEntry entry : entries) {
      rows.add(row(part, entry, configuration, addOns));
    }
    section.add(entries.isEmpty() ? Element.of("p").add(model.text("settings.empty")) : rows);
    boolean isFull = part == ConfigurationPart.PATIENT_CHECK && !entries.isEmpty();
    return isFull || !model.mayChange() ? section : section.addAll(adding(part, addOns));
  }

  private Element row(
      ConfigurationPart part,
      AddOnEntry entry,
      ReceiverConfiguration configuration,
      AddOns addOns) {
    String name =
        addOns.find(entry.kind(), entry.addOn()).map(AddOn::displayName).orElse(entry.addOn());
    Element row =
        Element.of("li")
            .add(
                Element.of("a", "what")
                    .set("href", path(part, entry.id()))
                    .add(entry.id() + " – " + name));
    configuration.addOns().stream()
        .filter(each -> each.filters().contains(entry))
        .forEach(
            sink ->
                row.add(Element.of("span", "quiet").add(model.text("settings.bound", sink.id()))));
    return row;
  }

  private List<Element> adding(ConfigurationPart part, AddOns addOns) {
    Element select = Element.of("select").set("name", "add-on").set("id", "add-" + part.key());
    int choices = 0;
    for (AddOn each : addOns.all()) {
      if (each.kind() == part.kind()) {
        select.add(
            Element.of("option")
                .set("value", each.id())
                .add(each.id() + " – " + each.displayName()));
        choices++;
      }
    }
    if (choices == 0) {
      return List.of();
    }
    return List.of(
        Element.of("form", "adding")
            .set("method", "get")
            .set("action", "/settings/" + part.key())
            .add(
                Element.of("label")
                    .set("for", "add-" + part.key())
                    .add(model.text("settings.add.which")),
                select,
                Element.of("button").add(model.text("settings.add"))));
  }

  /**
   * The form of one entry.
   *
   * @param draft what somebody typed already, or none
   * @param faults sentences by the keys of settings; under an empty key one about all of it
   * @param note the key of what became of the form that was sent; empty for none
   */
  Element form(
      Draft draft,
      AddOn addOn,
      List<SettingValue> settings,
      List<SettingValue> options,
      Map<String, String> faults,
      String note) {
    Element card =
        Element.of("section", "card")
            .add(Element.of("h1").add(addOn.displayName()), about(draft, addOn));
    addNote(card, faults, note);
    if (!draft.isNew() && faults.isEmpty()) {
      card.add(state(draft.part(), draft.id()));
    }
    List<Element> inputs = inputs(draft, settings, options, faults);
    addForm(card, draft, inputs, Draft.seen(settings, options));
    if (!draft.isNew() && model.mayChange()) {
      card.add(
          Element.of("a", "button danger")
              .set("href", draft.path() + "/remove")
              .add(model.text("settings.remove", draft.id())));
    }
    return page(addOn.displayName(), card, back("/settings"));
  }

  private List<Element> inputs(
      Draft draft,
      List<SettingValue> settings,
      List<SettingValue> options,
      Map<String, String> faults) {
    Map<String, String> beside = new LinkedHashMap<>(faults);
    if (!draft.isNew()) {
      Blame.of(trouble(draft.id()), settings, draft).forEach(beside::putIfAbsent);
    }
    SettingFields fields = new SettingFields(model.texts(), draft, beside, model.mayChange());
    List<Element> inputs = new ArrayList<>(fields.of(settings, Draft.SETTING));
    inputs.addAll(fields.of(options, Draft.OPTION));
    if (inputs.isEmpty()) {
      inputs.add(Element.of("p").add(model.text("settings.nothing")));
    }
    return inputs;
  }

  /** The inputs, and what saves them if anything may be changed. */
  private void addForm(Element card, Draft draft, List<Element> inputs, String seen) {
    if (!model.mayChange()) {
      card.addAll(inputs).add(Element.of("p", "quiet").add(model.text("locked.note")));
      return;
    }
    card.add(
        Element.of("form")
            .set("method", "post")
            .set("action", draft.path())
            .set("novalidate", "")
            .set("autocomplete", "off")
            .add(
                hidden("add-on", draft.addOn()),
                hidden(Draft.SEEN, draft.text(Draft.SEEN).orElse(seen)))
            .addAll(inputs)
            .add(
                Element.of("p", "quiet").add(model.text("settings.restart")),
                Element.of("button", "main")
                    .add(model.text(draft.isNew() ? "settings.add" : "settings.save"))));
  }

  /**
   * The form of the receiver's own settings.
   *
   * @param faults as for {@link #form}
   */
  Element receiver(
      Draft draft, List<SettingValue> settings, Map<String, String> faults, String note) {
    String title = model.text("settings.own");
    Element card = Element.of("section", "card").add(Element.of("h1").add(title));
    addNote(card, faults, note);
    card.add(Element.of("p", "quiet").add(model.text("settings.own.command")));
    SettingFields fields =
        new SettingFields(
            model.texts(), draft, faults, model.mayChange(), ReceiverSettings.titles(model));
    addForm(card, draft, fields.of(settings, Draft.SETTING), Draft.seen(settings, List.of()));
    return page(title, card, back("/settings"));
  }

  private static Element hidden(String name, String value) {
    return Element.of("input").set("type", "hidden").set("name", name).set("value", value);
  }

  private void addNote(Element card, Map<String, String> faults, String note) {
    boolean isChanged = note.equals("settings.changed");
    if (isChanged || !faults.isEmpty()) {
      card.add(
          Element.of("div", "wrong")
              .set("role", "alert")
              .add(
                  Element.of("p").add(model.text(isChanged ? note : "settings.wrong")),
                  Element.of("p").add(faults.getOrDefault("", ""))));
    }
    if (note.equals("settings.saved")) {
      card.add(Element.of("p", "good").set("role", "status").add(model.text(note)));
    }
  }

  private Element about(Draft draft, AddOn addOn) {
    String id = draft.id().isEmpty() ? addOn.id() : draft.id();
    return Element.of("p", "quiet").add(model.text(key(draft.part())) + " · " + id);
  }

  /** What the receiver said of a step since it started. */
  private List<String> trouble(String id) {
    List<String> trouble = new ArrayList<>();
    Optional.ofNullable(model.happenings().unavailable().get(id)).ifPresent(trouble::add);
    model.happenings().problems().stream()
        .map(Happenings.Problem::sentence)
        .filter(sentence -> Blame.hasWord(sentence, id))
        .forEach(trouble::add);
    return trouble;
  }

  /** Whether a step can be used now; it asks for itself again, as some take a while to find out. */
  Element state(ConfigurationPart part, String id) {
    Optional<String> why = trouble(id).stream().findFirst();
    Element state =
        Element.of("p", why.isPresent() ? "wrong" : "quiet")
            .set("id", "state")
            .set("aria-live", "polite")
            .set("hx-get", path(part, id) + "/state")
            .set("hx-trigger", "every 2s");
    return state.add(
        why.map(sentence -> model.text("settings.unavailable", sentence))
            .orElseGet(() -> model.text("settings.works")));
  }

  /** Asks once more. */
  Element remove(ConfigurationPart part, AddOnEntry entry) {
    return page(
        model.text("settings.title"),
        Element.of("section", "card")
            .add(
                Element.of("h1").add(model.text("settings.remove.ask", entry.id())),
                Element.of("p").add(model.text("settings.remove.what")),
                Layout.button(
                    path(part, entry.id()) + "/remove",
                    model.text("settings.remove", entry.id()),
                    "danger")),
        back(path(part, entry.id())));
  }

  /** Shown while the receiver starts; a script asks until it has. */
  Element starting() {
    return page(
        model.text("settings.title"),
        Element.of("section", "card")
            .set("id", "starting")
            .set("data-result", "/settings/result")
            .set("role", "status")
            .add(
                Element.of("h1").add(model.text("settings.starting.title")),
                Element.of("p").add(model.text("settings.starting")),
                Element.of("a", "button")
                    .set("href", "/settings/result")
                    .add(model.text("settings.starting.look"))));
  }

  /** A change without a form did not work. */
  Element failed(String sentence) {
    return page(
        model.text("settings.title"),
        Element.of("section", "card")
            .set("role", "alert")
            .add(
                Element.of("h1").add(model.text("settings.undone")), Element.of("p").add(sentence)),
        back("/settings"));
  }
}
