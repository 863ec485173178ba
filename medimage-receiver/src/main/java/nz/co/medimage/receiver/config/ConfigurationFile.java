package nz.co.medimage.receiver.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where a configuration came from.
 *
 * @param environment gives the value of an environment variable
 */
record ConfigurationFile(Path path, UnaryOperator<@Nullable String> environment) {

  /** Where relative paths begin. */
  Path folder() {
    Path folder = path.toAbsolutePath().getParent();
    return folder == null ? path.toAbsolutePath() : folder;
  }

  SecretValues secrets(Consumer<String> warnings) {
    return new SecretValues(path.toAbsolutePath(), environment, warnings);
  }

  /** What is wrong at a place in it, in one sentence. */
  IOException wrong(String place, String sentence) {
    return new IOException(path + (place.isEmpty() ? "" : ", " + place) + ": " + sentence);
  }
}
