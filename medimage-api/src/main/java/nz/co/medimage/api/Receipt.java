package nz.co.medimage.api;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The receiver's final answer about an envelope, for the device that sent it. It travels sealed
 * under the pairing's key, so that nobody in between can read or forge it. A sender deletes its
 * copy only once it has a receipt. Immutable; compared by value.
 *
 * <p>It is one of {@link Delivered}, {@link Held} and {@link Rejected}. {@link OutcomeTexts} has
 * the sentences to show for the last two.
 *
 * <p>Source: {@code spec/envelope-v1.md}, section "Receipt".
 */
public sealed interface Receipt {

  /** The envelope that this receipt is about. */
  EnvelopeId id();

  /** When the receiver decided, by its clock. */
  Instant at();

  /**
   * Every required sink has the photo on stable storage.
   *
   * @param id the envelope
   * @param at when
   * @param references where each required sink put the photo, in the order of the sinks
   */
  static Delivered delivered(EnvelopeId id, Instant at, List<SinkReference> references) {
    return new Delivered(id, at, references, null);
  }

  /**
   * The practice keeps the photo until a person there says whose it is.
   *
   * @param id the envelope
   * @param at when
   * @param code why
   * @param message one sentence that a clinician understands; a receiver cuts it to 1000 UTF-16
   *     units
   */
  static Held held(EnvelopeId id, Instant at, HoldCode code, String message) {
    return new Held(id, at, code, message);
  }

  /**
   * The photo was rejected for good.
   *
   * @param id the envelope
   * @param at when
   * @param code why
   * @param message one sentence that a clinician understands; a receiver cuts it to 1000 UTF-16
   *     units
   */
  static Rejected rejected(EnvelopeId id, Instant at, RejectionCode code, String message) {
    return new Rejected(id, at, code, message);
  }

  /** Every required sink has the photo on stable storage. */
  final class Delivered implements Receipt {
    /** The longest echo, in UTF-16 units. */
    public static final int MAX_ECHO_LENGTH = 80;

    private final EnvelopeId id;
    private final Instant at;
    private final List<SinkReference> references;
    private final @Nullable String echo;

    private Delivered(
        EnvelopeId id, Instant at, List<SinkReference> references, @Nullable String echo) {
      this.id = Objects.requireNonNull(id, "id");
      this.at = Objects.requireNonNull(at, "at");
      this.references = List.copyOf(Objects.requireNonNull(references, "references"));
      this.echo = echo;
    }

    /**
     * Adds a hint that lets the person who took the photo see that it is the right patient, such as
     * {@code P… T…, b. 1980}.
     *
     * @param echo 1 to {@link #MAX_ECHO_LENGTH} UTF-16 units
     * @throws IllegalArgumentException if it has another length
     */
    public Delivered withEcho(String echo) {
      if (Objects.requireNonNull(echo, "echo").isEmpty() || echo.length() > MAX_ECHO_LENGTH) {
        throw new IllegalArgumentException(
            "an echo has 1 to " + MAX_ECHO_LENGTH + " UTF-16 units, not " + echo.length());
      }
      return new Delivered(id, at, references, echo);
    }

    @Override
    public EnvelopeId id() {
      return id;
    }

    @Override
    public Instant at() {
      return at;
    }

    /**
     * Where each required sink put the photo, in the order of the sinks. A receiver cuts a
     * reference to 1000 UTF-16 units, and all of them together to 9000. The references are empty if
     * a person at the practice has given the photo another tag: the device is not told whose it is.
     */
    public List<SinkReference> references() {
      return references;
    }

    /**
     * A hint that lets the person who took the photo see that it is the right patient; empty if the
     * receiver sends none.
     */
    public Optional<String> echo() {
      return Optional.ofNullable(echo);
    }

    @Override
    public int hashCode() {
      return Objects.hash(id, at, references, echo);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Delivered that
          && id.equals(that.id)
          && at.equals(that.at)
          && references.equals(that.references)
          && Objects.equals(echo, that.echo);
    }

    /** Names the envelope alone: the rest can be about a patient. */
    @Override
    public String toString() {
      return "Delivered[" + id + "]";
    }
  }

  /**
   * The practice keeps the photo, sealed, until a person there says whose it is. That is final for
   * the device, which does not learn under which patient the photo is filed later.
   */
  final class Held implements Receipt {
    private final Explanation<HoldCode> said;

    private Held(EnvelopeId id, Instant at, HoldCode code, String message) {
      said = new Explanation<>(id, at, code, message);
    }

    @Override
    public EnvelopeId id() {
      return said.id();
    }

    @Override
    public Instant at() {
      return said.at();
    }

    /** Why, for programs. */
    public HoldCode code() {
      return said.code();
    }

    /** Why: one sentence in the receiver's language that a clinician understands. */
    public String message() {
      return said.message();
    }

    @Override
    public int hashCode() {
      return said.hashCode();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Held that && said.equals(that.said);
    }

    /** Leaves the message out: it can be about a patient, or name a file. */
    @Override
    public String toString() {
      return "Held" + said;
    }
  }

  /**
   * The photo was rejected for good. The receiver keeps it, sealed, in its quarantine. The
   * exception is a photo whose beginning shows that it is {@link RejectionCode#TOO_LARGE}: the
   * receiver takes only the beginning and keeps nothing. The sender must keep the original, which
   * the SDK never deletes, to send it again.
   */
  final class Rejected implements Receipt {
    private final Explanation<RejectionCode> said;

    private Rejected(EnvelopeId id, Instant at, RejectionCode code, String message) {
      said = new Explanation<>(id, at, code, message);
    }

    @Override
    public EnvelopeId id() {
      return said.id();
    }

    @Override
    public Instant at() {
      return said.at();
    }

    /** Why, for programs. */
    public RejectionCode code() {
      return said.code();
    }

    /** Why: one sentence in the receiver's language that a clinician understands. */
    public String message() {
      return said.message();
    }

    @Override
    public int hashCode() {
      return said.hashCode();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Rejected that && said.equals(that.said);
    }

    /** Leaves the message out: it can be about a patient, or name a file. */
    @Override
    public String toString() {
      return "Rejected" + said;
    }
  }
}
