package nz.co.medimage.observer.notify;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Troubles of one kind at one step that people are told of in one message. Immutable.
 *
 * @param isEnd whether the message is that they ended
 * @param troubles by key, the oldest first; at least one
 */
record Batch(TroubleKind kind, String step, boolean isEnd, Map<String, Trouble> troubles) {
  Batch {
    troubles = new LinkedHashMap<>(troubles);
  }

  List<Trouble> all() {
    return new ArrayList<>(troubles.values());
  }

  /** When the first of them started or ended. */
  Instant at() {
    return all().get(0).pendingSince().orElseThrow();
  }

  /** Whether the troubles are told together with {@code other}. */
  boolean fits(Trouble other) {
    return other.kind() == kind
        && other.step().equals(step)
        && other.isOver() == isEnd
        && other.pendingSince().isPresent();
  }
}
