package nz.co.medimage.relay.store;

import java.util.Map;
import java.util.stream.Collectors;

/** Libraries of which a relay needs only some. */
final class Libraries {
  private Libraries() {}

  /**
   * Tries whether libraries are there.
   *
   * @param what needs them
   * @param needed the artifact of each, by the name of one of its classes
   * @throws IllegalStateException with one sentence that names all that are missing
   */
  static void require(String what, Map<String, String> needed) {
    String missing =
        needed.entrySet().stream()
            .filter(library -> !isThere(library.getKey()))
            .map(Map.Entry::getValue)
            .sorted()
            .collect(Collectors.joining(" and "));
    if (!missing.isEmpty()) {
      throw new IllegalStateException(
          what
              + " needs "
              + missing
              + (missing.contains(" and ")
                  ? "; medimage-bom has their versions"
                  : "; medimage-bom has its version"));
    }
  }

  private static boolean isThere(String type) {
    try {
      Class.forName(type, false, Libraries.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
