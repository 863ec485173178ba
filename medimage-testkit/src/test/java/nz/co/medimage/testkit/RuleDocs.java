package nz.co.medimage.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The Javadoc of the rules. */
final class RuleDocs {
  private static final Path API = Path.of("../medimage-api/src/main/java/nz/co/medimage/api");

  private RuleDocs() {}

  /** The Javadoc of a type explains each rule of its contract. */
  static void assertExplained(String type, List<Rule> rules) throws IOException {
    String source = Files.readString(API.resolve(type));
    for (Rule rule : rules) {
      assertTrue(
          source.contains(" *   <li>{@code " + rule.id() + "}"),
          () -> type + " does not explain " + rule.id());
    }
  }
}
