package nz.co.medimage.receiver;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.receiver.DeliveryRecord.FollowUp;
import nz.co.medimage.receiver.DeliveryRecord.FollowUpState;
import nz.co.medimage.receiver.DeliveryRecord.State;
import nz.co.medimage.receiver.ReplayRequests.Assigned;
import nz.co.medimage.receiver.internal.state.FilingDecision;

/**
 * Records a person's decision whose a photo is that lies in quarantine, or that follow-up sinks
 * have rejected.
 */
final class Assigning {
  private static final int LONGEST_NAME = 100;

  private Assigning() {}

  /**
   * Asks for it; only where requests are locked.
   *
   * @param seen the photo, as it is
   * @param mayBeFiled whether it is asked for though sinks may have the photo under another tag
   * @throws IllegalArgumentException with one sentence if it cannot be done
   * @throws DecisionRefusedException if sinks may have it
   */
  static void add(
      ReceiverState state,
      DeliveryRecord seen,
      PatientTag tag,
      String by,
      Instant now,
      boolean mayBeFiled)
      throws IOException, DecisionRefusedException {
    check("who files a photo", by);
    PhotoId photo = seen.id();
    boolean isOfFollowUps = !state.followUps().sinksThatRejected(photo).isEmpty();
    if (!isOfFollowUps && state.quarantine().find(photo).isEmpty()) {
      throw nothing(state, seen);
    }
    if (tag.folders().isEmpty() && (isOfFollowUps || seen.state() == State.HELD)) {
      throw new IllegalArgumentException(
          "begin with # and the patient's id, such as #ZAC5361 foot");
    }
    if (seen.state() == State.DELIVERED) {
      // Those that have it, or may, keep it under the tag that they know.
      if (!isOfFollowUps) {
        throw nothing(state, seen);
      }
    } else if (!mayBeFiled) {
      requireNotFiled(state, seen, tag);
    }
    Optional<Assigned> before = state.requests().assigned(photo);
    if (before.isEmpty() || !before.get().tag().equals(tag)) {
      state.requests().assign(photo, seen.facts(), new Assigned(now, by, tag));
    }
  }

  /** A sink recognises a photo whatever its tag is, and keeps it where it is. */
  private static void requireNotFiled(ReceiverState state, DeliveryRecord seen, PatientTag tag)
      throws IOException, DecisionRefusedException {
    Optional<FilingDecision> decision =
        state.decisions().find(seen.id()).filter(made -> !made.tag().equals(tag.toString()));
    if (decision.isPresent()) {
      List<String> sinks = decision.get().sinks();
      throw DecisionRefusedException.mayBeFiled(
          String.join(", ", sinks)
              + " may have filed "
              + seen.id().envelope()
              + " under another tag already: look there, and correct it there",
          seen,
          sinks);
    }
  }

  /**
   * Refuses what is no name.
   *
   * @param who whose name it is, in words
   */
  static void check(String who, String by) {
    boolean isName =
        !by.isBlank()
            && by.codePointCount(0, by.length()) <= LONGEST_NAME
            && by.codePoints().noneMatch(Character::isISOControl);
    if (!isName) {
      throw new IllegalArgumentException(
          who + " is a name of one to " + LONGEST_NAME + " characters");
    }
  }

  private static IllegalArgumentException nothing(ReceiverState state, DeliveryRecord seen)
      throws IOException {
    return new IllegalArgumentException(
        "there is nothing to file for " + seen.id().envelope() + ": " + whyNothing(state, seen));
  }

  /**
   * Says, if the photo was filed already, by whom it was assigned, and what is to be done first.
   */
  private static String whyNothing(ReceiverState state, DeliveryRecord seen) throws IOException {
    if (seen.state() != State.DELIVERED) {
      return "no photo of that id is held or in quarantine";
    }
    List<DeliveryRecord.Assigned> assignments = seen.assignments();
    return "it was filed at "
        + seen.at().truncatedTo(ChronoUnit.SECONDS)
        + (assignments.isEmpty() ? "" : " by " + assignments.get(assignments.size() - 1).by())
        + whyNotAtFollowUps(state, seen.id());
  }

  private static String whyNotAtFollowUps(ReceiverState state, PhotoId photo) throws IOException {
    List<FollowUp> states = state.followUps().states(photo);
    String unknown = names(states, FollowUpState.UNKNOWN);
    if (!unknown.isEmpty()) {
      return ", and nobody knows whether "
          + unknown
          + " has it: look there, and settle that first; if it is then rejected, assign it";
    }
    String waiting = names(states, FollowUpState.WAITING);
    return waiting.isEmpty() ? "" : ", and waits for " + waiting + ": if it is rejected, assign it";
  }

  private static String names(List<FollowUp> states, FollowUpState wanted) {
    return states.stream()
        .filter(at -> at.state() == wanted)
        .map(FollowUp::sink)
        .collect(Collectors.joining(", "));
  }
}
