package nz.co.medimage.api;

import java.util.Collection;
import java.util.Objects;
import java.util.Optional;

/**
 * Finds the word that somebody meant to type. The distance between two words is the number of
 * typing slips: a letter added, left out or replaced, or two letters swapped (optimal string
 * alignment).
 */
public final class NearestWord {
  private NearestWord() {}

  /**
   * Finds the nearest known word; the first one if several are equally near.
   *
   * @param typed a word that is not known
   * @return empty if no word is within two slips, or within a third of the length of a long word
   */
  public static Optional<String> of(String typed, Collection<String> known) {
    Objects.requireNonNull(typed, "typed");
    Objects.requireNonNull(known, "known");
    Optional<String> nearest = Optional.empty();
    int least = Math.max(2, typed.length() / 3) + 1;
    for (String candidate : known) {
      int distance = between(typed, candidate);
      if (distance < least) {
        least = distance;
        nearest = Optional.of(candidate);
      }
    }
    return nearest;
  }

  private static int between(String one, String other) {
    int[][] distance = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        distance[i][j] = i == 0 || j == 0 ? i + j : least(distance, one, other, i, j);
      }
    }
    return distance[one.length()][other.length()];
  }

  private static int least(int[][] distance, String one, String other, int i, int j) {
    int replaced = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
    int least =
        Math.min(
            distance[i - 1][j - 1] + replaced,
            1 + Math.min(distance[i - 1][j], distance[i][j - 1]));
    boolean isSwapped =
        i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1);
    return isSwapped ? Math.min(least, 1 + distance[i - 2][j - 2]) : least;
  }
}
