package nz.co.medimage.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import nz.co.medimage.runtime.SecretFiles;
import org.jspecify.annotations.Nullable;

/** Secrets in files, as every user of a machine can read the command lines of its processes. */
final class SecretFile {
  private SecretFile() {}

  /**
   * The secret of an option that has a twin for a file.
   *
   * @param given by the option itself; the file goes first
   * @return null if neither is given
   */
  static @Nullable String or(@Nullable Path file, @Nullable String given) throws IOException {
    return file == null ? given : read(file, "secret");
  }

  /** Says so if every user of this computer can read a file that holds a secret. */
  static void warnIfOthersRead(@Nullable Path file, Output output) {
    Optional.ofNullable(file).flatMap(SecretFiles::warning).ifPresent(output::warning);
  }

  /**
   * The first line of a file.
   *
   * @param what it is, for the sentence if it is not there
   */
  static String read(Path file, String what) throws IOException {
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    String line = text.lines().findFirst().orElse("");
    if (line.isEmpty()) {
      throw new BadInputException(file + " holds no " + what + " in its first line");
    }
    return line;
  }
}
