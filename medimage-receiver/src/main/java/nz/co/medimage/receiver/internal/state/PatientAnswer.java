package nz.co.medimage.receiver.internal.state;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a patient check said of one photo.
 *
 * @param tag the tag that it was asked for
 * @param assignedAt when a person gave it that tag; nothing if it came with it
 * @param patient the practice's own id; nothing if the photo is filed without
 * @param echo what whoever took the photo is told; nothing if that is nothing
 */
public record PatientAnswer(
    String tag, @Nullable String assignedAt, @Nullable String patient, @Nullable String echo) {

  /** Refuses what is missing. */
  public PatientAnswer {
    Objects.requireNonNull(tag, "tag");
  }

  /** Whether it was given for the same tag, on the same ground. */
  public boolean isFor(PatientAnswer question) {
    return tag.equals(question.tag) && Objects.equals(assignedAt, question.assignedAt);
  }

  /** Says nothing: all of it is about a patient. */
  @Override
  public String toString() {
    return "PatientAnswer";
  }
}
