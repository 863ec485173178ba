package nz.co.medimage.receiver;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.receiver.DeliveryRecord.FollowUp;
import nz.co.medimage.receiver.DeliveryRecord.FollowUpState;
import nz.co.medimage.receiver.ReplayRequests.Assigned;
import nz.co.medimage.receiver.internal.state.Assignment;
import nz.co.medimage.receiver.internal.state.FilingDecision;
import nz.co.medimage.receiver.internal.state.LedgerEntry;

/**
 * Records a person's decision whose a photo is that lies in quarantine, or that follow-up sinks
 * have rejected.
 */
final class Assigning {
  private static final int LONGEST_NAME = 100;

  private Assigning() {}

  /**
   * Asks for it.
   *
   * @param mayBeFiled whether it is asked for though sinks may have the photo under another tag
   * @throws IllegalArgumentException with one sentence if it cannot be done
   */
  static void add(
      ReceiverState state,
      EnvelopeId id,
      PatientTag tag,
      String by,
      Instant now,
      boolean mayBeFiled)
      throws IOException {
    Objects.requireNonNull(tag, "tag");
    check("who files a photo", by);
    PhotoId photo = find(state, id);
    boolean isOfFollowUps = !state.followUps().sinksThatRejected(photo).isEmpty();
    if (tag.folders().isEmpty() && (isOfFollowUps || isHeld(state, photo))) {
      throw new IllegalArgumentException(
          "the tag names no patient; begin it with #ID, the id of the patient");
    }
    var unused = state.requests().locked(() -> ask(state, photo, tag, by, now, mayBeFiled));
  }

  private static boolean ask(
      ReceiverState state,
      PhotoId photo,
      PatientTag tag,
      String by,
      Instant now,
      boolean mayBeFiled)
      throws IOException {
    if (state.ledger().find(photo).filter(LedgerEntry::isDelivered).isPresent()) {
      // Those that have it, or may, keep it under the tag that they know.
      if (state.followUps().sinksThatRejected(photo).isEmpty()) {
        throw nothing(state, photo.envelope());
      }
      return request(state, photo, tag, by, now);
    }
    // A sink recognises a photo whatever its tag is, and keeps it where it is.
    Optional<FilingDecision> decision =
        state.decisions().find(photo).filter(made -> !made.tag().equals(tag.toString()));
    if (decision.isPresent() && !mayBeFiled) {
      throw new IllegalArgumentException(
          String.join(", ", decision.get().sinks())
              + " may have filed "
              + photo.envelope()
              + " under another tag already: look there, and correct it there");
    }
    return request(state, photo, tag, by, now);
  }

  private static boolean request(
      ReceiverState state, PhotoId photo, PatientTag tag, String by, Instant now)
      throws IOException {
    Optional<Assigned> before = state.requests().assigned(photo);
    if (before.isEmpty() || !before.get().tag().equals(tag)) {
      state.requests().assign(photo, new Assigned(now, by, tag));
    }
    return true;
  }

  private static boolean isHeld(ReceiverState state, PhotoId photo) throws IOException {
    return state
        .ledger()
        .find(photo)
        .filter(entry -> entry.receipt() instanceof Receipt.Held)
        .isPresent();
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

  private static IllegalArgumentException nothing(ReceiverState state, EnvelopeId id)
      throws IOException {
    return new IllegalArgumentException(
        "there is nothing to file for " + id + ": " + whyNothing(state, id));
  }

  /**
   * Says, if the photo was filed already, by whom it was assigned, and what is to be done first.
   */
  private static String whyNothing(ReceiverState state, EnvelopeId id) throws IOException {
    Optional<LedgerEntry> entry = state.ledger().findAny(id).filter(LedgerEntry::isDelivered);
    if (entry.isEmpty()) {
      return "no photo of that id is held or in quarantine";
    }
    PhotoId photo = entry.get().photo();
    List<Assignment> assignments =
        state.ledger().assignments(List.of(photo)).getOrDefault(photo, List.of());
    return "it was filed at "
        + entry.get().receipt().at().truncatedTo(ChronoUnit.SECONDS)
        + (assignments.isEmpty() ? "" : " by " + assignments.get(assignments.size() - 1).by())
        + whyNotAtFollowUps(state, photo);
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

  private static PhotoId find(ReceiverState state, EnvelopeId id) throws IOException {
    Set<PhotoId> photos = new HashSet<>();
    for (PhotoId photo : state.followUps().ids(id)) {
      if (!state.followUps().sinksThatRejected(photo).isEmpty()) {
        photos.add(photo);
      }
    }
    state.quarantine().list().stream()
        .map(HeldEnvelope::id)
        .filter(photo -> photo.envelope().equals(id))
        .forEach(photos::add);
    if (photos.isEmpty()) {
      throw nothing(state, id);
    }
    if (photos.size() > 1) {
      throw new IllegalArgumentException(
          "two devices sent a photo as " + id + ", so nobody can tell which one is meant");
    }
    return photos.iterator().next();
  }
}
