package nz.co.medimage.console;

/** Says what to do in place of a page. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String key;

  /**
   * A refusal.
   *
   * @param key of the sentence; that of its title has {@code .title} at its end
   */
  RefusedException(int status, String key) {
    super(null, null, false, false);
    this.status = status;
    this.key = key;
  }

  int status() {
    return status;
  }

  String key() {
    return key;
  }
}
