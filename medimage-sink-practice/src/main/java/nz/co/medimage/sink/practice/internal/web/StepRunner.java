package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/** Runs single steps, and leaves the server alone for as long as it wants. */
final class StepRunner {
  private static final int MOST_PAGES = 50;
  private static final int NO_CONTENT = 204;

  private final WebClient client;
  private final Clock clock;
  private final AtomicReference<Instant> alone = new AtomicReference<>(Instant.MIN);

  StepRunner(WebClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  /**
   * Returns unless the server wants to be left alone.
   *
   * @throws CallFailedException if it does; nothing was sent
   */
  void checkAlone() throws CallFailedException {
    Instant until = alone.get();
    Instant now = clock.instant();
    boolean isClockSetBack = now.plus(Answer.LONGEST_PAUSE).isBefore(until);
    if (isClockSetBack) {
      alone.compareAndSet(until, Instant.MIN);
    } else if (now.isBefore(until)) {
      throw new CallFailedException(
          target()
              + " asked to be left alone for another "
              + Sentences.seconds(Duration.between(now, until))
              + ".",
          true,
          null);
    }
  }

  Clock clock() {
    return clock;
  }

  /** How long a request may take. */
  Duration timeout() {
    return client.server().timeout();
  }

  /** What sentences call the system. */
  String target() {
    return client.target();
  }

  /**
   * Runs a step.
   *
   * @throws CallFailedException if there is no answer
   * @throws UnfitValueException if a value cannot stand in its request; nothing was sent
   */
  Outcome run(Step step, RequestValues values) throws IOException {
    checkAlone();
    long start = System.nanoTime();
    while (true) {
      Outcome outcome = once(step, values);
      if (step.until().isEmpty() || outcome.meaning() != Meaning.OK) {
        return outcome;
      }
      Step.Until until = step.until().get();
      for (AnswerPart record : outcome.records()) {
        if (until.comparison().holds(record, values)) {
          return outcome;
        }
      }
      if (System.nanoTime() - start >= until.most().toNanos()) {
        throw new IOException(
            target() + " is not done with '" + step.name() + "' yet; it is asked again later.");
      }
      pause(until.every());
    }
  }

  private static void pause(Duration pause) throws IOException {
    try {
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    }
  }

  private Outcome once(Step step, RequestValues values) throws IOException {
    Request request = request(step, values);
    Answer answer = send(request);
    Optional<AnswerRule> rule = rule(step, answer, values);
    Meaning meaning = meaning(step, answer, rule);
    String sentence = rule.map(AnswerRule::sentence).orElse(null);
    if (!isGood(meaning)) {
      String code = rule.flatMap(own -> own.codeOf(answer)).orElse(null);
      return new Outcome(meaning, answer.status(), sentence, code, List.of(), Map.of());
    }
    List<AnswerPart> records = records(step, request, answer, values);
    Map<String, String> captured =
        captured(step, answer, records.isEmpty() ? null : records.get(0), meaning);
    if (captured == null) {
      return lacking(step, answer, records.isEmpty() ? AnswerPart.nothing() : records.get(0));
    }
    return new Outcome(meaning, answer.status(), sentence, null, records, captured);
  }

  private static Request request(Step step, RequestValues values) throws IOException {
    try {
      return step.request(values);
    } catch (UnfitValueException e) {
      throw e;
    } catch (IOException e) {
      throw new CallFailedException("The file to send cannot be read.", true, e);
    }
  }

  private static Optional<AnswerRule> rule(Step step, Answer answer, RequestValues values)
      throws IOException {
    for (AnswerRule rule : step.answers()) {
      if (rule.fits(answer, values)) {
        return Optional.of(rule);
      }
    }
    return Optional.empty();
  }

  /**
   * If the profile says how an answer that is good looks, no other one is. A page for people, such
   * as that of a login, is none either, unless the profile has found in it what it looks for.
   */
  private static Meaning meaning(Step step, Answer answer, Optional<AnswerRule> rule) {
    Meaning meaning =
        rule.map(AnswerRule::meaning).orElseGet(() -> Meaning.of(answer.status(), step.files()));
    boolean isToLookGood =
        rule.isEmpty()
            && step.answers().stream()
                .anyMatch(each -> each.condition().isPresent() && each.meaning() == Meaning.OK);
    boolean isSeen =
        rule.flatMap(AnswerRule::condition).isPresent() || (meaning == Meaning.OK && step.reads());
    boolean isDoubtful =
        (meaning == Meaning.OK && isToLookGood) || (isGood(meaning) && !isSeen && answer.isPage());
    if (!isDoubtful) {
      return meaning;
    }
    return step.files() ? Meaning.UNKNOWN : Meaning.RETRY;
  }

  private static boolean isGood(Meaning meaning) {
    return meaning == Meaning.OK || meaning == Meaning.FOUND || meaning == Meaning.DUPLICATE;
  }

  private Answer send(Request request) throws IOException {
    Answer answer = client.send(request);
    if (answer.status() == 429 || answer.status() == 503) {
      Instant now = clock.instant();
      answer
          .retryAfter(now)
          .ifPresent(pause -> alone.accumulateAndGet(now.plus(pause), StepRunner::later));
    }
    return answer;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /** The records of all pages that match. */
  private List<AnswerPart> records(Step step, Request request, Answer answer, RequestValues values)
      throws IOException {
    List<AnswerPart> records = new ArrayList<>();
    Answer page = answer;
    for (int pages = 1; ; pages++) {
      addRecords(records, step, page, values);
      Optional<HttpUrl> next = next(step, request.url(), page);
      if (next.isEmpty()) {
        return records;
      }
      if (pages == MOST_PAGES) {
        throw new IOException(
            "The answer to '" + step.name() + "' has more than " + MOST_PAGES + " pages.");
      }
      page = send(request.newBuilder().url(next.get()).build());
      if (page.status() / 100 != 2) {
        throw new IOException(
            "A further page of '" + step.name() + "' has the status " + page.status() + ".");
      }
    }
  }

  private void addRecords(List<AnswerPart> records, Step step, Answer page, RequestValues values)
      throws IOException {
    AnswerPath each = step.each();
    AnswerPart whole = page.whole(each == null ? isJson(step) : each.isJson());
    if (step.selects() && page.status() != NO_CONTENT && !isResult(step, whole)) {
      throw new IOException(
          target() + " answered '" + step.name() + "' with something else than what was searched.");
    }
    List<AnswerPart> all = each == null ? List.of(whole) : whole.select(each);
    for (AnswerPart record : all) {
      boolean matches = true;
      for (Comparison comparison : step.match()) {
        matches &= comparison.holds(record, values);
      }
      if (matches) {
        records.add(record);
      }
    }
  }

  /**
   * Whether an answer can show that nothing was found: a page of a login, or an error with the
   * status 200, cannot. Rules of the profile know better.
   */
  private static boolean isResult(Step step, AnswerPart whole) {
    boolean hasRule = step.answers().stream().anyMatch(rule -> rule.condition().isPresent());
    AnswerPath each = step.each();
    if (whole.isNothing() || hasRule || each == null) {
      return !whole.isNothing();
    }
    return each.list().map(list -> !whole.select(list).isEmpty()).orElse(true);
  }

  /** Whether a step without records reads JSON, as the first of its paths shows. */
  private static boolean isJson(Step step) {
    for (Comparison comparison : step.match()) {
      return comparison.path().isJson();
    }
    for (Capture capture : step.captures().values()) {
      if (capture.path() != null) {
        return capture.path().isJson();
      }
    }
    return step.until().map(until -> until.comparison().path().isJson()).orElse(true);
  }

  private Optional<HttpUrl> next(Step step, HttpUrl current, Answer page) throws IOException {
    AnswerPath path = step.next();
    if (path == null) {
      return Optional.empty();
    }
    List<String> found = page.whole(path.isJson()).texts(path);
    if (found.isEmpty() || found.get(0).isEmpty()) {
      return Optional.empty();
    }
    HttpUrl next = current.resolve(found.get(0));
    if (next == null || !client.server().isOrigin(next)) {
      throw new IOException(
          "The next page of '" + step.name() + "' is not on " + target() + ", so it is not read.");
    }
    return Optional.of(next);
  }

  /** What a step captures; null if something is missing. */
  private static @Nullable Map<String, String> captured(
      Step step, Answer answer, @Nullable AnswerPart record, Meaning meaning) {
    Map<String, String> captured = new HashMap<>();
    for (Map.Entry<String, Capture> each : step.captures().entrySet()) {
      Capture capture = each.getValue();
      AnswerPart in = record == null ? AnswerPart.nothing() : record;
      Optional<String> value = capture.of(answer, in);
      boolean mayLack =
          capture.isOptional() || meaning != Meaning.OK || (record == null && step.selects());
      if (value.isEmpty() && !mayLack) {
        return null;
      }
      captured.put(each.getKey(), value.orElse(""));
    }
    return captured;
  }

  private Outcome lacking(Step step, Answer answer, AnswerPart record) throws IOException {
    if (step.files()) {
      List<String> places =
          step.captures().values().stream()
              .filter(each -> !each.isOptional() && each.of(answer, record).isEmpty())
              .map(Capture::place)
              .toList();
      String sentence = Sentences.lacking(target(), step, answer.status(), places);
      return new Outcome(Meaning.UNKNOWN, answer.status(), sentence, null, List.of(), Map.of());
    }
    throw new IOException(
        target()
            + " answered '"
            + step.name()
            + "' without "
            + String.join(", ", step.captures().keySet())
            + "; see whether the profile fits this version of the system.");
  }
}
