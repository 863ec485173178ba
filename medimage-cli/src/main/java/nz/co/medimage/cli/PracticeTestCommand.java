package nz.co.medimage.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import nz.co.medimage.api.InvalidTagException;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.spi.SelfTest.Finding;
import nz.co.medimage.api.spi.SelfTest.Verdict;
import nz.co.medimage.api.spi.Settings;
import nz.co.medimage.receiver.addon.AddOn;
import nz.co.medimage.receiver.addon.AddOnKind;
import nz.co.medimage.receiver.addon.AddOns;
import nz.co.medimage.receiver.config.AddOnEntry;
import nz.co.medimage.receiver.config.ReceiverConfiguration;
import nz.co.medimage.runtime.Home;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says what works between a receiver and its practice software. */
@Command(
    name = "test",
    description = {
      "Says in a sentence each what works with practice software: connection, look-up, rights.",
      "No photo is filed, and nothing that it tries stays. A receiver may run meanwhile."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:nothing failed; warnings, such as that nobody has the id of --patient, do not count",
      "2:something failed"
    })
final class PracticeTestCommand implements Callable<Integer> {
  /** The id of the add-ons that profiles are for, and the setting that names a profile. */
  private static final String PRACTICE = "practice";

  private static final String PROFILE = "profile";

  @Mixin private Output output;

  @Option(
      names = "--profile",
      paramLabel = "FILE",
      description = "Test this profile. Default: each sink and check of receiver.json.")
  private @Nullable Path profile;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description = {
        "The home of the receiver, which may run meanwhile.",
        "With --profile it is needed only if add-ons in it are."
      })
  private @Nullable Path home;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The --config file of 'receive'. Default: receiver.json in the home.")
  private @Nullable Path config;

  @Option(
      names = "--patient",
      paramLabel = "ID",
      description = {
        "Look up this patient too, by the id that people type, without the #.",
        "Prints whether there is one, and the masked name of the echo if there is a name."
      })
  private @Nullable String patient;

  private final Set<Finding> told = new HashSet<>();
  private boolean allWell = true;

  @Override
  public Integer call() throws IOException {
    if (profile == null && home == null) {
      throw new BadInputException("say what to test: --profile FILE, or --home DIR of a receiver");
    }
    if (patient != null) {
      checkId(patient);
    }
    if (home != null && Home.kindOf(home).filter(kind -> kind != Home.Kind.RECEIVER).isPresent()) {
      throw new BadInputException(home + " is not the home of a receiver");
    }
    try (SelfTests tests = new SelfTests(Optional.ofNullable(patient).map(String::strip));
        AddOns addOns = AddOns.load(home == null ? tests.folder() : home)) {
      if (profile == null) {
        testEntries(tests, addOns, configuration(home));
      } else {
        testProfile(tests, addOns, profile);
      }
    }
    return allWell ? Medimage.OK : Medimage.USAGE;
  }

  /** What cannot be the first folder of a tag can be nobody's id. */
  private static void checkId(String patient) {
    if (patient.isBlank() || patient.startsWith("#")) {
      throw new BadInputException(
          "--patient takes the id of a patient as people type it, without the #");
    }
    try {
      var unused = new PatientTag(List.of(patient.strip()), List.of());
    } catch (InvalidTagException e) {
      throw new BadInputException("--patient: no tag can have this id: " + Errors.sentence(e));
    }
  }

  private ReceiverConfiguration configuration(Path home) throws IOException {
    Optional<Path> file = ReceiverFile.find(home, config);
    if (file.isEmpty()) {
      throw new BadInputException(
          "there is no "
              + home.resolve(ReceiverConfiguration.FILE)
              + "; name the file with --config, or test one profile with --profile");
    }
    return ReceiverFile.read(file.get());
  }

  /** A check and a sink of one profile say much the same: each sentence is told once. */
  private void testProfile(SelfTests tests, AddOns addOns, Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new BadInputException("there is no file " + file);
    }
    Path absolute = file.toAbsolutePath();
    for (AddOnKind kind : List.of(AddOnKind.CHECK, AddOnKind.SINK)) {
      AddOn addOn = addOns.get(kind, PRACTICE);
      Settings settings =
          Settings.of(addOn.settings(), Map.of(PROFILE, absolute.toString()), absolute.getParent());
      tests
          .run(addOn, PRACTICE, settings)
          .forEach(finding -> tell(addOn.toString(), PRACTICE, finding));
    }
  }

  private void testEntries(SelfTests tests, AddOns addOns, ReceiverConfiguration file)
      throws IOException {
    boolean found = false;
    for (AddOnEntry entry : file.addOns()) {
      if (entry.kind() == AddOnKind.CHECK || entry.kind() == AddOnKind.SINK) {
        List<Finding> findings = findings(tests, addOns, entry);
        if (!findings.isEmpty()) {
          found = true;
          output.hint(entry.place() + " " + entry.id() + ":");
          told.clear();
          findings.forEach(finding -> tell(entry.place(), entry.id(), finding));
        }
      }
    }
    if (!found) {
      throw new BadInputException(file.file() + " names no sink and no check that tests itself");
    }
  }

  private static List<Finding> findings(SelfTests tests, AddOns addOns, AddOnEntry entry) {
    try {
      Settings settings = entry.check(addOns, tests::warn);
      return tests.run(addOns.get(entry.kind(), entry.addOn()), entry.id(), settings);
    } catch (IOException e) {
      return List.of(new Finding(Verdict.FAILED, Errors.sentence(e)));
    }
  }

  private void tell(String place, String id, Finding finding) {
    if (!told.add(finding)) {
      return;
    }
    allWell &= finding.verdict() != Verdict.FAILED;
    output.line(
        String.format(Locale.ROOT, "%-7s  %s", finding.verdict(), finding.sentence()),
        "finding",
        "place",
        place,
        "id",
        id,
        "verdict",
        finding.verdict().name().toLowerCase(Locale.ROOT),
        "sentence",
        finding.sentence());
  }
}
