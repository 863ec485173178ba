package nz.co.medimage.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.receiver.DeliveryRecord;
import nz.co.medimage.receiver.config.ConfigurationEditor;
import nz.co.medimage.receiver.config.ConfigurationPart;
import nz.co.medimage.receiver.config.ReceiverConfiguration;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Answers the requests of a first run: name, folder, phone, photo. Which step is next follows from
 * what is there, so a kill leads back to it; a file in the home says that it has not ended.
 */
final class FirstRunRequests {
  private static final String FIRST = "first-run";
  private static final Setting NAME = Setting.text("name");
  private static final String WAY = "/first-run/";

  private final FirstRun firstRun;
  private final ConsoleSettings settings;
  private final Path mark;
  private final FirstRunPages pages;
  private final Supplier<Optional<Model>> models;

  FirstRunRequests(
      FirstRun firstRun,
      ConsoleSettings settings,
      Path folder,
      Texts texts,
      Supplier<Optional<Model>> models) {
    this.firstRun = firstRun;
    this.settings = settings;
    this.mark = folder.resolve(FIRST);
    this.pages = new FirstRunPages(texts);
    this.models = models;
  }

  /** Begins, or goes on with one that was begun. */
  void begin() throws IOException {
    DurableFiles.write(mark, "1\n".getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Answers a request of a browser that is known.
   *
   * @return false if it is not one of the first run, or that has ended
   */
  boolean answer(Exchange exchange, List<String> path) throws IOException, RefusedException {
    if (!Files.exists(mark)) {
      return false;
    }
    Optional<Model> model = models.get();
    boolean isHere = !path.isEmpty() && path.get(0).equals(FIRST);
    if (!isHere && model.isPresent() && !path.isEmpty()) {
      return false;
    }
    String step = isHere && path.size() > 1 ? path.get(1) : "";
    if (exchange.isPost()) {
      change(exchange, model, step);
    } else {
      show(exchange, model, step, path.size() > 2);
    }
    return true;
  }

  private void show(Exchange exchange, Optional<Model> model, String step, boolean isPart)
      throws IOException {
    switch (step) {
      case "name" -> exchange.page(HttpStatus.OK_200, pages.name(name(), ""));
      case "folder" -> exchange.page(HttpStatus.OK_200, pages.folder(folder(), ""));
      case "result" -> result(exchange);
      case "phone", "photo", "done" -> {
        if (model.isEmpty()) {
          exchange.seeOther(WAY + next(model));
        } else if (isPart) {
          poll(exchange, model.get(), step);
        } else {
          exchange.page(HttpStatus.OK_200, page(model.get(), step));
        }
      }
      default -> exchange.seeOther(WAY + next(model));
    }
  }

  private Element page(Model model, String step) throws IOException {
    return switch (step) {
      case "phone" -> pages.phone(model, isPaired(model));
      case "photo" -> pages.photo(isDelivered(model));
      default -> pages.done(model, folder());
    };
  }

  /** Leads on by itself once a phone or a photo is there. */
  private void poll(Exchange exchange, Model model, String step) throws IOException {
    boolean isThere = step.equals("phone") ? isPaired(model) : isDelivered(model);
    if (isThere) {
      exchange.header("HX-Redirect", WAY + (step.equals("phone") ? "photo" : "done"));
    }
    exchange.part(pages.waiting(step));
  }

  private static boolean isPaired(Model model) throws IOException {
    return !model.receiver().pairings().isEmpty();
  }

  private static boolean isDelivered(Model model) throws IOException {
    return model.receiver().deliveries(1).stream()
        .anyMatch(each -> each.state() == DeliveryRecord.State.DELIVERED);
  }

  private String next(Optional<Model> model) throws IOException {
    if (model.isEmpty()) {
      return configuration().settings().contains("name") ? "folder" : "name";
    }
    if (!isPaired(model.get())) {
      return "phone";
    }
    return isDelivered(model.get()) ? "done" : "photo";
  }

  private ReceiverConfiguration configuration() throws IOException {
    return settings.editor().configuration();
  }

  private String name() throws IOException {
    return configuration().settings().find("name").orElseGet(firstRun::name);
  }

  private String folder() throws IOException {
    return firstRun.folder().toString();
  }

  private void change(Exchange exchange, Optional<Model> model, String step)
      throws IOException, RefusedException {
    Map<String, String> form = new HashMap<>(exchange.form());
    switch (step) {
      case "name" -> changeName(exchange, model, form.getOrDefault("name", "").strip());
      case "folder" -> changeFolder(exchange, form.getOrDefault("folder", "").strip());
      case "end" -> {
        Files.deleteIfExists(mark);
        exchange.seeOther("/");
      }
      default -> exchange.seeOther(WAY + next(model));
    }
  }

  private void changeName(Exchange exchange, Optional<Model> model, String name)
      throws IOException, RefusedException {
    if (name.isEmpty()) {
      exchange.page(HttpStatus.UNPROCESSABLE_ENTITY_422, pages.nameMissing());
      return;
    }
    ConfigurationEditor editor = settings.editor();
    editor.set(NAME, List.of(name));
    if (model.isPresent()) {
      start(exchange, editor, "name", name);
    } else {
      if (editor.save()) {
        // Nothing has to start with it, so what is chosen next can be undone without it.
        var unused = ConfigurationEditor.tryOut(settings.file(), () -> {});
      }
      exchange.seeOther(WAY + "folder");
    }
  }

  private void changeFolder(Exchange exchange, String folder) throws IOException, RefusedException {
    ConfigurationEditor editor = settings.editor();
    try {
      firstRun.choose(editor, Path.of(folder));
    } catch (IOException | InvalidPathException e) {
      String sentence = String.valueOf(e.getMessage());
      exchange.page(HttpStatus.UNPROCESSABLE_ENTITY_422, pages.folder(folder, sentence));
      return;
    }
    start(exchange, editor, "folder", folder);
  }

  private void start(Exchange exchange, ConfigurationEditor editor, String step, String typed)
      throws IOException, RefusedException {
    Draft draft = new Draft(ConfigurationPart.SINKS, "", "", Map.of(step, typed));
    if (settings.apply(editor, draft)) {
      exchange.page(HttpStatus.OK_200, pages.starting());
    } else {
      exchange.seeOther(WAY + (step.equals("name") ? "folder" : ""));
    }
  }

  /** What became of the start. */
  private void result(Exchange exchange) throws IOException {
    Optional<ConsoleSettings.Attempt> attempt = settings.attempt();
    if (settings.isRestarting()) {
      exchange.page(HttpStatus.ACCEPTED_202, pages.starting());
      settings.pageIsThere();
    } else if (attempt.isPresent() && attempt.get().wrong().isPresent()) {
      Map<String, String> typed = attempt.get().draft().typed();
      String sentence = attempt.get().wrong().get();
      exchange.page(
          HttpStatus.OK_200,
          typed.containsKey("name")
              ? pages.name(typed.get("name"), sentence)
              : pages.folder(typed.getOrDefault("folder", folder()), sentence));
    } else {
      boolean isName = attempt.isPresent() && attempt.get().draft().typed().containsKey("name");
      exchange.seeOther(WAY + (isName ? "folder" : ""));
    }
  }
}
