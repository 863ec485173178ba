package nz.co.medimage.sink.practice.internal.web;

import java.time.Duration;
import java.util.List;

/** What people are told of an answer: its status, and what the profile says of it. */
final class Sentences {
  private static final String OPEN = ", so nobody knows whether it has this photo.";

  private Sentences() {}

  /** A person must mend the login, the rights or the address. */
  static String denied(String host, Step step, Outcome outcome) {
    return own(
        outcome,
        host
            + " refused '"
            + step.name()
            + "' with the status "
            + outcome.status()
            + "; see whether the login, its rights and the address in the profile are right.");
  }

  /** It may work later. */
  static String notNow(String host, Step step, Outcome outcome) {
    return own(
        outcome,
        host + " answered '" + step.name() + "' with the status " + outcome.status() + ".");
  }

  /** This photo will never be taken. */
  static String rejected(String host, Step step, Outcome outcome) {
    return own(
        outcome,
        host
            + " does not take this photo: it answered '"
            + step.name()
            + "' with the status "
            + outcome.status()
            + (outcome.code() == null ? "" : " and the code " + outcome.code())
            + ".");
  }

  /** There is no answer to the request that files. */
  static String lost(String host, Step step) {
    return "The answer of " + host + " to '" + step.name() + "' was lost" + OPEN;
  }

  /** The answer to the request that files says neither that the target has the photo nor not. */
  static String open(String host, Step step, Outcome outcome) {
    boolean isGood = outcome.status() / 100 == 2;
    return own(
        outcome,
        answered(host, step, outcome.status())
            + (isGood ? ", but not as the profile says that a good answer looks" : "")
            + OPEN);
  }

  /** The same, since the answer lacks what is captured at these places. */
  static String lacking(String host, Step step, int status, List<String> places) {
    return answered(host, step, status) + ", but without " + String.join(", ", places) + OPEN;
  }

  /**
   * Another profile than today's has sent the photo: that one knew how to go on, this one does not.
   */
  static String changed(boolean isAccepted) {
    return isAccepted
        ? "The practice system has this photo, but the profile was changed before the steps behind"
            + " that were done."
        : "The profile was changed after this photo was sent, and nobody knows whether the practice"
            + " system that it described then has the photo.";
  }

  /** The target has the photo, and a step behind that did not work. */
  static String unfinished(String host, Step step, Outcome outcome) {
    return own(
        outcome,
        host
            + " has this photo, but answered '"
            + step.name()
            + "' behind that with the status "
            + outcome.status()
            + ".");
  }

  /** At least a second. */
  static String seconds(Duration time) {
    long seconds = Math.max(1, time.toSeconds());
    return seconds == 1 ? "1 second" : seconds + " seconds";
  }

  private static String answered(String host, Step step, int status) {
    return host + " answered '" + step.name() + "' with the status " + status;
  }

  private static String own(Outcome outcome, String usual) {
    String own = outcome.sentence();
    return own == null ? usual : own;
  }
}
