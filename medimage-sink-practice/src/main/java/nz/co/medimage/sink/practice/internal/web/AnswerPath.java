package nz.co.medimage.sink.practice.internal.web;

import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import java.io.IOException;
import java.util.Optional;
import javax.xml.xpath.XPathExpressionException;
import nz.co.medimage.sink.practice.internal.profile.ProfileNode;
import org.jspecify.annotations.Nullable;

/**
 * A path into an answer: JSON path if it begins with {@code $}, else XPath with local names.
 * Immutable.
 *
 * @param json null for XPath
 */
record AnswerPath(String text, @Nullable JsonPath json) {

  /** The path at a key. */
  static AnswerPath read(ProfileNode node, String key) throws IOException {
    return parse(node, key, node.template(key));
  }

  /**
   * Reads a path.
   *
   * @param key where it is, for the sentence of a fault
   */
  static AnswerPath parse(ProfileNode node, String key, String text) throws IOException {
    if (text.contains("{{")) {
      throw node.fail(key, "a path has no placeholders; compare with match, equals or contains");
    }
    try {
      if (text.startsWith("$")) {
        return new AnswerPath(text, JsonPath.compile(text));
      }
      AnswerPart.xpath(text);
      return new AnswerPath(text, null);
    } catch (InvalidPathException e) {
      throw node.fail(key, "is no JSON path; one looks like $.id or $.entry[*].resource");
    } catch (XPathExpressionException e) {
      throw node.fail(
          key, "is neither a JSON path, which begins with $, nor an XPath, such as //Id");
    }
  }

  /** Where the list is, of which this selects records: {@code $.a} of {@code $.a[*]}. */
  Optional<AnswerPath> list() {
    int end = text.indexOf('[');
    return json == null || end < 1
        ? Optional.empty()
        : Optional.of(
            new AnswerPath(text.substring(0, end), JsonPath.compile(text.substring(0, end))));
  }

  boolean isJson() {
    return json != null;
  }
}
