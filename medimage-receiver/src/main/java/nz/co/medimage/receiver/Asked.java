package nz.co.medimage.receiver;

import java.util.Optional;
import nz.co.medimage.receiver.DeliveryRecord.Pending;
import nz.co.medimage.receiver.ReplayRequests.Assigned;

/**
 * What a person asks for.
 *
 * @param name tells it from what is asked for next; empty if nothing is
 */
record Asked(String name, Optional<Assigned> assigned) {
  static final Asked NOTHING = new Asked("", Optional.empty());

  Optional<Pending> pending() {
    Pending pending =
        assigned.map(to -> new Pending(to.by(), to.tag().toString())).orElse(new Pending("", ""));
    return name.isEmpty() ? Optional.empty() : Optional.of(pending);
  }
}
