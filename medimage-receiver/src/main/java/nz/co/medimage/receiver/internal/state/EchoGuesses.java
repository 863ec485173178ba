package nz.co.medimage.receiver.internal.state;

import java.util.List;
import java.util.Objects;

/**
 * The ids that one device had looked up lately.
 *
 * @param name of the device
 * @param isAway whether its receipts show no patient for now
 * @param guesses the oldest first
 */
public record EchoGuesses(String name, boolean isAway, List<Guess> guesses) {

  /** Refuses what is missing. */
  public EchoGuesses {
    Objects.requireNonNull(name, "name");
    guesses = List.copyOf(guesses);
  }

  /**
   * One id.
   *
   * @param hash tells it from others, and does not show it
   * @param isPatient whether exactly one patient has it
   * @param age how long ago that was, in milliseconds in which the receiver ran
   */
  public record Guess(String hash, boolean isPatient, long age) {
    /** Refuses what is missing. */
    public Guess {
      Objects.requireNonNull(hash, "hash");
      if (age < 0) {
        throw new IllegalArgumentException("an age is at least 0");
      }
    }
  }
}
