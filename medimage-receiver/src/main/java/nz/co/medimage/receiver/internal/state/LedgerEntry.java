package nz.co.medimage.receiver.internal.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Filed;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.Rejection;

/**
 * The final word on one envelope, as the ledger keeps it.
 *
 * @param format 1
 * @param id the envelope
 * @param pairing whose it was
 * @param from the name of the device
 * @param size of the sealed envelope in bytes
 * @param at when it was decided
 * @param outcome {@code DELIVERED} or the name of a {@link Rejection}
 * @param message one sentence on a rejection, empty for a delivery
 * @param filed where the required sinks put it
 * @param followUps where the follow-up sinks put it, once all of them have
 * @param receipt the sealed receipt in Base64: each repeat gets these very bytes
 */
public record LedgerEntry(
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

  /** A {@link Filed} in JSON. */
  public record Place(String sink, String reference) {
    /** Refuses null. */
    public Place {
      Objects.requireNonNull(sink, "sink");
      Objects.requireNonNull(reference, "reference");
    }

    /** Of what sinks gave. */
    public static List<Place> of(List<Filed> filed) {
      List<Place> places = new ArrayList<>();
      filed.forEach(f -> places.add(new Place(f.sink(), f.reference())));
      return places;
    }

    /** The value. */
    public Filed filed() {
      return new Filed(sink, reference);
    }
  }

  /** Refuses what is missing or of another form. */
  public LedgerEntry {
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
      Rejection.valueOf(outcome);
    }
    Objects.requireNonNull(message, "message");
    filed = List.copyOf(filed);
    followUps = List.copyOf(followUps);
    Base64.getDecoder().decode(receipt);
  }

  /** The entry for a receipt and its sealed form. */
  public static LedgerEntry of(
      Receipt receipt, PairingId pairing, String from, long size, byte[] sealed) {
    String outcome = DELIVERED;
    String message = "";
    List<Place> filed = List.of();
    if (receipt instanceof Receipt.Rejected rejected) {
      outcome = rejected.reason().name();
      message = rejected.message();
    } else if (receipt instanceof Receipt.Delivered delivered) {
      filed = Place.of(delivered.filed());
    }
    return new LedgerEntry(
        FORMAT,
        receipt.id().toString(),
        pairing.toString(),
        from,
        size,
        receipt.at().toString(),
        outcome,
        message,
        filed,
        List.of(),
        Base64.getEncoder().encodeToString(sealed));
  }

  /** The same, with where follow-up sinks put it. */
  public LedgerEntry withFollowUps(List<Filed> places) {
    return new LedgerEntry(
        format, id, pairing, from, size, at, outcome, message, filed, Place.of(places), receipt);
  }

  /** The envelope. */
  public EnvelopeId envelope() {
    return EnvelopeId.parse(id);
  }

  /** Whether it was this pairing's. */
  public boolean isFrom(PairingId sender) {
    return PairingId.parse(pairing).equals(sender);
  }

  /** Whether every required sink has it. */
  public boolean isDelivered() {
    return outcome.equals(DELIVERED);
  }

  /** The sealed receipt; a fresh array. */
  public byte[] sealedReceipt() {
    return Base64.getDecoder().decode(receipt);
  }

  /** Names the envelope alone: the rest can hold a patient id. */
  @Override
  public String toString() {
    return "LedgerEntry[" + id + "]";
  }
}
