package nz.co.medimage.receiver;

import com.squareup.moshi.Json;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.SinkReference;
import org.jspecify.annotations.Nullable;

/** What became of one photo at this receiver. Immutable; compared by value. */
public final class DeliveryRecord {
  private final PhotoId id;
  private final String from;
  private final Instant at;
  private final State state;
  private final List<SinkReference> filed;
  private final String detail;
  private final List<FollowUp> followUps;
  private final List<Assigned> assignments;

  DeliveryRecord(
      PhotoId id,
      String from,
      Instant at,
      State state,
      List<SinkReference> filed,
      String detail,
      List<FollowUp> followUps,
      List<Assigned> assignments) {
    this.id = Objects.requireNonNull(id, "id");
    this.from = Objects.requireNonNull(from, "from");
    this.at = Objects.requireNonNull(at, "at");
    this.state = Objects.requireNonNull(state, "state");
    this.filed = List.copyOf(filed);
    this.detail = Objects.requireNonNull(detail, "detail");
    this.followUps = List.copyOf(followUps);
    this.assignments = List.copyOf(assignments);
  }

  /** The photo; devices and receipts name it by {@link PhotoId#envelope()} alone. */
  public PhotoId id() {
    return id;
  }

  /** The name of the device that sent it, empty if it is no longer known. */
  public String from() {
    return from;
  }

  /** When this was decided; for one that waits, when its last byte came in. */
  public Instant at() {
    return at;
  }

  /** How far it is. */
  public State state() {
    return state;
  }

  /** Where each required sink put it, as far as that is known. */
  public List<SinkReference> filed() {
    return filed;
  }

  /** One sentence: why it waits, is held or was rejected; empty if there is nothing to say. */
  public String detail() {
    return detail;
  }

  /** The follow-up sinks that still have to file it, that rejected it, and that filed it. */
  public List<FollowUp> followUps() {
    return followUps;
  }

  /** Who filed it under a tag other than the one that came with it, oldest first. */
  public List<Assigned> assignments() {
    return assignments;
  }

  /** How far an envelope is. */
  public enum State {
    /** It came in whole and waits for a required sink, or is with one now. */
    WAITING,
    /** Every required sink has it. */
    DELIVERED,
    /**
     * It is in quarantine until a person says whose it is, see {@link Receiver#assign}: a patient
     * check did not find exactly one patient.
     */
    HELD,
    /**
     * It was rejected for good and is in quarantine, from where it can be replayed. The exception
     * is a photo whose beginning said that it is too large: the rest never was here, and only
     * whoever sent it has it.
     */
    REJECTED
  }

  /**
   * What became of it at one follow-up sink.
   *
   * @param sink the id of the sink
   * @param state how far it is
   * @param detail where the sink filed it, or one sentence why it waits or was rejected
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

  /** How far an envelope is at a follow-up sink. */
  @SuppressWarnings("exports") // of the name in files, which is no part of the API
  public enum FollowUpState {
    /** It is tried again until it works. */
    WAITING,
    /** It is filed. */
    FILED,
    /** The sink rejected it for good; it is kept and can be replayed. */
    @Json(name = "REFUSED") // as homes have it
    REJECTED
  }

  /**
   * A person's decision to file the photo under another tag.
   *
   * @param at when it was requested
   * @param by who did it
   * @param from the tag that came with the photo, as text
   * @param to the tag that it is filed under, as text
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

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DeliveryRecord that
        && id.equals(that.id)
        && from.equals(that.from)
        && at.equals(that.at)
        && state.equals(that.state)
        && filed.equals(that.filed)
        && detail.equals(that.detail)
        && followUps.equals(that.followUps)
        && assignments.equals(that.assignments);
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, from, at, state, filed, detail, followUps, assignments);
  }

  /** Leaves out what can contain a patient id. */
  @Override
  public String toString() {
    return "DeliveryRecord[" + id.envelope() + ", " + state + "]";
  }
}
