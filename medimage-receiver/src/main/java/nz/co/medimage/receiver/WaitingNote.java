package nz.co.medimage.receiver;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * Why a photo, or all photos for a sink, wait.
 *
 * @param why in a sentence or two; empty if that is not known
 * @param nextTry about when the next try is due; empty if none is planned
 */
record WaitingNote(String why, Optional<Instant> nextTry) {
  static final WaitingNote NOTHING = new WaitingNote("", Optional.empty());

  boolean isEmpty() {
    return why.isEmpty() && nextTry.isEmpty();
  }

  /** As a text: the time in the first line, then why. */
  String toText() {
    return nextTry.map(Instant::toString).orElse("") + "\n" + why;
  }

  /** Reads that text; nothing is known if it is another one. */
  static WaitingNote parse(String text) {
    int end = text.indexOf('\n');
    if (end < 0) {
      return NOTHING;
    }
    try {
      String time = text.substring(0, end);
      return new WaitingNote(
          text.substring(end + 1),
          time.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(time)));
    } catch (DateTimeException e) {
      return NOTHING;
    }
  }
}
