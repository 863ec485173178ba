package nz.co.medimage.console;

/** A request gets a sentence that says what to do, in place of what it asked for. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String key;
  private final transient Object[] values;

  /**
   * Names the answer.
   *
   * @param key of the sentence, and with {@code .title} of its heading
   * @param values for both
   */
  RefusedException(int status, String key, Object... values) {
    super(null, null, false, false);
    this.status = status;
    this.key = key;
    this.values = values.clone();
  }

  int status() {
    return status;
  }

  String title(Texts texts) {
    return texts.get(key + ".title", values);
  }

  String sentence(Texts texts) {
    return texts.get(key, values);
  }
}
