package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.api.Capitals;
import nz.co.medimage.sink.practice.internal.profile.ProfileNode;

/**
 * What a value in an answer must be.
 *
 * @param path what is looked at; one of several values that it selects is enough
 * @param isContained whether the text may be a part of the value
 */
record Comparison(
    AnswerPath path, Optional<Template> text, boolean isContained, boolean ignoresCase) {

  /** Reads one with a path at some key, and {@code equals}, {@code contains} or neither. */
  static Comparison read(ProfileNode node, String key, Scope scope) throws IOException {
    AnswerPath path = AnswerPath.read(node, key);
    Optional<Template> equal = Template.find(node, "equals", scope);
    Optional<Template> contained = Template.find(node, "contains", scope);
    if (equal.isPresent() && contained.isPresent()) {
      throw node.fail("contains", "stands beside equals; one of them is enough");
    }
    boolean ignoresCase = node.flag("ignore-case", false);
    return new Comparison(
        path, equal.isPresent() ? equal : contained, contained.isPresent(), ignoresCase);
  }

  /** Whether it holds; without a text, whether the path selects something. */
  boolean holds(AnswerPart part, RequestValues values) throws IOException {
    List<AnswerPart> found = part.select(path);
    if (text.isEmpty()) {
      return found.stream().anyMatch(AnswerPart::isTrue);
    }
    String wanted = folded(text.get().fill(values, Escape.NONE));
    for (AnswerPart each : found) {
      String value = each.text();
      if (value != null && holds(folded(value), wanted)) {
        return true;
      }
    }
    return false;
  }

  private boolean holds(String value, String wanted) {
    return isContained ? !wanted.isEmpty() && value.contains(wanted) : value.equals(wanted);
  }

  private String folded(String text) {
    return ignoresCase ? Capitals.of(text) : text;
  }
}
