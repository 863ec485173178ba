package nz.co.medimage.transport.http;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One run of a receiver, as it tells anybody who asks: {@code spec/wire-v1.md}, section 2.
 * Immutable.
 *
 * @param id made anew each time that it starts
 * @param takesSince when it started by its own clock; empty while it takes no envelopes, because a
 *     copy of it does
 */
public record ReceiverRun(UUID id, Optional<Instant> takesSince) {
  private static final String YIELDS = "yields";

  /**
   * Reads an answer.
   *
   * @throws IllegalArgumentException if it is none
   */
  static ReceiverRun parse(String answer) {
    String[] words = answer.split(" ", -1);
    if (words.length != 2) {
      throw new IllegalArgumentException("not an id and a state");
    }
    return new ReceiverRun(
        UUID.fromString(words[0]),
        words[1].equals(YIELDS)
            ? Optional.empty()
            : Optional.of(Instant.ofEpochMilli(Long.parseLong(words[1]))));
  }

  /** Whether this is the one of two that goes on taking envelopes. Both of them find the same. */
  public boolean isBefore(ReceiverRun other) {
    if (!takesSince.isPresent() || !other.takesSince.isPresent()) {
      return takesSince.isPresent();
    }
    int order = takesSince.get().compareTo(other.takesSince.get());
    return order != 0 ? order < 0 : id.compareTo(other.id) < 0;
  }

  /** The answer. */
  @Override
  public String toString() {
    return id + " " + takesSince.map(at -> Long.toString(at.toEpochMilli())).orElse(YIELDS);
  }
}
