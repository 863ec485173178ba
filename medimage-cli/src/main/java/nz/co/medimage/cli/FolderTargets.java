package nz.co.medimage.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import nz.co.medimage.api.spi.Settings;
import nz.co.medimage.receiver.addon.AddOns;
import nz.co.medimage.receiver.config.AddOnEntry;
import nz.co.medimage.receiver.config.ReceiverConfiguration;
import nz.co.medimage.sink.folders.TargetFolder;

/** The folders into which a receiver files, by the ids of its folder sinks; the main one first. */
final class FolderTargets {
  /** The id of the folder sink, and of the one that {@code --to} makes. */
  static final String FOLDERS = "folders";

  private final Path home;
  private final Map<String, List<Path>> bySink = new LinkedHashMap<>();

  private FolderTargets(Path home) {
    this.home = home;
  }

  /**
   * Those of {@code --to}, and those of the configuration.
   *
   * @throws BadInputException if both make a sink of one id, or neither makes any
   * @throws IOException with one sentence for the user if a folder sink is configured wrongly
   */
  static FolderTargets of(Path home, List<Path> to, Optional<ReceiverConfiguration> configuration)
      throws IOException {
    if (!sayWhere(to, configuration)) {
      throw new BadInputException(
          "say where photos go: with --to DIR, or with sinks in "
              + home.resolve(ReceiverConfiguration.FILE));
    }
    return ofAny(home, to, configuration);
  }

  /** The same, or none if neither makes any sink. */
  static FolderTargets ofAny(
      Path home, List<Path> to, Optional<ReceiverConfiguration> configuration) throws IOException {
    FolderTargets targets = new FolderTargets(home);
    if (!to.isEmpty()) {
      targets.bySink.put(FOLDERS, to);
    }
    if (configuration.isPresent()) {
      targets.add(configuration.get());
    }
    return targets;
  }

  /** Whether there is a sink at all. */
  static boolean sayWhere(List<Path> to, Optional<ReceiverConfiguration> configuration) {
    return !to.isEmpty() || configuration.map(c -> !c.sinks().isEmpty()).orElse(false);
  }

  private void add(ReceiverConfiguration configuration) throws IOException {
    List<AddOnEntry> sinks =
        Stream.concat(configuration.sinks().stream(), configuration.followUps().stream()).toList();
    for (AddOnEntry sink : sinks) {
      if (bySink.containsKey(sink.id())) {
        throw new BadInputException(
            "--to makes the sink "
                + FOLDERS
                + ", and so does "
                + sink.place()
                + " in "
                + configuration.file()
                + ": leave out one, or give that in the file another \"id\"");
      }
    }
    List<AddOnEntry> folders = sinks.stream().filter(each -> each.addOn().equals(FOLDERS)).toList();
    if (folders.isEmpty()) {
      return;
    }
    try (AddOns addOns = AddOns.load(home)) {
      for (AddOnEntry sink : folders) {
        Settings settings = sink.check(addOns, warning -> {}); // the receiver tells it
        List<Path> paths = new ArrayList<>(List.of(settings.path("to")));
        paths.addAll(settings.paths("backup-to"));
        bySink.put(sink.id(), paths);
      }
    }
  }

  /** The main folder of each sink. */
  Map<String, Path> mainFolders() {
    Map<String, Path> folders = new LinkedHashMap<>();
    bySink.forEach((sink, paths) -> folders.put(sink, paths.get(0)));
    return folders;
  }

  /** What is wrong with them now, a sentence each. */
  List<String> faults() {
    List<String> faults = new ArrayList<>();
    bySink.forEach(
        (sink, paths) ->
            paths.forEach(
                path -> TargetFolder.of(path, state(home, sink)).fault().ifPresent(faults::add)));
    return faults;
  }

  /** Where a folder sink remembers what it filed. */
  static Path state(Path home, String sink) {
    return home.resolve("sinks").resolve(sink);
  }
}
