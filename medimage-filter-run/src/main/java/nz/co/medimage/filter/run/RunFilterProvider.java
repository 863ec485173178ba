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
 * <p>An argument list, never a shell's line. In each argument {@code {file}} stands for a copy of
 * the photo, named {@code photo.} and its extension, and {@code {folder}} for the folder that the
 * copy is in, an empty one otherwise, made for this run and deleted after it. The program may do
 * with both as it likes. Nothing about the patient is in an argument, as other users of the
 * computer can see those.
 *
 * <p>On standard input one JSON object, in ASCII: {@code id} of the photo, the same if it comes
 * again; {@code file} and {@code folder} as above; {@code tag}, as typed, and its {@code folders}
 * and {@code words}; {@code fileName}, {@code mediaType}, {@code capturedAt} (ISO 8601, with
 * offset), {@code length}, {@code sha256}; {@code from}, what the receiver calls the device, and
 * {@code deviceName}, what that calls itself; {@code attributes}, an object of texts. Only where
 * known: {@code capturedFrom}, {@code sequence}, and {@code patient}, the practice's own id.
 *
 * <p>Of the receiver's environment it sees what programs need to run, such as {@code PATH}, {@code
 * HOME} and the locale, and what the setting {@code environment} names. So no secret of another
 * add-on reaches it. {@code MEDIMAGE_RUN} has another value in each run.
 *
 * <h2>What it answers</h2>
 *
 * <ul>
 *   <li><b>0</b>: the photo goes on. Standard output may hold one JSON object and nothing else:
 *       {@code file}, with which the photo is replaced; {@code fileName}, its new name; {@code
 *       companions}, files that belong beside it, each with {@code file}, {@code label} and, unless
 *       that of the file will do, {@code extension}. Files are in the folder of this run, and may
 *       be named relative to it. What classic add-ons print is understood as well: {@code
 *       backupFiles:} adds files, of which {@code file} itself is the photo, changed; {@code
 *       backupFileRenamed:} replaces and renames the photo. Of each the last line counts, other
 *       lines count for nothing.
 *   <li><b>65</b> (EX_DATAERR): the photo is rejected for good. Standard output has the sentence
 *       that who sent the photo reads: as text, or as JSON with {@code reject} and, if wanted,
 *       {@code code}.
 *   <li><b>Anything else</b>, a wrong answer and a program that does not end in time: it did not
 *       work now. The photo waits, and the program is run again for it, with growing pauses.
 * </ul>
 *
 * <p>Standard output has at most 1 MiB. The end of standard error is logged at DEBUG; it may name
 * patients. A program that is out of time, or that writes more than {@code max-size}, is killed.
 *
 * <p>What a program has started and left behind is killed when it ends, in every case. On Linux
 * that is found by {@code MEDIMAGE_RUN}, which processes inherit. Elsewhere a process is known by
 * who started it, which is looked at ten times a second: one that was started and left between two
 * looks runs on, as does on Linux one that also cleared its environment or has another user.
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
            .help("How long the program may take for a photo before it is killed."),
        Setting.size("max-size")
            .defaultValue("4GiB")
            .help("How much the program may write for a photo, in all, before it is killed."),
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
