package nz.co.medimage.transport.http.v1;

/**
 * How much a relay takes for a receiver. Immutable.
 *
 * @param taken how many bytes its mailbox has taken so far, 0 or more
 * @param allowed how many it takes in all, 0 or more
 */
public record MailboxAllowance(long taken, long allowed) {
  /** Refuses what is negative. */
  public MailboxAllowance {
    if (taken < 0 || allowed < 0) {
      throw new IllegalArgumentException("bytes are not negative");
    }
  }

  /** Writes it as JSON. */
  public byte[] toJson() {
    return Json.write(json -> json.name("taken").value(taken).name("allowed").value(allowed));
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException with one sentence if it is malformed
   */
  public static MailboxAllowance read(byte[] text) {
    long[] taken = {-1};
    long[] allowed = {-1};
    Json.read(
        text,
        (name, json) -> {
          switch (name) {
            case "taken" -> taken[0] = json.nextLong();
            case "allowed" -> allowed[0] = json.nextLong();
            default -> json.skipValue();
          }
        });
    return new MailboxAllowance(taken[0], allowed[0]);
  }
}
