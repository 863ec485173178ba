package nz.co.medimage.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import nz.co.medimage.receiver.addon.AddOns;
import nz.co.medimage.receiver.config.AddOnEntry;
import nz.co.medimage.receiver.config.ReceiverConfiguration;

/** Checks the configuration file of a receiver, and photos that wait for sinks not in it. */
final class ConfigurationChecks {
  /** What these checks are called. */
  static final String NAME = "configuration";

  private static final String FOLLOW_UPS = "follow-ups";

  private final Path home;
  private final Optional<ReceiverConfiguration> configuration;

  ConfigurationChecks(Path home, Optional<ReceiverConfiguration> configuration) {
    this.home = home;
    this.configuration = configuration;
  }

  /** Checks whether a receiver would start with the file; empty if there is none. */
  List<Check> file(List<Path> targets) throws IOException {
    if (configuration.isEmpty()) {
      return List.of();
    }
    List<String> problems = problems(configuration.get(), targets);
    return problems.isEmpty()
        ? List.of(Check.ok(NAME, configuration.get().file() + " and its add-ons can be used"))
        : problems.stream().map(each -> Check.mend(NAME, each)).collect(Collectors.toList());
  }

  private List<String> problems(ReceiverConfiguration file, List<Path> targets) throws IOException {
    List<String> problems = new ArrayList<>();
    try (AddOns addOns = AddOns.load(home)) {
      addOns
          .skipped()
          .forEach(each -> problems.add(each.place() + " cannot be used: " + each.why()));
      for (AddOnEntry entry : file.addOns()) {
        try {
          var unused = entry.check(addOns, problems::add);
        } catch (IOException e) {
          problems.add(Errors.sentence(e));
        }
      }
    }
    List<Path> to = targets.isEmpty() ? file.settings().paths("to") : targets;
    boolean saysWhere = !to.isEmpty() || !file.sinks().isEmpty(); // else 'receive' is given --to
    if (problems.isEmpty() && saysWhere) {
      try {
        var unused = FolderTargets.of(home, to, configuration);
      } catch (IOException | BadInputException e) {
        problems.add(Errors.sentence(e));
      }
    }
    return problems;
  }

  /**
   * Checks for follow-up sinks that photos wait for.
   *
   * @param waiting how many photos wait, by the id of the sink
   */
  List<Check> followUps(Map<String, Integer> waiting) {
    List<Check> checks = new ArrayList<>();
    waiting.forEach(
        (sink, photos) -> {
          String wait =
              photos + (photos == 1 ? " photo waits" : " photos wait") + " for the sink " + sink;
          checks.add(
              isNamed(sink)
                  ? Check.ok(FOLLOW_UPS, wait + "; 'deliveries' says why")
                  : Check.mend(
                      FOLLOW_UPS,
                      wait
                          + ", which "
                          + configuration.map(ReceiverConfiguration::file).orElseThrow()
                          + " no longer names: name a sink with this id among its follow-ups"));
        });
    return checks;
  }

  /** Without a file the program that runs the receiver may have it in its code. */
  private boolean isNamed(String sink) {
    return configuration.isEmpty()
        || configuration.get().followUps().stream().anyMatch(each -> each.id().equals(sink));
  }
}
