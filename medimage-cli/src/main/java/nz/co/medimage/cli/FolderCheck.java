package nz.co.medimage.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import nz.co.medimage.api.file.Folders;
import nz.co.medimage.sink.folders.FolderSink;
import nz.co.medimage.sink.folders.TargetFolder;

/** Looks at a folder into which photos are to be filed. */
final class FolderCheck {
  private static final String NAME = "folder";
  private static final String PATIENTS = "patients";

  /** Some dozens of photos: time enough for a person to make room. */
  private static final long ROOM = 1L << 30;

  /** How many patients' folders are looked at: those of some years, in a second or two. */
  private static final int MOST_FOLDERS = 10_000;

  private static final Duration FOR_FOLDERS = Duration.ofSeconds(5);
  private static final int MOST_NAMED = 10;

  private FolderCheck() {}

  /**
   * Looks at one.
   *
   * @param state that of the sink that files there
   */
  static List<Check> look(Path folder, Path state) throws IOException {
    if (Files.notExists(folder)) {
      return List.of(
          Check.mend(
              NAME, folder + " is not there; make it, or connect the share or disk it lies on"));
    }
    if (Files.isRegularFile(folder)) {
      return List.of(Check.mend(NAME, folder + " is no folder; choose another with --to"));
    }
    TargetFolder target = TargetFolder.of(folder, state);
    Optional<String> fault = target.fault();
    if (fault.isPresent()) {
      return List.of(Check.mend(NAME, fault.get()));
    }
    List<Check> checks = new ArrayList<>();
    checks.add(Check.ok(NAME, folder + " can be written to"));
    checks.add(patients(folder, target.survey(MOST_FOLDERS, FOR_FOLDERS)));
    for (String shortcoming : FolderSink.shortcomings(folder)) {
      checks.add(Check.mend("disk", shortcoming + "; choose another folder if you can"));
    }
    checks.add(HomeChecks.room("room", folder, ROOM));
    return checks;
  }

  /** Those of which folder sinks know, each with its state in a folder of this one. */
  static List<Check> everUsedBySinks(Path states) throws IOException {
    List<Path> sinks = new ArrayList<>(Folders.list(states));
    Collections.sort(sinks);
    List<Check> checks = new ArrayList<>();
    for (Path sink : sinks) {
      checks.addAll(everUsed(sink));
    }
    return checks;
  }

  /** Those of which the sink knows; there may be some among them that are no longer used. */
  private static List<Check> everUsed(Path state) throws IOException {
    List<Check> checks = new ArrayList<>();
    for (Path folder : TargetFolder.everUsed(state)) {
      for (Check check : look(folder, state)) {
        checks.add(
            check.ok()
                ? check
                : Check.mend(
                    check.name(),
                    check.sentence()
                        + " (if photos no longer go there, name their folders with --to)"));
      }
    }
    return checks;
  }

  private static Check patients(Path folder, TargetFolder.Survey survey) {
    String older = survey.left() == 0 ? "" : "; there are more, which were not looked at";
    if (survey.closed().isEmpty()) {
      return Check.ok(
          PATIENTS,
          survey.looked()
              + (survey.looked() == 1 ? " folder of a patient in " : " folders of patients in ")
              + folder
              + " can be written to"
              + older);
    }
    int more = survey.closed().size() - MOST_NAMED;
    return Check.mend(
        PATIENTS,
        "nothing can be filed in "
            + survey.closed().stream()
                .limit(MOST_NAMED)
                .map(closed -> folder.resolve(closed).toString())
                .collect(Collectors.joining(", "))
            + (more > 0 ? " and " + more + " more" : "")
            + ", so such photos wait; give the user who runs the receiver the right to read and"
            + " write there"
            + older);
  }
}
