package nz.co.medimage.receiver.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.runtime.SecretFiles;
import org.jspecify.annotations.Nullable;

/**
 * Puts secrets in place of what names them in configuration: {@code {"file": "..."}}, of which it
 * is the first line, or {@code {"env": "NAME"}}.
 */
final class SecretValues {
  private static final String FILE = "file";
  private static final String ENVIRONMENT = "env";

  private final Path configuration;
  private final UnaryOperator<@Nullable String> environment;
  private final Consumer<String> warnings;

  /**
   * Begins for one file.
   *
   * @param warnings gets a sentence for each secret that every user of the computer can read
   */
  SecretValues(
      Path configuration, UnaryOperator<@Nullable String> environment, Consumer<String> warnings) {
    this.configuration = configuration;
    this.environment = environment;
    this.warnings = warnings;
  }

  /**
   * The same values with their secrets.
   *
   * @throws IllegalArgumentException with one sentence for the user if a secret is not there
   */
  Map<String, @Nullable Object> resolve(
      List<Setting> described, Map<String, ? extends @Nullable Object> values) {
    Map<String, @Nullable Object> resolved = new LinkedHashMap<>(values);
    for (Setting setting : described) {
      @Nullable Object value = values.get(setting.key());
      if (setting.isSecret() && value instanceof Map<?, ?> named) {
        resolved.put(setting.key(), secret(setting, named));
      } else if (setting.isSecret() && value != null) {
        SecretFiles.warning(configuration).ifPresent(warnings);
      }
    }
    return resolved;
  }

  private String secret(Setting setting, Map<?, ?> named) {
    Object where = named.size() == 1 ? named.values().iterator().next() : null;
    if (where instanceof String text && !text.isEmpty()) {
      if (named.containsKey(FILE)) {
        return ofFile(setting, configuration.resolveSibling(text));
      }
      if (named.containsKey(ENVIRONMENT)) {
        return ofEnvironment(setting, text);
      }
    }
    throw new IllegalArgumentException(
        "The setting "
            + setting.key()
            + " must be a text, {\"file\": \"PATH\"} or {\"env\": \"NAME\"}.");
  }

  private String ofEnvironment(Setting setting, String name) {
    @Nullable String value = environment.apply(name);
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException(
          "The setting "
              + setting.key()
              + " is in the environment variable "
              + name
              + ", which is not set.");
    }
    return value;
  }

  private String ofFile(Setting setting, Path file) {
    String line;
    try {
      line =
          new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
              .lines()
              .findFirst()
              .orElse("");
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "The setting "
              + setting.key()
              + " is in the file "
              + file
              + (e instanceof NoSuchFileException
                  ? ", which is missing."
                  : ", which is unreadable."),
          e);
    }
    if (line.isEmpty()) {
      throw new IllegalArgumentException(
          "The setting "
              + setting.key()
              + " is in the file "
              + file
              + ", whose first line is empty.");
    }
    SecretFiles.warning(file).ifPresent(warnings);
    return line;
  }
}
