package nz.co.medimage.runtime;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import nz.co.medimage.api.TextCut;

/**
 * Passes on what one instance of an add-on tells people: on one line, not too long, and none that
 * was told within the last hour. Safe for use by several threads.
 */
final class AddOnProblems {
  private static final Duration TOLD = Duration.ofHours(1);
  private static final int MOST_TOLD = 50;
  private static final int LONGEST = 500;

  private final String instance;
  private final Clock clock;
  private final Consumer<String> people;
  private final Map<String, Instant> told = new LinkedHashMap<>();

  /**
   * Those of one.
   *
   * @param instance its kind and id, with which each sentence begins
   * @param people is given each new sentence
   */
  AddOnProblems(String instance, Clock clock, Consumer<String> people) {
    this.instance = instance;
    this.clock = clock;
    this.people = people;
  }

  /** Passes a sentence on, unless it was just told. */
  void tell(String sentence) {
    String shown = TextCut.line(sentence, LONGEST);
    if (isNew(shown)) {
      people.accept(instance + ": " + shown);
    }
  }

  private synchronized boolean isNew(String line) {
    Instant now = clock.instant();
    Instant before = told.get(line);
    if (before != null && Duration.between(before, now).abs().compareTo(TOLD) < 0) {
      return false;
    }
    told.remove(line);
    told.put(line, now);
    if (told.size() > MOST_TOLD) {
      told.remove(told.keySet().iterator().next());
    }
    return true;
  }
}
