package nz.co.medimage.sink.practice.internal.profile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The profiles that come with this add-on, which a practice's own profile extends by name. */
public final class ShippedProfiles {
  private static final String FOLDER = "/nz/co/medimage/sink/practice/profiles/";

  /** One for each file {@code NAME.json} in the folder. */
  private static final List<String> NAMES =
      List.of(
          "cliniko",
          "fhir-r4",
          "fhir-r4-logical",
          "fhir-r4-media",
          "medtech-alex",
          "medtech32",
          "openemr",
          "soap-example",
          "sql-example");

  private ShippedProfiles() {}

  /** Their names, sorted. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * The text of one, as it is in its file.
   *
   * @throws IOException with one sentence if there is none of that name
   */
  public static String text(String name) throws IOException {
    try (InputStream in = open(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * Reads one as it is, without what it extends.
   *
   * @throws IOException with one sentence if there is none of that name
   */
  static Map<String, @Nullable Object> read(String name) throws IOException {
    try (InputStream in = open(name)) {
      return ProfileJson.read("shipped profile " + name, in);
    }
  }

  private static InputStream open(String name) throws IOException {
    if (!NAMES.contains(name)) {
      throw new IOException(UnknownWord.sentence("shipped profile", name, NAMES));
    }
    InputStream in = ShippedProfiles.class.getResourceAsStream(FOLDER + name + ".json");
    return Objects.requireNonNull(in, name);
  }
}
