package nz.co.medimage.sink.hl7;

import java.util.ArrayList;
import java.util.List;

/** One segment that is being written; its fields are escaped already. */
final class Segment {
  private final String name;
  private final int first;
  private final List<String> fields = new ArrayList<>();

  private Segment(String name, int first) {
    this.name = name;
    this.first = first;
  }

  static Segment named(String name) {
    return new Segment(name, 1);
  }

  /** The header, whose field 1 is the separator itself. */
  static Segment header() {
    return new Segment("MSH", 2);
  }

  /** Sets a field by its number in the standard. */
  Segment put(int number, String field) {
    while (fields.size() <= number - first) {
      fields.add("");
    }
    fields.set(number - first, field);
    return this;
  }

  /** The segment up to where its last field ends. */
  String open() {
    return name + "|" + String.join("|", fields);
  }

  /** The whole segment, with its end. */
  String closed() {
    return open() + "\r";
  }
}
