package nz.co.medimage.receiver.internal.state;

import java.time.Instant;
import java.util.Objects;

/**
 * That a person filed a photo under another tag.
 *
 * @param at when it was asked for
 * @param by who did it
 * @param from the tag that came with the photo
 * @param to the tag that it is filed under
 */
public record Assignment(Instant at, String by, String from, String to) {
  /** Refuses null. */
  public Assignment {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(by, "by");
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
  }

  /** Leaves the tags out: they name patients. */
  @Override
  public String toString() {
    return "Assignment[" + at + "]";
  }
}
