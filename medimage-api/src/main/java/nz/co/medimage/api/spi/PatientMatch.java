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

  /** The maximum length of the sentence on an id that is unknown, in UTF-16 units. */
  public static final int MAX_WHY_LENGTH = 300;

  private final Kind kind;
  private final @Nullable String patient;
  private final @Nullable String echo;
  private final @Nullable String why;

  private PatientMatch(
      Kind kind, @Nullable String patient, @Nullable String echo, @Nullable String why) {
    this.kind = kind;
    this.patient = patient;
    this.echo = echo;
    this.why = why;
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
    return new PatientMatch(Kind.FOUND, patient, null, null);
  }

  /** No patient has the id. */
  public static PatientMatch unknown() {
    return new PatientMatch(Kind.UNKNOWN, null, null, null);
  }

  /**
   * No patient has the id, and the id itself shows why, such as a check character that does not
   * fit.
   *
   * @param why one whole sentence about what was typed, such as {@code "ZAC536X is no NHI: its last
   *     character does not fit."}; 1 to {@link #MAX_WHY_LENGTH} UTF-16 units. The person who took
   *     the photo reads it in the sealed receipt, and the receiver shows it with the photo that it
   *     holds. It may name the id that was typed, but nothing that a look-up returned
   * @throws IllegalArgumentException if it has another length or contains a control character
   */
  public static PatientMatch unknown(String why) {
    if (Objects.requireNonNull(why, "why").isEmpty() || why.length() > MAX_WHY_LENGTH) {
      throw new IllegalArgumentException(
          "a sentence on an unknown id has 1 to "
              + MAX_WHY_LENGTH
              + " UTF-16 units, not "
              + why.length());
    }
    if (why.codePoints().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a sentence on an unknown id is one line of text");
    }
    return new PatientMatch(Kind.UNKNOWN, null, null, why);
  }

  /** Several patients have the id. */
  public static PatientMatch ambiguous() {
    return new PatientMatch(Kind.AMBIGUOUS, null, null, null);
  }

  /** The patient with the id is no longer with the practice. */
  public static PatientMatch inactive() {
    return new PatientMatch(Kind.INACTIVE, null, null, null);
  }

  /**
   * Adds a hint that lets the person who took the photo see that it is the right patient, such as
   * {@code P… T…, b. 1980}. It travels sealed to the sender if the receiver is configured to send
   * echoes, and is dropped otherwise. The check does the masking, with {@link Echo}.
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
    return new PatientMatch(kind, patient, echo, null);
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

  /** What is wrong with an id that is unknown: one sentence, if the id itself shows it. */
  public Optional<String> why() {
    return Optional.ofNullable(why);
  }

  /** Shows the kind only: the rest is about a patient. */
  @Override
  public String toString() {
    return "PatientMatch[" + kind + "]";
  }
}
