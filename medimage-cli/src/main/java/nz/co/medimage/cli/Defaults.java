package nz.co.medimage.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Options that are not given on the command line: those in the environment, then those in the file
 * that {@code --config} names, or of {@code receive} in its home. A command without that option
 * takes only secrets, and whom to trust, from the environment. The file has to be read ahead:
 * picocli asks for defaults before it looks at the arguments.
 */
final class Defaults implements IDefaultValueProvider {
  static final String OPTION = "--config";
  private static final String TRUST_STORE = "--trust-store";
  private static final Set<String> LOOKING = Set.of(AddonsCommand.NAME, DoctorCommand.NAME);
  private static final String VARIABLE = "MEDIMAGE_";
  private static final String SECRET_FILE = "-file";
  private static final Pattern NAME = Pattern.compile("[a-z-]{1,40}");

  private final UnaryOperator<@Nullable String> environment;
  private final Map<String, String> file;
  private final List<String> args;

  private Defaults(
      UnaryOperator<@Nullable String> environment, Map<String, String> file, List<String> args) {
    this.args = args;
    this.environment = environment;
    this.file = file;
  }

  /** Makes {@code command} use the environment, and the file that its arguments name. */
  static void apply(
      String[] args, CommandLine command, UnaryOperator<@Nullable String> environment) {
    if (command.getCommandSpec().findOption(OPTION) == null) {
      Set<String> taken =
          command.getCommandSpec().options().stream()
              .filter(option -> twin(option) != null || option.longestName().equals(TRUST_STORE))
              .map(option -> variable(option.longestName()))
              .collect(Collectors.toSet());
      command.setDefaultValueProvider(
          new Defaults(
              name -> taken.contains(name) ? environment.apply(name) : null,
              Map.of(),
              List.of(args)));
      return;
    }
    try {
      Map<String, String> values = values(args, command, environment);
      command.setDefaultValueProvider(new Defaults(environment, values, List.of(args)));
    } catch (IOException | InvalidPathException e) {
      throw new ParameterException(command, Errors.sentence(e));
    }
  }

  private static Map<String, String> values(
      String[] args, CommandLine command, UnaryOperator<@Nullable String> environment)
      throws IOException {
    @Nullable String file = given(OPTION, args, environment);
    if (LOOKING.contains(command.getCommandName())) {
      return Map.of(); // the file is that of 'receive', whose options it holds
    }
    if (command.getCommandName().equals(ReceiverFile.COMMAND)) {
      Optional<Path> json = ReceiverFile.find(path(given("--home", args, environment)), path(file));
      if (json.isPresent()) {
        return ReceiverFile.texts(ReceiverFile.read(json.get()));
      }
    }
    Map<String, String> values = file == null ? Map.of() : read(Path.of(file));
    for (String key : values.keySet()) {
      if (!command.getCommandSpec().optionsMap().containsKey("--" + key)) {
        throw new ParameterException(command, file + ": there is no option '" + key + "'");
      }
    }
    return values;
  }

  private static @Nullable Path path(@Nullable String text) {
    return text == null ? null : Path.of(text);
  }

  private static @Nullable String given(
      String option, String[] args, UnaryOperator<@Nullable String> environment) {
    @Nullable String given = givenIn(option, args);
    return given == null ? environment.apply(variable(option)) : given;
  }

  /** Lines of {@code name = value}, taken to the letter: a Windows path is full of backslashes. */
  static Map<String, String> read(Path file) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    for (int i = 0; i < lines.size(); i++) {
      String text = lines.get(i).strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      int equals = text.indexOf('=');
      String name = text.substring(0, Math.max(0, equals)).strip();
      if (!NAME.matcher(name).matches()) {
        // Not the line itself: it may be part of another file, with a secret in it.
        throw new IOException(
            file + ", line " + (i + 1) + ": this is no line such as 'port = 5566'");
      }
      values.put(name, text.substring(equals + 1).strip());
    }
    return values;
  }

  private static @Nullable String givenIn(String option, String[] args) {
    for (int i = 0; i < args.length; i++) {
      if (args[i].startsWith(option + "=")) {
        return args[i].substring(option.length() + 1);
      }
      if (args[i].equals(option) && i + 1 < args.length) {
        return args[i + 1];
      }
    }
    return null;
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || option.usageHelp() || option.versionHelp()) {
      return null;
    }
    String name = option.longestName();
    @Nullable String twin = twin(option);
    if (twin != null && isGiven(twin)) {
      return null;
    }
    @Nullable String value = environment.apply(variable(name));
    if (value != null) {
      return value;
    }
    boolean twinGoesFirst = twin != null && environment.apply(variable(twin)) != null;
    return twinGoesFirst ? null : file.getOrDefault(name.substring(2), option.defaultValue());
  }

  /**
   * A secret is given by an option, or in the file of another: what is given nearer to the user
   * stands, in whichever way.
   */
  private static @Nullable String twin(OptionSpec option) {
    String name = option.longestName();
    String twin =
        name.endsWith(SECRET_FILE)
            ? name.substring(0, name.length() - SECRET_FILE.length())
            : name + SECRET_FILE;
    return option.command().findOption(twin) == null ? null : twin;
  }

  private boolean isGiven(String option) {
    return args.stream().anyMatch(arg -> arg.equals(option) || arg.startsWith(option + "="));
  }

  private static String variable(String option) {
    return VARIABLE + option.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
