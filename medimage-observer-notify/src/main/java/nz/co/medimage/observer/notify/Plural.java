package nz.co.medimage.observer.notify;

/** Numbers of things, as sentences have them. */
final class Plural {
  private Plural() {}

  /** Such as "1 minute" or "0 minutes". */
  static String of(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
