package nz.co.medimage.api.transport;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;

/**
 * One run of a receiver, from its start to its end. It distinguishes receivers that run copies of
 * one home, and says which of them started first. Immutable.
 *
 * @param id a new one at each start, with no other meaning
 * @param since when it started, by its own clock, truncated to milliseconds
 */
public record ReceiverRun(UUID id, Instant since) {

  /**
   * Truncates to milliseconds, as {@link #toString} does, so that two runs compare alike
   * everywhere.
   */
  public ReceiverRun {
    Objects.requireNonNull(id, "id");
    since = Objects.requireNonNull(since, "since").truncatedTo(ChronoUnit.MILLIS);
  }

  /**
   * Reads what {@link #toString} returns.
   *
   * @throws IllegalArgumentException if the text has another form
   */
  public static ReceiverRun parse(String text) {
    String[] words = Objects.requireNonNull(text, "text").split(" ", -1);
    if (words.length != 2) {
      throw new IllegalArgumentException("not an id and a time");
    }
    return new ReceiverRun(
        UUID.fromString(words[0]), Instant.ofEpochMilli(Long.parseLong(words[1])));
  }

  /**
   * Whether this run started before the other one; if both started at once, the smaller id decides.
   * Of two different runs exactly one is before the other, on whichever computer they are compared.
   * A run is never before itself, even if the two times differ.
   */
  public boolean isBefore(ReceiverRun other) {
    int order = since.compareTo(other.since);
    return !id.equals(other.id) && (order != 0 ? order < 0 : id.compareTo(other.id) < 0);
  }

  /**
   * The form of {@code spec/wire-v1.md}, section 2: the id, a space, the milliseconds since 1970.
   */
  @Override
  public String toString() {
    return id + " " + since.toEpochMilli();
  }
}
