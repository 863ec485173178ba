package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import nz.co.medimage.sink.practice.internal.profile.ProfileNode;
import okhttp3.Headers;

/** Reads the steps of a section. What one captures, the next ones know. */
final class StepReader {
  private static final Set<String> NEED_BODY = Set.of("POST", "PUT", "PATCH");

  private final Server server;
  private final boolean mayFile;
  private final List<Step> steps = new ArrayList<>();
  private Scope scope;

  /**
   * Starts.
   *
   * @param scope the names that are known before the first step
   * @param mayFile whether one of the steps files the photo
   */
  StepReader(Server server, Scope scope, boolean mayFile) {
    this.server = server;
    this.scope = scope;
    this.mayFile = mayFile;
  }

  /** The steps at a key of a section. */
  List<Step> read(ProfileNode section, String key) throws IOException {
    List<ProfileNode> nodes = section.nodes(key);
    for (ProfileNode node : nodes) {
      Step step = step(node, key.equals("steps") ? section.place() : key, steps.size() + 1);
      node.done();
      steps.add(step);
      scope = scope.with(step.captures().keySet());
    }
    return List.copyOf(steps);
  }

  /** The names that are known after the last step. */
  Scope scope() {
    return scope;
  }

  private Step step(ProfileNode node, String section, int number) throws IOException {
    Scope plain = scope.withoutContent();
    Optional<Payload> payload = PayloadReader.find(node, scope);
    String method =
        node.has("method")
            ? node.choice("method", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")
            : payload.isPresent() ? "POST" : "GET";
    checkBody(node, method, payload.isPresent());
    Map<String, Capture> captures = Capture.read(node);
    return new Step(
        node.find("name").orElse("step " + number + " of " + section),
        Template.find(node, "when", plain),
        method,
        Address.read(node, server, plain),
        headers(node, plain),
        payload,
        node.has("each") ? AnswerPath.read(node, "each") : null,
        match(node, plain),
        node.has("next") ? AnswerPath.read(node, "next") : null,
        captures,
        AnswerRule.read(node, plain),
        until(node, plain),
        mayFile && node.flag("files", false));
  }

  private static void checkBody(ProfileNode node, String method, boolean hasBody)
      throws IOException {
    if (NEED_BODY.contains(method) && !hasBody) {
      throw node.fail("body", "is missing, which " + method + " needs");
    }
    if (hasBody && (method.equals("GET") || method.equals("HEAD"))) {
      throw node.fail("body", "cannot go with " + method);
    }
  }

  private static Map<String, Template> headers(ProfileNode node, Scope scope) throws IOException {
    Map<String, Template> headers = new LinkedHashMap<>();
    for (Map.Entry<String, String> each : node.templates("headers").entrySet()) {
      try {
        new Headers.Builder().add(each.getKey(), "x");
      } catch (IllegalArgumentException e) {
        throw node.fail("headers." + each.getKey(), "is no name of a header");
      }
      headers.put(
          each.getKey(), Template.parse(node, "headers." + each.getKey(), each.getValue(), scope));
    }
    return headers;
  }

  private static List<Comparison> match(ProfileNode node, Scope scope) throws IOException {
    List<Comparison> match = new ArrayList<>();
    for (ProfileNode each : node.nodes("match")) {
      match.add(Comparison.read(each, "path", scope));
      each.done();
    }
    return List.copyOf(match);
  }

  private static Optional<Step.Until> until(ProfileNode step, Scope scope) throws IOException {
    Optional<ProfileNode> node = step.findNode("until");
    if (node.isEmpty()) {
      return Optional.empty();
    }
    Comparison comparison = Comparison.read(node.get(), "path", scope);
    Duration every = node.get().duration("every", Duration.ofSeconds(2));
    Duration most = node.get().duration("for", Duration.ofSeconds(30));
    node.get().done();
    return Optional.of(new Step.Until(comparison, every, most));
  }
}
