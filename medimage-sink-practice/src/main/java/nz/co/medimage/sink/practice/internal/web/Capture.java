package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import nz.co.medimage.sink.practice.internal.profile.PhotoFacts;
import nz.co.medimage.sink.practice.internal.profile.ProfileNode;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of an answer under a name.
 *
 * @param path null if it is a header
 * @param header null if it is in the body
 * @param regex of which the first group, or the whole, is kept; null for everything
 * @param isObject whether a whole JSON object is kept, for the fields of a form
 */
record Capture(
    @Nullable AnswerPath path,
    @Nullable String header,
    @Nullable Pattern regex,
    boolean isOptional,
    boolean isObject) {
  private static final int LONGEST = 8192;

  /** Those at the key {@code capture}, by name. */
  static Map<String, Capture> read(ProfileNode step) throws IOException {
    Map<String, Capture> captures = new LinkedHashMap<>();
    Optional<ProfileNode> node = step.findNode("capture");
    if (node.isEmpty()) {
      return captures;
    }
    for (String name : node.get().keys()) {
      if (!Template.isName(name)
          || PhotoFacts.NAMES.contains(name)
          || Format.BYTES.contains(name)
          || step.values().names().contains(name)) {
        throw node.get()
            .fail(name, "the name is taken, or is not a letter a-z and up to 39 of a-z, 0-9 and -");
      }
      captures.put(name, one(node.get(), name));
    }
    return captures;
  }

  private static Capture one(ProfileNode node, String name) throws IOException {
    if (!(node.json(name).orElse("") instanceof Map)) {
      return new Capture(AnswerPath.read(node, name), null, null, false, false);
    }
    ProfileNode own = node.node(name);
    AnswerPath path = null;
    String header = null;
    if (own.has("header")) {
      header = own.text("header");
    } else {
      path = AnswerPath.read(own, own.has("xpath") ? "xpath" : "json");
    }
    Pattern regex = own.has("regex") ? regex(own) : null;
    boolean isOptional = own.flag("optional", false);
    boolean isObject = own.flag("object", false);
    own.done();
    return new Capture(path, header, regex, isOptional, isObject);
  }

  private static Pattern regex(ProfileNode node) throws IOException {
    try {
      return Pattern.compile(node.template("regex"));
    } catch (PatternSyntaxException e) {
      throw node.fail("regex", "is no regular expression of Java");
    }
  }

  /** Where in an answer it is, for people. */
  String place() {
    return path == null ? "the header " + header : path.text();
  }

  /**
   * Takes it out of an answer.
   *
   * @param record in which its path starts
   */
  Optional<String> of(Answer answer, AnswerPart record) {
    String text;
    if (isObject) {
      text =
          path == null
              ? null
              : record.select(path).stream().findFirst().map(AnswerPart::json).orElse(null);
    } else if (path == null) {
      text = answer.header(String.valueOf(header));
    } else {
      text = record.texts(path).stream().findFirst().orElse(null);
    }
    if (text == null || text.isEmpty() || text.length() > LONGEST) {
      return Optional.empty();
    }
    if (regex == null) {
      return Optional.of(text);
    }
    Matcher matcher = regex.matcher(text);
    if (!matcher.find()) {
      return Optional.empty();
    }
    return Optional.ofNullable(matcher.group(Math.min(1, matcher.groupCount())));
  }
}
