package nz.co.medimage.relay.store;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is missing is said, all of it at once. */
class LibrariesTest {
  private static String missing(Map<String, String> needed) {
    return String.valueOf(
        assertThrows(IllegalStateException.class, () -> Libraries.require("A relay", needed))
            .getMessage());
  }

  @Test
  void allThatAreMissingAreNamedAtOnce() {
    assertEquals(
        "A relay needs com.example:pool and org.example:driver; medimage-bom has their versions",
        missing(
            Map.of(
                "org.example.Driver",
                "org.example:driver",
                "com.example.Pool",
                "com.example:pool",
                "java.lang.String",
                "the JDK")));
  }

  @Test
  void oneThatIsMissingIsNamed() {
    assertEquals(
        "A relay needs org.example:driver; medimage-bom has its version",
        missing(Map.of("org.example.Driver", "org.example:driver")));
    assertDoesNotThrow(() -> Libraries.require("A relay", Map.of("java.lang.String", "the JDK")));
  }
}
