package nz.co.medimage.api.transport;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * One run of a receiver, from its start to its end: what tells receivers apart that have copies of
 * one home, and which of them started first. Immutable.
 *
 * @param id made anew at each start; says nothing else
 * @param since when it started by its own clock, in whole milliseconds: what is finer is cut off
 */
public record ReceiverRun(UUID id, Instant since) {

  /** Checks nothing. Cuts off what the text leaves out, so that two runs compare alike anywhere. */
  public ReceiverRun {
    since = since.truncatedTo(ChronoUnit.MILLIS);
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException if it is no such text
   */
  public static ReceiverRun parse(String text) {
    String[] words = text.split(" ", -1);
    if (words.length != 2) {
      throw new IllegalArgumentException("not an id and a time");
    }
    return new ReceiverRun(
        UUID.fromString(words[0]), Instant.ofEpochMilli(Long.parseLong(words[1])));
  }

  /**
   * Whether this one started first; if both did at once, the lesser id decides. Of two different
   * runs exactly one is before the other, whoever compares them; a run is not before itself,
   * whatever time it is said to have started at.
   */
  public boolean isBefore(ReceiverRun other) {
    int order = since.compareTo(other.since);
    return !id.equals(other.id) && (order != 0 ? order < 0 : id.compareTo(other.id) < 0);
  }

  /**
   * As {@code spec/wire-v1.md}, section 2, has it: the id, a space, the milliseconds since 1970.
   */
  @Override
  public String toString() {
    return id + " " + since.toEpochMilli();
  }
}
