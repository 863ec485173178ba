package nz.co.medimage.receiver;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.receiver.ReplayRequests.Assigned;
import nz.co.medimage.receiver.internal.state.Assignment;
import nz.co.medimage.receiver.internal.state.FilingDecision;
import nz.co.medimage.receiver.internal.state.LedgerEntry;

/** Records a person's decision whose a photo in quarantine is. */
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
    if (tag.folders().isEmpty() && isHeld(state, photo)) {
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
      throw new IllegalArgumentException(
          "there is nothing to file for "
              + photo.envelope()
              + ": "
              + whyNothing(state, photo.envelope()));
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

  /** Says, if the photo was assigned already, that it was and by whom. */
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
        + (assignments.isEmpty() ? "" : " by " + assignments.get(assignments.size() - 1).by());
  }

  private static PhotoId find(ReceiverState state, EnvelopeId id) throws IOException {
    List<PhotoId> photos =
        state.quarantine().list().stream()
            .map(HeldEnvelope::id)
            .filter(photo -> photo.envelope().equals(id))
            .distinct()
            .toList();
    if (photos.isEmpty()) {
      throw new IllegalArgumentException(
          "there is nothing to file for " + id + ": " + whyNothing(state, id));
    }
    if (photos.size() > 1) {
      throw new IllegalArgumentException(
          "two devices sent a photo as " + id + ", so nobody can tell which one is meant");
    }
    return photos.get(0);
  }
}
