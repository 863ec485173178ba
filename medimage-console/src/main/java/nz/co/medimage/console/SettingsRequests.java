package nz.co.medimage.console;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.receiver.addon.AddOn;
import nz.co.medimage.receiver.addon.AddOnKind;
import nz.co.medimage.receiver.addon.AddOns;
import nz.co.medimage.receiver.config.AddOnEntry;
import nz.co.medimage.receiver.config.ConfigurationEditor;
import nz.co.medimage.receiver.config.ConfigurationPart;
import nz.co.medimage.receiver.config.SettingValue;
import org.eclipse.jetty.http.HttpStatus;

/** Answers requests for {@code /settings} and what is below it. */
final class SettingsRequests {
  private static final List<String> OF_RECEIVER = List.of("settings", "receiver");

  private final ConsoleSettings settings;
  private final SettingsPage pages;
  private final Model model;

  private SettingsRequests(Model model, ConsoleSettings settings) {
    this.model = model;
    this.settings = settings;
    this.pages = new SettingsPage(model);
  }

  /**
   * Answers one.
   *
   * @return false if there is no such page
   */
  static boolean answer(Exchange exchange, Model model, List<String> path)
      throws IOException, RefusedException {
    if (model.settings().isEmpty() || !path.get(0).equals("settings")) {
      return false;
    }
    SettingsRequests requests = new SettingsRequests(model, model.settings().get());
    try (AddOns addOns = AddOns.load(model.home())) {
      return exchange.isPost()
          ? requests.change(exchange, addOns, path)
          : requests.show(exchange, addOns, path);
    }
  }

  private boolean show(Exchange exchange, AddOns addOns, List<String> path)
      throws IOException, RefusedException {
    if (path.size() == 1) {
      exchange.page(HttpStatus.OK_200, pages.list(settings.editor().configuration(), addOns));
      return true;
    }
    if (path.equals(OF_RECEIVER)) {
      settings.forgetAttempt();
      receiver(exchange, Draft.ofReceiver(Map.of()), Map.of(), noteOf(exchange));
      return true;
    }
    if (path.equals(List.of("settings", "result"))) {
      result(exchange, addOns);
      return true;
    }
    Optional<ConfigurationPart> part = ConfigurationPart.of(path.get(1));
    if (part.isEmpty()) {
      return false;
    }
    if (path.size() == 2) {
      String addOn = exchange.query().getOrDefault("add-on", "");
      settings.forgetAttempt();
      form(exchange, addOns, Draft.none(part.get(), "", addOn), Map.of());
      return true;
    }
    return showEntry(exchange, addOns, part.get(), path);
  }

  private boolean showEntry(
      Exchange exchange, AddOns addOns, ConfigurationPart part, List<String> path)
      throws IOException, RefusedException {
    ConfigurationEditor editor = settings.editor();
    Optional<AddOnEntry> entry = entry(editor, part, path.get(2));
    String what = path.size() == 3 ? "" : path.get(3);
    if (entry.isEmpty() || path.size() > 4) {
      return false;
    }
    switch (what) {
      case "" -> {
        settings.forgetAttempt();
        Draft draft = Draft.none(part, entry.get().id(), entry.get().addOn());
        form(exchange, addOns, draft, entry.get().faults(addOns));
      }
      case "remove" -> exchange.page(HttpStatus.OK_200, pages.remove(part, entry.get()));
      case "state" -> exchange.part(pages.state(part, entry.get().id()));
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Of the part, and filters of sinks with those for all. */
  private static Optional<AddOnEntry> entry(
      ConfigurationEditor editor, ConfigurationPart part, String id) throws IOException {
    List<AddOnEntry> all =
        part == ConfigurationPart.FILTERS
            ? editor.configuration().addOns()
            : editor.configuration().entries(part);
    return all.stream()
        .filter(each -> each.kind() == part.kind() && each.id().equals(id))
        .findFirst();
  }

  private void form(Exchange exchange, AddOns addOns, Draft draft, Map<String, String> faults)
      throws IOException, RefusedException {
    page(exchange, status(faults), addOns, draft, faults, noteOf(exchange));
  }

  private static int status(Map<String, String> faults) {
    return faults.isEmpty() ? HttpStatus.OK_200 : HttpStatus.UNPROCESSABLE_ENTITY_422;
  }

  private static String noteOf(Exchange exchange) {
    return exchange.query().containsKey("saved") ? "settings.saved" : "";
  }

  private void receiver(Exchange exchange, Draft draft, Map<String, String> faults, String note)
      throws IOException {
    List<SettingValue> values = ReceiverSettings.of(model, settings.editor());
    int status = note.equals("settings.changed") ? HttpStatus.CONFLICT_409 : status(faults);
    exchange.page(status, pages.receiver(draft, values, faults, note));
  }

  private void saveReceiver(Exchange exchange) throws IOException, RefusedException {
    ConfigurationEditor editor = settings.editor();
    Draft draft = Draft.ofReceiver(new HashMap<>(exchange.form()));
    List<SettingValue> values = ReceiverSettings.of(model, editor);
    if (!draft.isUpToDate(values, List.of())) {
      receiver(exchange, Draft.ofReceiver(Map.of()), Map.of(), "settings.changed");
      return;
    }
    Map<String, String> faults = ReceiverSettings.faults(draft, values, model.home());
    if (!faults.isEmpty()) {
      receiver(exchange, draft, faults, "");
      return;
    }
    draft.applyTo(editor, values);
    apply(exchange, editor, draft);
  }

  private void page(
      Exchange exchange,
      int status,
      AddOns addOns,
      Draft draft,
      Map<String, String> faults,
      String note)
      throws IOException, RefusedException {
    ConfigurationEditor editor = settings.editor();
    AddOnEntry entry = entryOf(editor, draft);
    AddOn addOn = addOns.get(draft.part().kind(), draft.addOn());
    List<SettingValue> values = editor.settings(entry, addOn);
    exchange.page(status, pages.form(draft, addOn, values, editor.options(entry), faults, note));
  }

  private static AddOnEntry entryOf(ConfigurationEditor editor, Draft draft)
      throws IOException, RefusedException {
    return draft.isNew()
        ? editor.add(draft.part(), draft.addOn())
        : entry(editor, draft.part(), draft.id())
            .orElseThrow(
                () ->
                    new RefusedException(HttpStatus.NOT_FOUND_404, "refused.removed", draft.id()));
  }

  private boolean change(Exchange exchange, AddOns addOns, List<String> path)
      throws IOException, RefusedException {
    if (path.equals(OF_RECEIVER)) {
      saveReceiver(exchange);
      return true;
    }
    Optional<ConfigurationPart> part =
        path.size() < 2 ? Optional.empty() : ConfigurationPart.of(path.get(1));
    if (part.isEmpty() || path.size() > 4) {
      return false;
    }
    ConfigurationEditor editor = settings.editor();
    String id = path.size() > 2 ? path.get(2) : "";
    Optional<AddOnEntry> entry = id.isEmpty() ? Optional.empty() : entry(editor, part.get(), id);
    if (entry.isEmpty() && !id.isEmpty()) {
      return false;
    }
    Map<String, String> form = new HashMap<>(exchange.form());
    if (path.size() == 4) {
      if (!path.get(3).equals("remove")) {
        return false;
      }
      editor.remove(entry.orElseThrow());
      apply(exchange, editor, Draft.none(part.get(), "", ""));
      return true;
    }
    String named = form.getOrDefault("add-on", "");
    String addOn = entry.map(AddOnEntry::addOn).orElse(named);
    save(exchange, addOns, editor, new Draft(part.get(), id, addOn, form));
    return true;
  }

  private void save(Exchange exchange, AddOns addOns, ConfigurationEditor editor, Draft typed)
      throws IOException, RefusedException {
    AddOn addOn = addOns.get(typed.part().kind(), typed.addOn());
    AddOnEntry entry = entryOf(editor, typed);
    List<SettingValue> values = editor.settings(entry, addOn);
    if (!typed.isUpToDate(values, editor.options(entry))) {
      settings.forgetAttempt();
      Draft none = Draft.none(typed.part(), typed.id(), typed.addOn());
      Map<String, String> faults = entry.faults(addOns);
      page(exchange, HttpStatus.CONFLICT_409, addOns, none, faults, "settings.changed");
      return;
    }
    Draft draft =
        settings
            .attempt()
            .filter(earlier -> earlier.draft().isOfSame(typed))
            .map(earlier -> typed.withSecretsOf(earlier.draft(), values))
            .orElse(typed);
    boolean isAsBefore = !typed.isNew() && !draft.changesSettings(values);
    draft.applyTo(editor, entry, values, editor.options(entry));
    AddOnEntry changed = entry(editor, draft.part(), entry.id()).orElseThrow();
    Map<String, String> faults = changed.faults(addOns);
    if (faults.isEmpty() && changed.kind() == AddOnKind.CHECK && !isAsBefore) {
      faults = Blame.of(settings.tried(changed, addOns), values, draft);
    }
    if (!faults.isEmpty()) {
      settings.keep(draft);
      form(exchange, addOns, draft, faults);
      return;
    }
    apply(exchange, editor, draft);
  }

  private void apply(Exchange exchange, ConfigurationEditor editor, Draft draft)
      throws IOException, RefusedException {
    if (settings.apply(editor, draft)) {
      exchange.page(HttpStatus.OK_200, pages.starting());
    } else {
      exchange.seeOther(draft.path() + "?saved=yes");
    }
  }

  /** What became of the last change. */
  private void result(Exchange exchange, AddOns addOns) throws IOException, RefusedException {
    Optional<ConsoleSettings.Attempt> attempt = settings.attempt();
    if (settings.isRestarting()) {
      exchange.page(HttpStatus.ACCEPTED_202, pages.starting());
      settings.pageIsThere();
    } else if (attempt.isEmpty()) {
      exchange.seeOther("/settings");
    } else if (attempt.get().wrong().isEmpty()) {
      Draft draft = attempt.get().draft();
      exchange.seeOther(draft.isNew() ? "/settings" : draft.path() + "?saved=yes");
    } else {
      wrong(exchange, addOns, attempt.get().draft(), attempt.get().wrong().get());
    }
  }

  private void wrong(Exchange exchange, AddOns addOns, Draft draft, String sentence)
      throws IOException, RefusedException {
    if (draft.in().isEmpty()) {
      List<SettingValue> own = ReceiverSettings.of(model, settings.editor());
      receiver(exchange, draft, Blame.of(List.of(sentence), own, draft), "");
      return;
    }
    Optional<AddOn> addOn = addOns.find(draft.part().kind(), draft.addOn());
    if (addOn.isEmpty()) {
      exchange.page(HttpStatus.OK_200, pages.failed(sentence));
      return;
    }
    ConfigurationEditor editor = settings.editor();
    List<SettingValue> values = editor.settings(entryOf(editor, draft), addOn.get());
    form(exchange, addOns, draft, Blame.of(List.of(sentence), values, draft));
  }
}
