package nz.co.medimage.receiver;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.SinkReference;

/**
 * What became of one photo at this receiver. Immutable.
 *
 * @param id the photo; devices and receipts name it by {@link PhotoId#envelope()} alone
 * @param from the name of the device that sent it, empty if it is no longer known
 * @param at when this was decided; for one that waits, when its last byte came in
 * @param state how far it is
 * @param filed where each required sink put it, so far as it is known
 * @param detail one sentence: why it waits, is held or was rejected; empty if there is nothing to
 *     say
 * @param followUps the follow-up sinks that have it still to file or refused it, and those that
 *     filed it
 * @param assignments who filed it under another tag than came with it, the first one first
 */
public record DeliveryRecord(
    PhotoId id,
    String from,
    Instant at,
    State state,
    List<SinkReference> filed,
    String detail,
    List<FollowUp> followUps,
    List<Assigned> assignments) {

  /** How far an envelope is. */
  public enum State {
    /** It came in whole and waits for a required sink, or is with one now. */
    WAITING,
    /** Every required sink has it. */
    DELIVERED,
    /**
     * It lies in quarantine until a person says whose it is, see {@link Receiver#assign}: a patient
     * check did not find exactly one patient.
     */
    HELD,
    /**
     * It was refused for good and lies in quarantine, from where it can be replayed. The exception
     * is a photo that was refused as too large by what its beginning says: the rest never was here,
     * and only whoever sent it has it.
     */
    REJECTED
  }

  /**
   * What became of it at one follow-up sink.
   *
   * @param sink the id of the sink
   * @param state how far it is
   * @param detail where the sink filed it, or one sentence why it waits or was refused
   */
  public record FollowUp(String sink, FollowUpState state, String detail) {
    /** Refuses null. */
    public FollowUp {
      Objects.requireNonNull(sink, "sink");
      Objects.requireNonNull(state, "state");
      Objects.requireNonNull(detail, "detail");
    }

    /** Leaves the detail out: it can hold a patient id. */
    @Override
    public String toString() {
      return "FollowUp[" + sink + ", " + state + "]";
    }
  }

  /** How far an envelope is at a follow-up sink. */
  public enum FollowUpState {
    /** It is tried again until it works. */
    WAITING,
    /** It is filed. */
    FILED,
    /** The sink refused it for good; it is kept and can be replayed. */
    REFUSED
  }

  /**
   * That a person filed the photo under another tag.
   *
   * @param at when it was asked for
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

  /** Copies the lists. */
  public DeliveryRecord {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(detail, "detail");
    filed = List.copyOf(filed);
    followUps = List.copyOf(followUps);
    assignments = List.copyOf(assignments);
  }

  /** Leaves out what can hold a patient id. */
  @Override
  public String toString() {
    return "DeliveryRecord[" + id.envelope() + ", " + state + "]";
  }
}
