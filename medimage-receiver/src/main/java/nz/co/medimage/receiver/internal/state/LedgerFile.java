package nz.co.medimage.receiver.internal.state;

import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.api.SinkReference;

/**
 * The final word on one envelope, as earlier versions kept it in a file of its own.
 *
 * @param format 1
 * @param id the envelope
 * @param pairing whose it was
 * @param from the name of the device
 * @param size of the sealed envelope in bytes
 * @param at when it was decided
 * @param outcome {@code DELIVERED} or the name of a {@link RejectionCode}
 * @param message one sentence on a rejection, empty for a delivery
 * @param filed where the required sinks put it
 * @param followUps where the follow-up sinks put it, once all of them have
 * @param receipt the sealed receipt in Base64
 */
public record LedgerFile(
    int format,
    String id,
    String pairing,
    String from,
    long size,
    String at,
    String outcome,
    String message,
    List<Place> filed,
    List<Place> followUps,
    String receipt) {
  private static final int FORMAT = 1;
  private static final String DELIVERED = "DELIVERED";

  /** A {@link SinkReference} in JSON. */
  public record Place(String sink, String reference) {
    /** Refuses null. */
    public Place {
      Objects.requireNonNull(sink, "sink");
      Objects.requireNonNull(reference, "reference");
    }
  }

  /** Refuses what is missing or of another form. */
  public LedgerFile {
    if (format != FORMAT) {
      throw new IllegalArgumentException("an entry of another format");
    }
    EnvelopeId.parse(id);
    PairingId.parse(pairing);
    Objects.requireNonNull(from, "from");
    if (size < 1) {
      throw new IllegalArgumentException("an envelope has a size");
    }
    Instant.parse(at);
    if (!outcome.equals(DELIVERED)) {
      RejectionCode.of(outcome);
    }
    Objects.requireNonNull(message, "message");
    filed = List.copyOf(filed);
    followUps = List.copyOf(followUps);
    Base64.getDecoder().decode(receipt);
  }

  /**
   * The entry. The sealed receipt speaks for no particular bytes, so senders take it no longer: if
   * one asks again, it is asked for the envelope, and answered for that.
   */
  public LedgerEntry entry() {
    EnvelopeId envelope = EnvelopeId.parse(id);
    Instant decided = Instant.parse(at);
    Receipt word =
        outcome.equals(DELIVERED)
            ? Receipt.delivered(envelope, decided, filed(filed))
            : Receipt.rejected(envelope, decided, RejectionCode.of(outcome), message);
    return new LedgerEntry(word, PairingId.parse(pairing), from, size, filed(followUps), "");
  }

  private static List<SinkReference> filed(List<Place> places) {
    return places.stream()
        .map(place -> new SinkReference(place.sink(), place.reference()))
        .toList();
  }

  /** Names the envelope alone: the rest can hold a patient id. */
  @Override
  public String toString() {
    return "LedgerFile[" + id + "]";
  }
}
