package nz.co.medimage.cli;

import java.util.List;
import java.util.Set;
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
    try {
      return TypeFilter.extensions(types);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(e.getMessage());
    }
  }

  /** How the practice can allow a type, for who sent a file of it. */
  static String advice(String extension) {
    return "The practice can allow them with --types " + MORE + extension + ".";
  }
}
