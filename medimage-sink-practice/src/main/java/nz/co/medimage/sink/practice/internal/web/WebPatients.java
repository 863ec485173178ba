package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import nz.co.medimage.api.spi.Echo;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.sink.practice.internal.FoundPatient;
import nz.co.medimage.sink.practice.internal.IsoDay;
import nz.co.medimage.sink.practice.internal.TypedIds;
import nz.co.medimage.sink.practice.internal.profile.PatientLookup;
import nz.co.medimage.sink.practice.internal.profile.PhotoFacts;
import nz.co.medimage.sink.practice.internal.profile.ProfileNode;
import nz.co.medimage.sink.practice.internal.profile.ProfileValues;
import org.jspecify.annotations.Nullable;

/** Looks patients up by the steps of the section {@code patient}. */
final class WebPatients implements PatientLookup {
  private static final Set<String> NAMES = Set.of("id", "now");

  private final List<Step> steps;
  private final TypedIds ids;
  private final AnswerPath id;
  private final Optional<Active> active;
  private final Optional<EchoPaths> echo;
  private final ProfileValues values;
  private final StepRunner runner;
  private final Clock clock;

  private record Active(AnswerPath path, List<String> values, boolean ifMissing) {
    boolean holds(AnswerPart record) {
      List<String> found = record.texts(path);
      if (found.isEmpty()) {
        return ifMissing;
      }
      return found.stream()
          .anyMatch(text -> values.stream().anyMatch(value -> value.equalsIgnoreCase(text)));
    }
  }

  private record EchoPaths(
      @Nullable AnswerPath family, @Nullable AnswerPath given, @Nullable AnswerPath born) {}

  /** Reads the section. */
  WebPatients(ProfileNode node, StepRunner runner, Server server, Clock clock) throws IOException {
    this.values = node.values();
    this.runner = runner;
    this.clock = clock;
    Set<String> names = new TreeSet<>(values.names());
    names.addAll(NAMES);
    StepReader reader = new StepReader(server, new Scope(names, false), false);
    steps = reader.read(node, "steps");
    if (steps.isEmpty()) {
      throw node.fail("steps", "is missing: how a patient is looked up");
    }
    checkMatch(node, steps.get(steps.size() - 1));
    String form =
        node.has("ids") ? node.choice("ids", TypedIds.PLAIN, TypedIds.NHI) : TypedIds.PLAIN;
    ids = TypedIds.of(form, node.flag("capitals", false));
    id = AnswerPath.read(node, "id");
    active = active(node);
    echo = echo(node);
    node.done();
  }

  /** A server's search may find similar ids, or forget what it was asked for. */
  private static void checkMatch(ProfileNode node, Step last) throws IOException {
    boolean isExact =
        last.match().stream()
            .anyMatch(
                each ->
                    !each.isContained()
                        && each.text().map(text -> text.names().contains("id")).orElse(false));
    if (!isExact) {
      throw node.fail(
          "steps",
          "the last step needs a match that says which value of a record equals {{id}}, such as"
              + " {\"path\": \"$.nhi\", \"equals\": \"{{id}}\"}");
    }
  }

  private static Optional<Active> active(ProfileNode section) throws IOException {
    Optional<ProfileNode> node = section.findNode("active");
    if (node.isEmpty()) {
      return Optional.empty();
    }
    AnswerPath path = AnswerPath.read(node.get(), "path");
    List<String> values = node.get().texts("values");
    if (values.isEmpty()) {
      throw node.get().fail("values", "is missing: what a patient who is with the practice has");
    }
    boolean ifMissing = node.get().flag("if-missing", false);
    node.get().done();
    return Optional.of(new Active(path, values, ifMissing));
  }

  private static Optional<EchoPaths> echo(ProfileNode section) throws IOException {
    Optional<ProfileNode> node = section.findNode("echo");
    if (node.isEmpty()) {
      return Optional.empty();
    }
    EchoPaths paths =
        new EchoPaths(
            optional(node.get(), "family"),
            optional(node.get(), "given"),
            optional(node.get(), "born"));
    node.get().done();
    return Optional.of(paths);
  }

  private static @Nullable AnswerPath optional(ProfileNode node, String key) throws IOException {
    return node.has(key) ? AnswerPath.read(node, key) : null;
  }

  @Override
  public String normalized(String typedId) {
    return ids.normalized(typedId);
  }

  @Override
  public PatientMatch find(String typedId) throws IOException {
    Optional<PatientMatch> refused = ids.refusal(typedId);
    if (refused.isPresent()) {
      return refused.get();
    }
    RequestValues at =
        RequestValues.of(PhotoFacts.ofLookup(ids.normalized(typedId), values, clock));
    List<AnswerPart> records = new ArrayList<>();
    for (Step step : steps) {
      if (step.isLeftOut(at)) {
        continue;
      }
      Outcome outcome;
      try {
        outcome = runner.run(step, at);
      } catch (UnfitValueException e) {
        return PatientMatch.unknown(); // no patient has an id that cannot be asked for
      }
      switch (outcome.meaning()) {
        case OK, FOUND, DUPLICATE -> {}
        case UNKNOWN_PATIENT -> {
          return PatientMatch.unknown();
        }
        case AMBIGUOUS_PATIENT -> {
          return PatientMatch.ambiguous();
        }
        case INACTIVE_PATIENT -> {
          return PatientMatch.inactive();
        }
        case DENIED ->
            throw new LoginFailedException(Sentences.denied(runner.target(), step, outcome));
        default -> throw new IOException(Sentences.notNow(runner.target(), step, outcome));
      }
      if (step.selects() && outcome.records().isEmpty()) {
        return PatientMatch.unknown();
      }
      records = outcome.records();
      at = at.with(outcome.captured());
    }
    return match(records);
  }

  /** A patient may be in several records of an answer, but has one own id. */
  private PatientMatch match(List<AnswerPart> records) throws IOException {
    FoundPatient found = null;
    for (AnswerPart record : records) {
      List<String> own = record.texts(id);
      if (own.size() != 1 || own.get(0).isBlank()) {
        throw new IOException(
            runner.target()
                + " found a patient without one own id; see whether patient.id fits this version"
                + " of the system.");
      }
      boolean isActive = active.isEmpty() || active.get().holds(record);
      FoundPatient each = FoundPatient.of(own.get(0), isActive, masked(record).orElse(null));
      found = found == null ? each : found.and(each);
    }
    return FoundPatient.match(found);
  }

  private Optional<String> masked(AnswerPart record) {
    if (echo.isEmpty()) {
      return Optional.empty();
    }
    EchoPaths paths = echo.get();
    return Echo.of(
        first(record, paths.family()),
        first(record, paths.given()),
        IsoDay.find(first(record, paths.born())));
  }

  private static String first(AnswerPart record, @Nullable AnswerPath path) {
    return path == null ? "" : record.texts(path).stream().findFirst().orElse("");
  }
}
