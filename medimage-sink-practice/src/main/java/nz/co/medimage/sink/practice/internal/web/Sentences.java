package nz.co.medimage.sink.practice.internal.web;

/** What people are told of an answer: its status, and what the profile says of it. */
final class Sentences {
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

  private static String own(Outcome outcome, String usual) {
    String own = outcome.sentence();
    return own == null ? usual : own;
  }
}
