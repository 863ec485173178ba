package nz.co.medimage.receiver;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import nz.co.medimage.receiver.DeliveryRecord.Settled;
import nz.co.medimage.receiver.ReplayRequests.Assigned;
import nz.co.medimage.receiver.ReplayRequests.Request;

/** Lets a person decide only about what the person has seen. */
final class Unchanged {
  private Unchanged() {}

  /**
   * Looks whether a photo is still what a person saw of it. Only where requests are locked, so that
   * it stays so until the decision is recorded.
   *
   * @param now what is at this moment
   * @throws DecisionRefusedException with one sentence that says what it is now, if it has changed
   */
  static DeliveryRecord check(ReceiverState state, Deliveries now, DeliveryRecord seen)
      throws IOException, DecisionRefusedException {
    Optional<DeliveryRecord> found = now.of(seen.id());
    if (found.isEmpty()) {
      throw DecisionRefusedException.changed(
          "no photo here has the id " + seen.id().envelope() + " any more", found);
    }
    if (!found.get().revision().equals(seen.revision())) {
      throw DecisionRefusedException.changed(sentence(state, seen, found.get()), found);
    }
    return found.get();
  }

  private static String sentence(ReceiverState state, DeliveryRecord seen, DeliveryRecord now)
      throws IOException {
    String what = settled(seen, now).orElse(asked(state, now).orElse(of(now)));
    return seen.id().envelope() + " has changed since it was looked at: " + what;
  }

  private static Optional<String> settled(DeliveryRecord seen, DeliveryRecord now) {
    List<Settled> more =
        now.settlements().stream().filter(each -> !seen.settlements().contains(each)).toList();
    return more.isEmpty()
        ? Optional.empty()
        : Optional.of(Settling.sentence("it", more.get(more.size() - 1)));
  }

  private static Optional<String> asked(ReceiverState state, DeliveryRecord now)
      throws IOException {
    Optional<Request> request = state.requests().find(now.id());
    return request.map(
        there ->
            there
                .assigned()
                .map(Unchanged::assigned)
                .orElse("somebody has it tried again, and that has not ended yet"));
  }

  private static String assigned(Assigned to) {
    return to.by() + " gave it another tag at " + seconds(to.at());
  }

  private static String of(DeliveryRecord now) {
    String at = seconds(now.at());
    String state =
        switch (now.state()) {
          case WAITING -> "it waits";
          case DELIVERED -> "it was filed at " + at;
          case HELD -> "it is held since " + at;
          case REJECTED -> "it was rejected at " + at;
        };
    String by =
        now.assignments().isEmpty()
            ? ""
            : ", assigned by " + now.assignments().get(now.assignments().size() - 1).by();
    String places =
        now.followUps().stream()
            .map(each -> ", " + each.sink() + ": " + each.state().name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining());
    String doubt =
        now.undecided().stream()
            .map(each -> ", and nobody knows whether " + each.sink() + " has it")
            .collect(Collectors.joining());
    return state + by + places + doubt;
  }

  private static String seconds(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
