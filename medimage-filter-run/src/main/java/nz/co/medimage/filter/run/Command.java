package nz.co.medimage.filter.run;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is run, where, and which of the receiver's environment it sees.
 *
 * @param arguments the program, then its arguments with their placeholders
 * @param workingFolder where it runs; empty for the folder of each run
 * @param environment names of variables
 */
record Command(List<String> arguments, Optional<Path> workingFolder, Set<String> environment) {
  /** What programs need to run, on any system. Names are compared in capitals. */
  private static final Set<String> USUAL =
      Set.of(
          "PATH",
          "HOME",
          "USER",
          "LOGNAME",
          "SHELL",
          "LANG",
          "LANGUAGE",
          "TZ",
          "TMPDIR",
          "TEMP",
          "TMP",
          "SYSTEMROOT",
          "SYSTEMDRIVE",
          "WINDIR",
          "COMSPEC",
          "PATHEXT",
          "OS",
          "USERNAME",
          "USERPROFILE",
          "HOMEDRIVE",
          "HOMEPATH",
          "APPDATA",
          "LOCALAPPDATA",
          "PROGRAMDATA",
          "ALLUSERSPROFILE",
          "PROGRAMFILES",
          "PROGRAMFILES(X86)",
          "PROGRAMW6432",
          "COMMONPROGRAMFILES",
          "COMPUTERNAME",
          "NUMBER_OF_PROCESSORS",
          "PROCESSOR_ARCHITECTURE");

  /**
   * Checks it.
   *
   * @throws IllegalArgumentException with one sentence for the user
   */
  static Command of(List<String> arguments, Optional<Path> workingFolder, List<String> names) {
    if (arguments.isEmpty() || arguments.get(0).isBlank()) {
      throw new IllegalArgumentException("The setting command must begin with a program.");
    }
    String program = arguments.get(0);
    if (isPath(program) && !path(program).isAbsolute()) {
      throw new IllegalArgumentException(
          "The setting command must begin with the absolute path of a program, or with a name that"
              + " is looked for in PATH, not "
              + program
              + ".");
    }
    Set<String> environment = new TreeSet<>();
    names.forEach(name -> environment.add(name.toUpperCase(Locale.ROOT)));
    return new Command(List.copyOf(arguments), workingFolder, environment);
  }

  private static Path path(String program) {
    try {
      return Path.of(program);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("The setting command must begin with a program.", e);
    }
  }

  private static boolean isPath(String program) {
    return program.indexOf('/') >= 0 || program.indexOf(File.separatorChar) >= 0;
  }

  /**
   * Looks whether the program and its folder are there.
   *
   * @throws IOException with one sentence for the user if one is not
   */
  void check() throws IOException {
    String program = arguments.get(0);
    boolean found =
        isPath(program)
            ? isProgram(path(program))
            : Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(folder -> isIn(folder, program));
    if (!found) {
      throw new IOException(
          "There is no program "
              + program
              + " that can be run; install it, or mend the setting command.");
    }
    if (workingFolder.isPresent() && !Files.isDirectory(workingFolder.get())) {
      throw new IOException(
          "There is no folder "
              + workingFolder.get()
              + "; make it, or mend the setting working-folder.");
    }
  }

  private static boolean isIn(String folder, String program) {
    try {
      Path file = Path.of(folder, program);
      return isProgram(file) || isProgram(Path.of(file + ".exe"));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }

  /** The builder of its process for a photo. */
  ProcessBuilder in(RunFolder folder) {
    List<String> filled = new ArrayList<>();
    for (String argument : arguments) {
      filled.add(
          argument
              .replace("{file}", folder.photo().toString())
              .replace("{folder}", folder.path().toString()));
    }
    ProcessBuilder builder = new ProcessBuilder(filled);
    builder.directory(workingFolder.orElse(folder.path()).toFile());
    Map<String, String> seen = builder.environment();
    seen.keySet().removeIf(name -> !isSeen(name.toUpperCase(Locale.ROOT)));
    return builder;
  }

  private boolean isSeen(String name) {
    return USUAL.contains(name) || name.startsWith("LC_") || environment.contains(name);
  }
}
