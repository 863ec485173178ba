package nz.co.medimage.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import nz.co.medimage.api.NearestWord;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.receiver.addon.AddOn;
import nz.co.medimage.receiver.addon.AddOns;
import nz.co.medimage.receiver.addon.SkippedAddOn;
import nz.co.medimage.receiver.config.AddOnEntry;
import nz.co.medimage.runtime.Home;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the add-ons that a receiver finds, or explains one. It needs no receiver that runs. */
@Command(
    name = AddonsCommand.NAME,
    description = "Lists the add-ons that a receiver finds, or shows how to configure one.",
    mixinStandardHelpOptions = true)
final class AddonsCommand implements Callable<Integer> {
  static final String NAME = "addons";

  @Mixin private HomeOption home;
  @Mixin private Output output;

  @Option(
      names = "--explain",
      paramLabel = "ID",
      description = "Print the settings of this add-on, with an example in JSON.")
  private @Nullable String explained;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The --config file of 'receive'. Default: receiver.json in the home.")
  private @Nullable Path config;

  @Override
  public Integer call() throws IOException {
    if (Home.kindOf(home.folder()).isPresent()) {
      home.require(Home.Kind.RECEIVER);
    }
    try (AddOns addOns = AddOns.load(home.folder())) {
      return explained == null ? list(addOns) : explain(addOns, explained);
    }
  }

  private int list(AddOns addOns) throws IOException {
    List<String> problems = new ArrayList<>();
    if (!Files.isDirectory(home.folder())) {
      problems.add(
          "there is no folder "
              + home.folder()
              + "; 'receive' makes it, or you do, for add-ons in "
              + home.folder().resolve(AddOns.FOLDER));
    }
    List<AddOnEntry> entries = entries(problems);
    addOns.all().forEach(addOn -> print(addOn, entries));
    addOns.skipped().forEach(this::print);
    for (AddOnEntry entry : entries) {
      try {
        var unused = entry.check(addOns, problems::add);
      } catch (IOException e) {
        problems.add(Errors.sentence(e));
      }
    }
    int exit = output.problems(problems);
    return addOns.skipped().isEmpty() ? exit : Medimage.USAGE;
  }

  private List<AddOnEntry> entries(List<String> problems) {
    try {
      Optional<Path> file = ReceiverFile.find(home.folder(), config);
      return file.isPresent() ? ReceiverFile.read(file.get()).addOns() : List.of();
    } catch (IOException e) {
      problems.add(Errors.sentence(e));
      return List.of();
    }
  }

  private void print(AddOn addOn, List<AddOnEntry> entries) {
    List<String> uses =
        entries.stream()
            .filter(entry -> entry.kind() == addOn.kind() && entry.addOn().equals(addOn.id()))
            .map(AddOnEntry::place)
            .collect(Collectors.toList());
    String state = uses.isEmpty() ? "available" : "in use";
    String settings =
        addOn.settings().stream()
            .map(each -> each.isRequired() ? each.key() + " (required)" : each.key())
            .collect(Collectors.joining(", "));
    output.line(
        String.join(
            "  ",
            addOn.kind().toString(),
            addOn.id(),
            orDash(addOn.version()),
            orDash(addOn.vendor()),
            addOn.place(),
            uses.isEmpty() ? state : state + ": " + String.join(", ", uses)),
        "add-on",
        "kind",
        addOn.kind(),
        "id",
        addOn.id(),
        "name",
        addOn.displayName(),
        "version",
        addOn.version(),
        "vendor",
        addOn.vendor(),
        "place",
        addOn.place(),
        "state",
        state,
        "uses",
        uses,
        "settings",
        addOn.settings().stream().map(AddonsCommand::fields).collect(Collectors.toList()));
    if (!settings.isEmpty()) {
      output.hint("    settings: " + settings);
    }
  }

  private static String orDash(String text) {
    return text.isEmpty() ? "-" : text;
  }

  private void print(SkippedAddOn skipped) {
    output.line(
        "skipped  " + skipped.name() + "  " + skipped.place() + "  " + skipped.why(),
        "add-on",
        "id",
        skipped.name(),
        "place",
        skipped.place(),
        "state",
        "skipped",
        "reason",
        skipped.why());
  }

  private static Map<String, Object> fields(Setting setting) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("key", setting.key());
    fields.put("type", type(setting));
    fields.put("required", setting.isRequired());
    fields.put("secret", setting.isSecret());
    setting.defaultValue().ifPresent(value -> fields.put("default", value));
    if (!setting.choices().isEmpty()) {
      fields.put("choices", setting.choices());
    }
    if (setting.least() != Long.MIN_VALUE) {
      fields.put("least", setting.least());
    }
    if (setting.most() != Long.MAX_VALUE) {
      fields.put("most", setting.most());
    }
    fields.put("help", setting.help());
    return fields;
  }

  static String type(Setting setting) {
    return setting.type().name().toLowerCase(Locale.ROOT);
  }

  private int explain(AddOns addOns, String id) {
    List<AddOn> found =
        addOns.all().stream().filter(addOn -> addOn.id().equals(id)).collect(Collectors.toList());
    if (found.isEmpty()) {
      List<String> ids = addOns.all().stream().map(AddOn::id).collect(Collectors.toList());
      throw new BadInputException(
          "there is no add-on "
              + id
              + NearestWord.of(id, ids)
                  .map(nearest -> "; did you mean " + nearest + "?")
                  .orElse(
                      "; 'medimage addons --home "
                          + home.folder()
                          + "' lists those that there are"));
    }
    for (AddOn addOn : found) {
      AddOnExample example = new AddOnExample(addOn);
      output.line(
          example.text(),
          "example",
          "kind",
          addOn.kind(),
          "id",
          addOn.id(),
          "name",
          addOn.displayName(),
          "version",
          addOn.version(),
          "vendor",
          addOn.vendor(),
          "part",
          addOn.kind().part(),
          "settings",
          addOn.settings().stream().map(AddonsCommand::fields).collect(Collectors.toList()),
          "example",
          example.entry());
    }
    return Medimage.OK;
  }
}
