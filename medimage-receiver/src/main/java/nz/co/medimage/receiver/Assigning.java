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
import nz.co.medimage.receiver.ReplayRequests.Assigned;
import nz.co.medimage.receiver.internal.state.Assignment;
import nz.co.medimage.receiver.internal.state.LedgerEntry;

/** Puts on record that a person said whose a photo in quarantine is. */
final class Assigning {
  private static final int LONGEST_NAME = 100;

  private Assigning() {}

  /**
   * Asks for it.
   *
   * @throws IllegalArgumentException with one sentence if it cannot be done
   */
  static void add(ReceiverState state, EnvelopeId id, PatientTag tag, String by, Instant now)
      throws IOException {
    Objects.requireNonNull(tag, "tag");
    check(by);
    PhotoId photo = find(state, id);
    Optional<Assigned> before = state.requests().assigned(photo);
    // A sink may have it under that tag already, and recognises a photo whatever its tag is.
    if (before.isPresent() && !before.get().tag().equals(tag)) {
      throw new IllegalArgumentException(
          id + " is being filed under another tag already, which cannot be changed any more");
    }
    if (before.isEmpty()) {
      state.requests().assign(photo, new Assigned(now, by, tag));
    }
  }

  private static void check(String by) {
    boolean isName =
        !by.isBlank()
            && by.codePointCount(0, by.length()) <= LONGEST_NAME
            && by.codePoints().noneMatch(Character::isISOControl);
    if (!isName) {
      throw new IllegalArgumentException(
          "who files a photo is a name of one to " + LONGEST_NAME + " characters");
    }
  }

  /** Whoever asks once more learns that it was done, and by whom. */
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
