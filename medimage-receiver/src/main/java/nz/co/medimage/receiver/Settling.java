package nz.co.medimage.receiver;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import nz.co.medimage.receiver.DeliveryRecord.Settled;
import nz.co.medimage.receiver.internal.state.UnknownOutcome.Decision;

/** Records a person's decision whether a sink has a photo. */
final class Settling {
  private Settling() {}

  /**
   * Asks for it; only where requests are locked.
   *
   * @param seen the photo, as it is
   * @throws IllegalArgumentException with one sentence if there is nothing to decide
   */
  static void add(
      ReceiverState state,
      DeliveryRecord seen,
      String sink,
      boolean isFiled,
      String by,
      Instant now)
      throws IOException {
    Assigning.check("who decides", by);
    if (seen.undecided().stream().noneMatch(each -> each.sink().equals(sink))) {
      throw new IllegalArgumentException(
          seen.settlements().stream()
              .filter(each -> each.sink().equals(sink))
              .reduce((first, last) -> last)
              .map(last -> sentence(seen.id().envelope().toString(), last))
              .orElse("there is no doubt whether " + sink + " has " + seen.id().envelope()));
    }
    String at = now.truncatedTo(ChronoUnit.MILLIS).toString();
    state.unknown().decide(seen.id(), sink, new Decision(at, by, isFiled));
  }

  /** Says that it was decided, by whom and how. */
  static String sentence(String photo, Settled decided) {
    return decided.by()
        + " decided at "
        + decided.at().truncatedTo(ChronoUnit.SECONDS)
        + " that "
        + decided.sink()
        + (decided.isFiled() ? " has " : " does not have ")
        + photo;
  }
}
