package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * One request of a profile, and what its answers mean.
 *
 * @param when the step is left out if it is blank; empty for always
 * @param each the records in the answer; null if the whole answer is the record
 * @param match what a record must have
 * @param next the address of the next page; null for none
 * @param files whether it is the one that files the photo
 */
record Step(
    String name,
    Optional<Template> when,
    String method,
    Address address,
    Map<String, Template> headers,
    Optional<Payload> payload,
    @Nullable AnswerPath each,
    List<Comparison> match,
    @Nullable AnswerPath next,
    Map<String, Capture> captures,
    List<AnswerRule> answers,
    Optional<Until> until,
    boolean files) {

  /**
   * What a step waits for.
   *
   * @param every how long it pauses
   * @param most how long it waits in all
   */
  record Until(Comparison comparison, Duration every, Duration most) {}

  /** The same step, as the one that files the photo. */
  Step filing() {
    return new Step(
        name, when, method, address, headers, payload, each, match, next, captures, answers, until,
        true);
  }

  /** Whether it selects records of its answers. */
  boolean selects() {
    return each != null || !match.isEmpty();
  }

  /** Whether an answer is good only if something is found in its body. */
  boolean reads() {
    return selects()
        || captures.values().stream().anyMatch(each -> !each.isOptional() && each.path() != null);
  }

  boolean isLeftOut(RequestValues values) throws IOException {
    return when.isPresent() && when.get().fill(values, Escape.NONE).isBlank();
  }

  /** The request, whole: what does not fit is found here. */
  Request request(RequestValues values) throws IOException {
    Request.Builder request = new Request.Builder().url(address.fill(values));
    for (Map.Entry<String, Template> each : headers.entrySet()) {
      request.header(each.getKey(), each.getValue().fill(values, Escape.HEADER));
    }
    return request.method(method, payload.isPresent() ? payload.get().body(values) : null).build();
  }
}
