package nz.co.medimage.cli;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import nz.co.medimage.receiver.filter.TypeFilter;

/**
 * What {@code --types} says: types alone, or with a {@code +} in front as well as the usual ones.
 */
final class TypeChoice {
  private static final String MORE = "+";

  private TypeChoice() {}

  /**
   * Gives the extensions that are chosen.
   *
   * @throws BadInputException if only some have a {@code +}, as it is then not clear what is meant
   */
  static Set<String> parse(List<String> types) {
    boolean more = types.get(0).strip().startsWith(MORE);
    Set<String> extensions = new TreeSet<>(more ? TypeFilter.DEFAULT_TYPES : Set.of());
    for (String type : types) {
      String name = type.strip().toLowerCase(Locale.ROOT);
      if (name.startsWith(MORE)) {
        if (!more) {
          throw new BadInputException(
              "--types takes either types alone, such as jpg,png, or more types, such as +png,mov");
        }
        name = name.substring(MORE.length());
      }
      extensions.add(name.startsWith(".") ? name.substring(1) : name);
    }
    return extensions;
  }

  /** How the practice can allow a type, for who sent a file of it. */
  static String advice(String extension) {
    return "The practice can allow them with --types " + MORE + extension + ".";
  }
}
