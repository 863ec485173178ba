package nz.co.medimage.api.spi;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a {@link PatientCheck} found. Immutable. */
public final class PatientMatch {

  /** How many patients have the id, and whether the one who has it is still with the practice. */
  public enum Kind {
    /** Exactly one patient, who is with the practice. */
    FOUND,
    /** No patient: the photo is held. */
    UNKNOWN,
    /** Several patients: the photo is held. */
    AMBIGUOUS,
    /** One patient, who is no longer with the practice: the photo is held. */
    INACTIVE
  }

  /** The maximum length of an echo, in UTF-16 units. */
  public static final int MAX_ECHO_LENGTH = 80;

  private final Kind kind;
  private final @Nullable String patient;
  private final @Nullable String echo;

  private PatientMatch(Kind kind, @Nullable String patient, @Nullable String echo) {
    this.kind = kind;
    this.patient = patient;
    this.echo = echo;
  }

  /**
   * Exactly one patient, who is with the practice, has the id.
   *
   * @param patient the practice's own id, which sinks get as {@link StagedPhoto#patient}; not empty
   * @throws IllegalArgumentException if it is empty
   */
  public static PatientMatch found(String patient) {
    if (Objects.requireNonNull(patient, "patient").isEmpty()) {
      throw new IllegalArgumentException("a patient that was found has an id");
    }
    return new PatientMatch(Kind.FOUND, patient, null);
  }

  /** No patient has the id. */
  public static PatientMatch unknown() {
    return new PatientMatch(Kind.UNKNOWN, null, null);
  }

  /** Several patients have the id. */
  public static PatientMatch ambiguous() {
    return new PatientMatch(Kind.AMBIGUOUS, null, null);
  }

  /** The patient with the id is no longer with the practice. */
  public static PatientMatch inactive() {
    return new PatientMatch(Kind.INACTIVE, null, null);
  }

  /**
   * Adds a hint that lets the person who took the photo see that it is the right patient, such as
   * {@code P… T…, b. 1980}. It travels sealed to the sender if the receiver is configured to send
   * echoes, and is dropped otherwise. The check does the masking.
   *
   * @param echo 1 to {@link #MAX_ECHO_LENGTH} UTF-16 units
   * @throws IllegalArgumentException if it has another length
   * @throws IllegalStateException if no patient was found
   */
  public PatientMatch withEcho(String echo) {
    if (Objects.requireNonNull(echo, "echo").isEmpty() || echo.length() > MAX_ECHO_LENGTH) {
      throw new IllegalArgumentException(
          "an echo has 1 to " + MAX_ECHO_LENGTH + " UTF-16 units, not " + echo.length());
    }
    if (kind != Kind.FOUND) {
      throw new IllegalStateException("only a patient that was found has an echo");
    }
    return new PatientMatch(kind, patient, echo);
  }

  /** What was found. */
  public Kind kind() {
    return kind;
  }

  /** The practice's own id, if one patient was found. */
  public Optional<String> patient() {
    return Optional.ofNullable(patient);
  }

  /** The hint for the person who took the photo, if there is one. */
  public Optional<String> echo() {
    return Optional.ofNullable(echo);
  }

  /** Shows the kind only: the rest is about a patient. */
  @Override
  public String toString() {
    return "PatientMatch[" + kind + "]";
  }
}
