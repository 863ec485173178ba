package nz.co.medimage.filter.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.FilterProvider;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.api.spi.Settings;

/**
 * Makes the filter {@code run}, which runs a program for each photo.
 *
 * <h2>What the program gets</h2>
 *
 * <p>Arguments: the list of the setting {@code command}, without a shell. In each argument {@code
 * {file}} stands for a copy of the photo, named {@code photo.} and its extension, and {@code
 * {folder}} for the folder of the copy, which is otherwise empty, made for this run and deleted
 * after it. The program may change both. Arguments say nothing about the patient, as other users of
 * the computer can see them.
 *
 * <p>Standard input: one JSON object, in ASCII. {@code id} is the id of the photo, the same if the
 * photo comes again; {@code file} and {@code folder} are as above; {@code tag} is the tag as typed,
 * with its {@code folders} and {@code words}; then {@code fileName}, {@code mediaType}, {@code
 * capturedAt} (ISO 8601 with offset), {@code length} and {@code sha256}; {@code from} is the
 * receiver's name for the device, {@code deviceName} the device's own; {@code attributes} is an
 * object of texts. {@code capturedFrom}, {@code sequence} and {@code patient}, the practice's own
 * id, are present if they are known.
 *
 * <p>Environment: variables that programs need to run, such as {@code PATH}, {@code HOME} and the
 * locale, and those that the setting {@code environment} names, so that no secret of another add-on
 * reaches the program. {@code MEDIMAGE_RUN} has a different value in each run.
 *
 * <h2>How it answers</h2>
 *
 * <p>By its exit code:
 *
 * <ul>
 *   <li><b>0</b>: the photo continues. Standard output may hold one JSON object and nothing else:
 *       {@code file} replaces the photo, {@code fileName} renames it, and {@code companions} are
 *       files that belong beside it, each with {@code file}, {@code label} and an {@code extension}
 *       (default: that of the file). The files must be in the folder of this run, and may be named
 *       relative to it. The output of classic add-ons is understood as well: {@code backupFiles:}
 *       adds files, of which {@code file} itself is the changed photo; {@code backupFileRenamed:}
 *       replaces and renames the photo. The last line of each counts; other lines are ignored.
 *   <li><b>65</b> (EX_DATAERR): the photo is rejected for good. Standard output holds the sentence
 *       that the sender of the photo reads, as text, or as JSON in {@code reject} with an optional
 *       {@code code}.
 *   <li><b>Any other code</b>, a wrong answer, or no end in time: it did not work now. The photo
 *       waits, and the program runs again for it after growing pauses.
 * </ul>
 *
 * <p>Standard output may have 1 MiB at most. The end of standard error is logged at DEBUG; it may
 * name patients. A program that runs out of time, or writes more than {@code max-size}, is killed.
 *
 * <p>Processes that a program started and left behind are killed when it ends. On Linux they are
 * found by {@code MEDIMAGE_RUN}, which they inherit. Elsewhere they are found by their parent, ten
 * times a second: a process that loses its parent between two looks keeps running. On Linux, a
 * process that also clears its environment or runs as another user keeps running too.
 */
public final class RunFilterProvider implements FilterProvider {
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_()]*");

  /** For {@link java.util.ServiceLoader}. */
  public RunFilterProvider() {}

  /** {@code run}. */
  @Override
  public String id() {
    return "run";
  }

  @Override
  public String displayName() {
    return "A program for each photo";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        Setting.list("command")
            .required()
            .help(
                "The program and its arguments, in which {file} is a copy of the photo and {folder}"
                    + " the folder for what it makes."),
        Setting.duration("timeout")
            .defaultValue("1m")
            .help("How long the program may run for a photo before it is killed."),
        Setting.size("max-size")
            .defaultValue("4GiB")
            .help("How much the program may write in all for a photo before it is killed."),
        Setting.path("working-folder")
            .help("The program's working folder. Default: the folder for what it makes."),
        Setting.list("environment")
            .help("Names of further environment variables that the program sees."));
  }

  @Override
  public PhotoFilter create(AddOnContext context) throws IOException {
    Settings settings = context.settings();
    for (String name : settings.list("environment")) {
      if (!VARIABLE.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "The setting environment must be a list of names, such as LANG, without values.");
      }
    }
    Optional<Path> workingFolder =
        settings.contains("working-folder")
            ? Optional.of(settings.path("working-folder"))
            : Optional.empty();
    Command command =
        Command.of(settings.list("command"), workingFolder, settings.list("environment"));
    return new RunFilter(
        context.id(), command, settings.duration("timeout"), settings.size("max-size"));
  }
}
