package nz.co.medimage.receiver.internal.state;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * As what sinks file one photo.
 *
 * @param tag under which tag
 * @param patient for which patient, by the practice's own id; null for none
 * @param echo what the sender of the photo is told of the patient; null for nothing
 * @param sinks the ids of those that may have it
 * @param assignedAt when a person gave it that tag; null if it came with it
 * @param assignedBy who did; null if nobody
 */
public record FilingDecision(
    String tag,
    @Nullable String patient,
    @Nullable String echo,
    List<String> sinks,
    @Nullable String assignedAt,
    @Nullable String assignedBy) {

  /** Refuses what is missing. */
  public FilingDecision {
    Objects.requireNonNull(tag, "tag");
    sinks = List.copyOf(sinks);
  }

  /** The same, of these sinks. */
  public FilingDecision at(List<String> sinks) {
    return new FilingDecision(tag, patient, echo, sinks, assignedAt, assignedBy);
  }

  /** Says nothing: all of it is about a patient. */
  @Override
  public String toString() {
    return "FilingDecision";
  }
}
