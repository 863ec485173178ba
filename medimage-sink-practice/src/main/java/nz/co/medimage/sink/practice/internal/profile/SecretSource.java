package nz.co.medimage.sink.practice.internal.profile;

import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds a text that may be secret: it stands in the profile, on the first line of a file, or in an
 * environment variable. Relative paths start at the folder of the practice's own profile.
 */
final class SecretSource {
  private static final String FILE = "file";
  private static final String ENVIRONMENT = "env";
  private static final int LONGEST = 8192;

  private final Path profile;
  private final UnaryOperator<@Nullable String> environment;

  SecretSource(Path profile, UnaryOperator<@Nullable String> environment) {
    this.profile = profile;
    this.environment = environment;
  }

  Path file() {
    return profile;
  }

  /** Whether an object of JSON says where a text is, rather than being one of the profile's. */
  static boolean isSource(Map<?, ?> object) {
    return object.size() == 1 && (object.containsKey(FILE) || object.containsKey(ENVIRONMENT));
  }

  /**
   * The text of a value.
   *
   * @param place what sentences call it
   * @throws IOException with one sentence that never contains it
   */
  String text(String place, Object value) throws IOException {
    if (value instanceof Map<?, ?> object && isSource(object)) {
      Object where = object.values().iterator().next();
      if (where instanceof String text && !text.isEmpty()) {
        return object.containsKey(FILE) ? ofFile(place, text) : ofEnvironment(place, text);
      }
    }
    if (value instanceof Map || value instanceof Iterable) {
      throw fail(place, "must be a text, {\"file\": \"PATH\"} or {\"env\": \"NAME\"}");
    }
    return plain(value);
  }

  /** A text, a number or a flag as a text. */
  static String plain(Object value) {
    return value instanceof Double number
        ? new BigDecimal(number.toString()).stripTrailingZeros().toPlainString()
        : value.toString();
  }

  private String ofEnvironment(String place, String name) throws IOException {
    String value = environment.apply(name);
    if (value == null || value.isEmpty()) {
      throw fail(place, "the environment variable " + UnknownWord.shown(name) + " is not set");
    }
    return value;
  }

  private String ofFile(String place, String name) throws IOException {
    String shown = UnknownWord.shown(name);
    String line;
    try (BufferedReader reader =
        Files.newBufferedReader(profile.resolveSibling(name), StandardCharsets.UTF_8)) {
      char[] start = new char[LONGEST];
      int length = Math.max(0, reader.read(start));
      line = new String(start, 0, length).lines().findFirst().orElse("");
    } catch (InvalidPathException e) {
      throw fail(place, "this computer can have no file " + shown);
    } catch (NoSuchFileException e) {
      throw fail(place, "the file " + shown + " is missing");
    } catch (IOException e) {
      throw fail(place, "the file " + shown + " cannot be read");
    }
    if (line.isEmpty()) {
      throw fail(place, "the first line of the file " + shown + " is empty");
    }
    return line;
  }

  private IOException fail(String place, String sentence) {
    return new IOException(profile + ": " + place + ": " + sentence);
  }
}
