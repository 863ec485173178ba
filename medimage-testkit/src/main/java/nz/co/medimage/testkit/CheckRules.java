package nz.co.medimage.testkit;

import java.util.List;

/** The rules of {@link PatientCheckContract}, which the Javadoc of {@code PatientCheck} lists. */
final class CheckRules {
  static final Rule ID =
      new Rule("check-id", "Return the same id always: 1 to 40 of a-z, 0-9 and -.");
  static final Rule FOUND =
      new Rule(
          "check-found", "Answer found, with the practice's own id, for a patient of its own.");
  static final Rule REST =
      new Rule(
          "check-not-found",
          "Tell unknown, ambiguous and inactive apart, and return one of them, never null.");
  static final Rule NO_GUESS =
      new Rule(
          "check-no-guess", "Compare the whole id: no beginnings, no wildcards, no similar ones.");
  static final Rule ANY_ID =
      new Rule("check-any-id", "Answer whatever is typed; an id that cannot be one is unknown.");
  static final Rule WHY =
      new Rule("check-why", "Say of an unknown id, in a whole sentence, only what was typed.");
  static final Rule ECHO =
      new Rule("check-echo", "Mask names and dates of birth; the class Echo does.");
  static final Rule FIRST_FOLDER =
      new Rule("check-first-folder", "Look up the first folder of the tag and nothing else of it.");
  static final Rule READ_ONLY =
      new Rule("check-read-only", "Change nothing in the practice system, however often asked.");
  static final Rule NOT_NOW =
      new Rule("check-not-now", "Throw an IOException if the practice system cannot be asked.");
  static final Rule THREADS =
      new Rule("check-threads", "Answer several threads at once, each its own question.");

  static final List<Rule> ALL =
      List.of(
          ID, FOUND, REST, NO_GUESS, ANY_ID, WHY, ECHO, FIRST_FOLDER, READ_ONLY, NOT_NOW, THREADS);

  private CheckRules() {}
}
