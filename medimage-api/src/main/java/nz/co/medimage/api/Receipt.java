package nz.co.medimage.api;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * The receiver's last word on an envelope. It travels sealed under the pairing's key, so that
 * nobody on the way can read or forge it. Only on a receipt does a sender delete its copy.
 */
public sealed interface Receipt {

  /** The envelope that it answers. */
  EnvelopeId id();

  /** When the receiver decided, by its clock. */
  Instant at();

  /**
   * Every required sink has the photo on stable storage.
   *
   * @param id the envelope
   * @param at when
   * @param filed where each required sink put it, in the order of the sinks; a receiver cuts
   *     references to 1000 UTF-16 units, to 9000 for all of them
   */
  record Delivered(EnvelopeId id, Instant at, List<SinkReference> filed) implements Receipt {
    /** Copies the list. */
    public Delivered {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(at, "at");
      filed = List.copyOf(filed);
    }
  }

  /**
   * The photo was refused for good. The receiver keeps it, sealed, in its quarantine, but for one
   * that was refused as {@link RejectionCode#TOO_LARGE} by what its beginning says: no more than
   * that was taken, so the receiver has nothing of it. Whoever sent it must keep the original,
   * which the SDK never deletes, and send that again.
   *
   * @param id the envelope
   * @param at when
   * @param reason the kind of refusal
   * @param message one sentence that a clinician understands; a receiver cuts it to 1000 UTF-16
   *     units
   */
  record Rejected(EnvelopeId id, Instant at, RejectionCode reason, String message)
      implements Receipt {
    /** Refuses null. */
    public Rejected {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(message, "message");
    }

    /** Leaves the message out: it can name a file. */
    @Override
    public String toString() {
      return "Rejected[" + id + ", " + reason + "]";
    }
  }
}
