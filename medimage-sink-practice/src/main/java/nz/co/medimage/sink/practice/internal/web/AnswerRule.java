package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import nz.co.medimage.sink.practice.internal.profile.ProfileNode;
import org.jspecify.annotations.Nullable;

/**
 * What an answer with some status, and with something in it, means.
 *
 * @param statuses such as {@code 409} or {@code 2xx}; empty for any
 * @param sentence what a person is told; null for the usual one
 * @param code where the answer says by a code what is wrong; null if it does not
 */
record AnswerRule(
    List<String> statuses,
    Optional<Comparison> condition,
    Meaning meaning,
    @Nullable String sentence,
    @Nullable AnswerPath code) {
  private static final Pattern CODE = Pattern.compile("[A-Za-z0-9-]{1,40}");
  private static final Pattern STATUS = Pattern.compile("[1-5]([0-9]{2}|xx)");

  /** Those at the key {@code answers}. */
  static List<AnswerRule> read(ProfileNode step, Scope scope) throws IOException {
    List<AnswerRule> rules = new ArrayList<>();
    for (ProfileNode node : step.nodes("answers")) {
      rules.add(one(node, scope));
      node.done();
    }
    return List.copyOf(rules);
  }

  private static AnswerRule one(ProfileNode node, Scope scope) throws IOException {
    List<String> statuses = node.texts("status");
    for (String status : statuses) {
      if (!STATUS.matcher(status).matches()) {
        throw node.fail("status", "must be such as 409 or 2xx, or a list of them");
      }
    }
    Optional<Comparison> condition = Optional.empty();
    for (String key : List.of("json", "xpath")) {
      if (node.has(key)) {
        condition = Optional.of(Comparison.read(node, key, scope));
      }
    }
    Meaning meaning = Meaning.of(node.choice("is", Meaning.words().toArray(String[]::new)));
    return new AnswerRule(
        statuses,
        condition,
        meaning,
        node.find("sentence").orElse(null),
        node.has("code") ? AnswerPath.read(node, "code") : null);
  }

  /** The code in an answer: only what is surely one, since other texts may name a patient. */
  Optional<String> codeOf(Answer answer) {
    return code == null
        ? Optional.empty()
        : answer.whole(code.isJson()).texts(code).stream()
            .findFirst()
            .filter(text -> CODE.matcher(text).matches());
  }

  /** Whether an answer is of this kind. */
  boolean fits(Answer answer, RequestValues values) throws IOException {
    String status = Integer.toString(answer.status());
    boolean isOfStatus =
        statuses.isEmpty()
            || statuses.contains(status)
            || statuses.contains(status.charAt(0) + "xx");
    if (!isOfStatus || condition.isEmpty()) {
      return isOfStatus;
    }
    Comparison comparison = condition.get();
    return comparison.holds(answer.whole(comparison.path().isJson()), values);
  }
}
