package nz.co.medimage.receiver;

import com.squareup.moshi.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.api.SinkReference;
import org.jspecify.annotations.Nullable;

/**
 * What became of one photo at this receiver, when it was asked. Immutable; compared by value,
 * except for the times of next tries.
 */
public final class DeliveryRecord {
  private final PhotoId id;
  private final String from;
  private final Instant at;
  private final State state;
  private final List<SinkReference> filed;
  private final Optional<RejectionCode> rejection;
  private final String detail;
  private final List<FollowUp> followUps;
  private final Map<String, Instant> nextTries;
  private final List<Assigned> assignments;
  private final List<Undecided> undecided;
  private final List<Settled> settlements;
  private final Optional<Pending> pending;
  private final Revision revision;

  DeliveryRecord(
      PhotoId id,
      String from,
      Instant at,
      State state,
      List<SinkReference> filed,
      Optional<RejectionCode> rejection,
      String detail,
      List<FollowUp> followUps,
      Map<String, Instant> nextTries,
      List<Assigned> assignments,
      List<Undecided> undecided,
      List<Settled> settlements,
      Optional<Pending> pending,
      Revision revision) {
    this.id = Objects.requireNonNull(id, "id");
    this.from = Objects.requireNonNull(from, "from");
    this.at = Objects.requireNonNull(at, "at");
    this.state = Objects.requireNonNull(state, "state");
    this.filed = List.copyOf(filed);
    this.rejection = Objects.requireNonNull(rejection, "rejection");
    this.detail = Objects.requireNonNull(detail, "detail");
    this.followUps = List.copyOf(followUps);
    this.nextTries = Map.copyOf(nextTries);
    this.assignments = List.copyOf(assignments);
    this.undecided = List.copyOf(undecided);
    this.settlements = List.copyOf(settlements);
    this.pending = Objects.requireNonNull(pending, "pending");
    this.revision = Objects.requireNonNull(revision, "revision");
  }

  /** The photo; devices and receipts name it by {@link PhotoId#envelope()} alone. */
  public PhotoId id() {
    return id;
  }

  /** The name of the device that sent the photo; empty if it is no longer known. */
  public String from() {
    return from;
  }

  /** When the photo was delivered, held or rejected; of one that waits, when it came in whole. */
  public Instant at() {
    return at;
  }

  /** How far the photo is. */
  public State state() {
    return state;
  }

  /** Whether the photo waits itself, or is delivered and waits for a follow-up sink. */
  public boolean isWaiting() {
    return state == State.WAITING || isAnyFollowUp(FollowUpState.WAITING);
  }

  /**
   * Whether the photo was held or rejected, and is in quarantine since. Of one that was too large,
   * nothing is there but this record.
   */
  public boolean isInQuarantine() {
    return state == State.HELD || state == State.REJECTED;
  }

  /**
   * Whether a follow-up sink has rejected the photo, which can then be {@linkplain Receiver#assign
   * assigned} to another patient there.
   */
  public boolean isRejectedByFollowUp() {
    return isAnyFollowUp(FollowUpState.REJECTED);
  }

  /**
   * Whether a person has to decide something about the photo: it is in quarantine, a follow-up sink
   * has rejected it, or nobody knows whether a sink has it. {@link Receiver#needingPerson} lists
   * these photos.
   */
  public boolean needsPerson() {
    return isInQuarantine() || isRejectedByFollowUp() || !undecided.isEmpty();
  }

  private boolean isAnyFollowUp(FollowUpState wanted) {
    return followUps.stream().anyMatch(at -> at.state() == wanted);
  }

  /**
   * Where each required sink put the photo. Empty while the photo waits, and if it was held or
   * rejected.
   */
  public List<SinkReference> filed() {
    return filed;
  }

  /**
   * Why the photo waits, is held or was rejected, in a sentence or two; of a delivered one, the
   * hint that its receipt carried. Empty if there is nothing to say.
   */
  public String detail() {
    return detail;
  }

  /**
   * Why the photo was rejected, for programs: whether another tag can help, for example. Empty
   * unless it {@linkplain State#REJECTED was}.
   */
  public Optional<RejectionCode> rejection() {
    return rejection;
  }

  /** What became of the photo at each follow-up sink. */
  public List<FollowUp> followUps() {
    return followUps;
  }

  /**
   * About when the photo is next brought to a follow-up sink for which it waits, by the system's
   * clock: the photo itself, or another one that waits for the same sink. Empty if it does not wait
   * for a certain moment, or no receiver runs.
   *
   * @param sink the id of the sink
   */
  public Optional<Instant> nextTry(String sink) {
    return Optional.ofNullable(nextTries.get(Objects.requireNonNull(sink, "sink")));
  }

  /**
   * By whom it was filed under another tag, everywhere or at follow-up sinks that had rejected it,
   * oldest first.
   */
  public List<Assigned> assignments() {
    return assignments;
  }

  /**
   * The sinks, required and follow-up, of which nobody knows whether they have the photo. None of
   * them gets it again until a person has looked and {@linkplain Receiver#settle decided}.
   */
  public List<Undecided> undecided() {
    return undecided;
  }

  /** What people decided where nobody knew whether a sink has the photo, oldest first. */
  public List<Settled> settlements() {
    return settlements;
  }

  /** What a person asked for that has not ended yet. */
  public Optional<Pending> pending() {
    return pending;
  }

  /**
   * Tells this record from later ones of the same photo: it is another text once anything has
   * changed that a person decides by. 33 characters of 0-9, a-f and {@code -}, without meaning. A
   * page can carry it in a form, and see when the form comes back whether {@link
   * Receiver#delivery(PhotoId)} still gives the same; why a photo waits, and until when, does not
   * count.
   */
  public String revision() {
    return revision.toString();
  }

  /** The part of the revision that what is done for a request does not change. */
  String facts() {
    return revision.facts();
  }

  /** How far a photo is. */
  public enum State {
    /**
     * It came in whole, and a filter, the patient check or a required sink has it or is to get it.
     */
    WAITING,
    /** Every required sink has it. */
    DELIVERED,
    /**
     * The patient check did not find exactly one patient; the photo is in quarantine until a person
     * {@linkplain Receiver#assign says whose it is}.
     */
    HELD,
    /**
     * It was rejected for good. It is in quarantine and can be {@linkplain Receiver#replay
     * replayed}, unless it was too large and only its beginning was taken.
     */
    REJECTED
  }

  /**
   * What became of a photo at one follow-up sink.
   *
   * @param sink the id of the sink
   * @param state how far the photo is
   * @param detail where the sink filed it, or in one sentence why it waits or was rejected, or
   *     where to look whether the sink has it
   */
  public record FollowUp(String sink, FollowUpState state, String detail) {
    /** Refuses null. */
    public FollowUp {
      Objects.requireNonNull(sink, "sink");
      Objects.requireNonNull(state, "state");
      Objects.requireNonNull(detail, "detail");
    }

    /** Leaves the detail out: it can contain a patient id. */
    @Override
    public String toString() {
      return "FollowUp[" + sink + ", " + state + "]";
    }
  }

  /** How far a photo is at a follow-up sink. */
  @SuppressWarnings("exports") // of the name in files, which is no part of the API
  public enum FollowUpState {
    /** The sink does not have it yet; it is tried until it works. */
    WAITING,
    /** The sink has filed it. */
    FILED,
    /**
     * The sink rejected it for good; it is kept, and can be {@linkplain Receiver#replay replayed},
     * or {@linkplain Receiver#assign assigned} to another patient.
     */
    @Json(name = "REFUSED") // as homes have it
    REJECTED,
    /**
     * Nobody knows whether the sink's target has the photo. The sink does not get it again, not
     * even by a {@linkplain Receiver#replay replay}, until a person has {@linkplain Receiver#settle
     * decided}.
     */
    UNKNOWN
  }

  /**
   * A person's decision to file the photo under another tag.
   *
   * @param at when the person asked for it
   * @param by the person's name, as given to {@link Receiver#assign}
   * @param from the tag that came with the photo, or, of a delivered one, under which it was
   *     delivered, as text
   * @param to the tag that the photo is filed under from then on, as text
   */
  public record Assigned(Instant at, String by, String from, String to) {
    /** Refuses null. */
    public Assigned {
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(by, "by");
      Objects.requireNonNull(from, "from");
      Objects.requireNonNull(to, "to");
    }

    /** Leaves the tags out: they name patients. */
    @Override
    public String toString() {
      return "Assigned[" + at + "]";
    }
  }

  /**
   * What a person asked for that has not ended yet.
   *
   * @param by the person's name, as given to {@link Receiver#assign}; empty for a {@linkplain
   *     Receiver#replay replay}
   * @param to the tag to file the photo under, as text; empty for a replay
   */
  public record Pending(String by, String to) {
    /** Refuses null. */
    public Pending {
      Objects.requireNonNull(by, "by");
      Objects.requireNonNull(to, "to");
    }

    /** Leaves the tag out: it names a patient. */
    @Override
    public String toString() {
      return "Pending";
    }
  }

  /**
   * A sink of which nobody knows whether it has the photo.
   *
   * @param sink the id of the sink
   * @param why one sentence that says where to look
   */
  public record Undecided(String sink, String why) {
    /** Refuses null. */
    public Undecided {
      Objects.requireNonNull(sink, "sink");
      Objects.requireNonNull(why, "why");
    }
  }

  /**
   * A person's decision whether a sink has the photo.
   *
   * @param at when the person decided
   * @param by the person's name, as given to {@link Receiver#settle}
   * @param sink the id of the sink
   * @param isFiled whether the person found the photo in the sink's target; if not, the sink files
   *     it
   */
  public record Settled(Instant at, String by, String sink, boolean isFiled) {
    /** Refuses null. */
    public Settled {
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(by, "by");
      Objects.requireNonNull(sink, "sink");
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DeliveryRecord that
        && id.equals(that.id)
        && from.equals(that.from)
        && at.equals(that.at)
        && state.equals(that.state)
        && filed.equals(that.filed)
        && rejection.equals(that.rejection)
        && detail.equals(that.detail)
        && followUps.equals(that.followUps)
        && assignments.equals(that.assignments)
        && undecided.equals(that.undecided)
        && settlements.equals(that.settlements)
        && pending.equals(that.pending)
        && revision.equals(that.revision);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        id, from, at, state, filed, detail, followUps, assignments, undecided, settlements);
  }

  /** Leaves out what can contain a patient id. */
  @Override
  public String toString() {
    return "DeliveryRecord[" + id.envelope() + ", " + state + "]";
  }
}
