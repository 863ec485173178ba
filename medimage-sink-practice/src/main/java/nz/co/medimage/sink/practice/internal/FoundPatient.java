package nz.co.medimage.sink.practice.internal;

import java.util.Objects;
import nz.co.medimage.api.spi.PatientMatch;
import org.jspecify.annotations.Nullable;

/**
 * What the records with one id say of a patient: the same rule for each way to look up. Records of
 * more than one patient are ambiguous, also if only one of them is active. A patient is with the
 * practice if all records of the patient say so, since one that says otherwise may be the newest.
 * Immutable.
 *
 * @param patient the practice's own id
 * @param identity tells whether another record is about the same patient
 * @param echo masked; null for none
 */
public record FoundPatient(
    String patient, Object identity, boolean isActive, boolean isSeveral, @Nullable String echo) {

  /** Refuses null. */
  public FoundPatient {
    Objects.requireNonNull(patient, "patient");
    Objects.requireNonNull(identity, "identity");
  }

  /** One record, of a patient who is told from others by the practice's own id. */
  public static FoundPatient of(String patient, boolean isActive, @Nullable String echo) {
    return new FoundPatient(patient, patient, isActive, false, echo);
  }

  /** This and another record with the same id. */
  public FoundPatient and(FoundPatient other) {
    boolean isSame = patient.equals(other.patient) && identity.equals(other.identity);
    return new FoundPatient(
        patient,
        identity,
        isActive && other.isActive,
        isSeveral || other.isSeveral || !isSame,
        echo == null ? other.echo : echo);
  }

  /**
   * The answer to a look-up.
   *
   * @param found null if no record has the id
   */
  public static PatientMatch match(@Nullable FoundPatient found) {
    if (found == null) {
      return PatientMatch.unknown();
    }
    if (found.isSeveral) {
      return PatientMatch.ambiguous();
    }
    if (!found.isActive) {
      return PatientMatch.inactive();
    }
    PatientMatch match = PatientMatch.found(found.patient);
    return found.echo == null ? match : match.withEcho(found.echo);
  }

  /** Shows nothing: it is about a patient. */
  @Override
  public String toString() {
    return "FoundPatient";
  }
}
