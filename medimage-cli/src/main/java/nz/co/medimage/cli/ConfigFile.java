package nz.co.medimage.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Options from the file that {@code --config} names, for those not given on the command line. It
 * has to be read ahead: picocli asks for defaults before it looks at the arguments.
 */
final class ConfigFile implements IDefaultValueProvider {
  private static final String OPTION = "--config";
  private final Properties values;

  private ConfigFile(Properties values) {
    this.values = values;
  }

  /** Makes {@code command} use the file that its arguments name, if they name one. */
  static void apply(String[] args, CommandLine command) {
    @Nullable String file = fileIn(args);
    if (file == null) {
      return;
    }
    Properties values = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8)) {
      values.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new ParameterException(command, Errors.sentence(e));
    }
    for (String key : values.stringPropertyNames()) {
      if (!command.getCommandSpec().optionsMap().containsKey("--" + key)) {
        throw new ParameterException(command, file + ": there is no option '" + key + "'");
      }
    }
    command.setDefaultValueProvider(new ConfigFile(values));
  }

  private static @Nullable String fileIn(String[] args) {
    for (int i = 0; i < args.length; i++) {
      if (args[i].startsWith(OPTION + "=")) {
        return args[i].substring(OPTION.length() + 1);
      }
      if (args[i].equals(OPTION) && i + 1 < args.length) {
        return args[i + 1];
      }
    }
    return null;
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    return argument instanceof OptionSpec option
        ? values.getProperty(option.longestName().substring(2), option.defaultValue())
        : null;
  }
}
