package nz.co.medimage.receiver;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.receiver.DeliveryRecord.Settled;
import nz.co.medimage.receiver.internal.state.Settlement;
import nz.co.medimage.receiver.internal.state.UnknownOutcome.Decision;

/** Records a person's decision whether a sink has a photo. */
final class Settling {
  private Settling() {}

  /**
   * Asks for it.
   *
   * @param records of the envelope
   * @throws IllegalArgumentException with one sentence if there is nothing to decide
   * @throws IllegalStateException with one sentence if it was decided before
   */
  static void add(
      ReceiverState state,
      List<DeliveryRecord> records,
      EnvelopeId id,
      String sink,
      boolean isFiled,
      String by,
      Instant now)
      throws IOException {
    Assigning.check("who decides", by);
    if (records.isEmpty()) {
      throw new IllegalArgumentException("no photo here has the id " + id);
    }
    List<DeliveryRecord> inDoubt =
        records.stream()
            .filter(record -> record.undecided().stream().anyMatch(u -> u.sink().equals(sink)))
            .toList();
    if (inDoubt.isEmpty()) {
      throw nothingToDecide(records, id, sink);
    }
    if (inDoubt.size() > 1) {
      throw new IllegalArgumentException(
          "two devices sent a photo as " + id + ", so nobody can tell which one is meant");
    }
    String at = now.truncatedTo(ChronoUnit.MILLIS).toString();
    state.unknown().decide(inDoubt.get(0).id(), sink, new Decision(at, by, isFiled));
  }

  private static RuntimeException nothingToDecide(
      List<DeliveryRecord> records, EnvelopeId id, String sink) {
    for (DeliveryRecord record : records) {
      for (Settled settled : record.settlements()) {
        if (settled.sink().equals(sink)) {
          return new IllegalStateException(
              sentence(id, new Settlement(settled.at(), settled.by(), sink, settled.isFiled())));
        }
      }
    }
    return new IllegalArgumentException("there is no doubt whether " + sink + " has " + id);
  }

  /** Says that it was decided, by whom and how. */
  static String sentence(EnvelopeId id, Settlement decided) {
    return decided.by()
        + " decided at "
        + decided.at().truncatedTo(ChronoUnit.SECONDS)
        + " that "
        + decided.sink()
        + (decided.filed() ? " has " : " does not have ")
        + id;
  }
}
