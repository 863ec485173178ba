package nz.co.medimage.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Figures of several rounds, of each of which the median counts. */
final class Figures {
  private final Map<String, List<Double>> byName = new LinkedHashMap<>();

  void add(String name, double figure) {
    byName.computeIfAbsent(name, unused -> new ArrayList<>()).add(figure);
  }

  double median(String name) {
    List<Double> sorted = byName.get(name).stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }

  /** Prints a line for each figure: median and range. */
  void print() {
    byName.forEach(
        (name, all) ->
            System.out.printf(
                Locale.ROOT,
                "%s: %.1f (%.1f to %.1f)%n",
                name,
                median(name),
                all.stream().mapToDouble(each -> each).min().orElseThrow(),
                all.stream().mapToDouble(each -> each).max().orElseThrow()));
  }

  /** Prints the ratio of two medians. */
  void printRatio(String what, String of, String to) {
    System.out.printf(Locale.ROOT, "%s: %.2f%n", what, median(of) / median(to));
  }
}
