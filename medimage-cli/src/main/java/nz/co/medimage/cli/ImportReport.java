package nz.co.medimage.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What became of each field of an {@code ehrconnect.json}; no sentence shows a secret. */
final class ImportReport {

  /** What became of a field. */
  enum Fate {
    /** It is in the profile or in the lines for receiver.json. */
    IMPORTED("imported"),
    /** It needs no counterpart. */
    LEFT_OUT("left out"),
    /** A person must do something about it. */
    OPEN("open");

    private final String word;

    Fate(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /**
   * What became of one field.
   *
   * @param field as the file spells it
   */
  record Line(Fate fate, String field, String sentence) {}

  private final ClassicFile file;
  private final Map<String, Line> lines = new LinkedHashMap<>();

  ImportReport(ClassicFile file) {
    this.file = file;
  }

  void imported(String field, String to) {
    add(Fate.IMPORTED, field, to);
  }

  void leftOut(String field, String why) {
    add(Fate.LEFT_OUT, field, why);
  }

  /** Notes that a person must do something, even if the file lacks the field. */
  void open(String field, String what) {
    String spelled = file.spelled(field);
    lines.put(spelled, new Line(Fate.OPEN, spelled, what));
  }

  private void add(Fate fate, String field, String sentence) {
    if (file.has(field)) {
      String spelled = file.spelled(field);
      lines.putIfAbsent(spelled, new Line(fate, spelled, sentence));
    }
  }

  /** All that were noted, and the fields that nobody knows. */
  List<Line> lines() {
    List<Line> all = new ArrayList<>();
    for (String field : file.names()) {
      Line line = lines.get(field);
      all.add(
          line != null
              ? line
              : file.isEmpty(field)
                  ? new Line(Fate.LEFT_OUT, field, "it is empty")
                  : new Line(Fate.OPEN, field, "this field is not known; see what it is for"));
    }
    lines.values().stream().filter(line -> !file.has(line.field())).forEach(all::add);
    return all;
  }

  /** Whether nothing is left for a person to do. */
  boolean isComplete() {
    return lines().stream().noneMatch(line -> line.fate() == Fate.OPEN);
  }
}
