package nz.co.medimage.sink.practice.internal.csv;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.api.spi.SelfTest.Finding;
import nz.co.medimage.api.spi.SelfTest.Verdict;

/** Counts rows of a file that have one fault, and knows where the first of them are. */
final class FaultyRows {
  private static final int MOST_LINES = 5;

  private final List<Long> lines = new ArrayList<>();
  private int count;

  void add(long line) {
    count++;
    if (lines.size() < MOST_LINES) {
      lines.add(line);
    }
  }

  int count() {
    return count;
  }

  /** Such as {@code 1 id of the file is no NHI (line 3): photos of this patient are held.} */
  Optional<Finding> warning(String one, String several) {
    if (count == 0) {
      return Optional.empty();
    }
    String where = String.join(", ", lines.stream().map(String::valueOf).toList());
    return Optional.of(
        new Finding(
            Verdict.WARNING,
            count == 1
                ? "1 " + one + " (line " + where + "): photos of this patient are held."
                : count
                    + " "
                    + several
                    + " (lines "
                    + where
                    + (count > lines.size() ? ", …" : "")
                    + "): photos of these patients are held."));
  }
}
