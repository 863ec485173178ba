package nz.co.medimage.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.api.spi.Settings;
import nz.co.medimage.receiver.config.ReceiverConfiguration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The JSON file that sets up {@code receive}: the one that {@code --config} names, else that in the
 * home. Beside what a receiver knows it holds the options of the command, {@code "port": 5566} for
 * {@code --port 5566}.
 */
final class ReceiverFile {
  /** The command that it is for. */
  static final String COMMAND = "receive";

  private static final Set<String> NO_SETTINGS = Set.of("home", "config", "help", "version");
  private static final String LIST_SEPARATOR = ",";
  private static final String PATH_SEPARATOR = "|";

  private ReceiverFile() {}

  /**
   * Where it is.
   *
   * @param config given by the user; a file of lines such as {@code port = 5566} stands in place of
   *     one in the home too
   * @return nothing if there is none
   */
  static Optional<Path> find(@Nullable Path home, @Nullable Path config) throws IOException {
    if (config != null) {
      return isJson(config) ? Optional.of(config) : Optional.empty();
    }
    return Optional.ofNullable(home)
        .map(folder -> folder.resolve(ReceiverConfiguration.FILE))
        .filter(Files::exists);
  }

  private static boolean isJson(Path config) throws IOException {
    return config.toString().endsWith(".json")
        || new String(Files.readAllBytes(config), StandardCharsets.UTF_8).strip().startsWith("{");
  }

  /**
   * Reads it.
   *
   * @throws IOException with one sentence for the user if something is wrong in it
   */
  static ReceiverConfiguration read(Path file) throws IOException {
    return ReceiverConfiguration.read(file, options());
  }

  /** What it says, as it would stand on the command line. */
  static Map<String, String> texts(ReceiverConfiguration configuration) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Setting setting : ReceiverConfiguration.described(options())) {
      if (configuration.settings().contains(setting.key())) {
        texts.put(setting.key(), text(setting, configuration.settings()));
      }
    }
    return texts;
  }

  private static String text(Setting setting, Settings settings) {
    String key = setting.key();
    return switch (setting.type()) {
      case INTEGER -> Long.toString(settings.integer(key));
      case SIZE -> Long.toString(settings.size(key));
      case BOOLEAN -> Boolean.toString(settings.flag(key));
      case DURATION -> settings.duration(key).toMillis() + "ms";
      case PATH -> settings.path(key).toString();
      case LIST -> String.join(LIST_SEPARATOR, settings.list(key));
      case PATHS ->
          settings.paths(key).stream()
              .map(Path::toString)
              .collect(Collectors.joining(PATH_SEPARATOR));
      case TEXT -> settings.text(key);
    };
  }

  /** The options of the command. */
  static List<Setting> options() {
    CommandSpec spec = CommandSpec.forAnnotatedObject(new ReceiveCommand());
    List<Setting> options = new ArrayList<>();
    for (OptionSpec option : spec.options()) {
      String key = option.longestName().replaceFirst("^--", "");
      if (!NO_SETTINGS.contains(key)) {
        Setting setting = described(key, option);
        boolean isSecret = spec.findOption(option.longestName() + "-file") != null;
        options.add(isSecret ? setting.secret() : setting);
      }
    }
    return options;
  }

  private static Setting described(String key, OptionSpec option) {
    boolean isPath = option.auxiliaryTypes()[0] == Path.class;
    if (option.isMultiValue()) {
      return isPath ? Setting.paths(key) : Setting.list(key);
    }
    if (isPath) {
      return Setting.path(key);
    }
    Class<?> type = option.type();
    if (type == int.class || type == Integer.class) {
      return Setting.integer(key);
    }
    return type == boolean.class ? Setting.flag(key) : Setting.text(key);
  }
}
