package nz.co.medimage.receiver.internal.state;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.api.SinkReference;

/**
 * The final word on one envelope, as the ledger keeps it.
 *
 * @param receipt the word itself
 * @param pairing whose the envelope was
 * @param from the name of the device
 * @param size of the sealed envelope in bytes
 * @param followUps where the follow-up sinks put it, once all of them have
 * @param envelopeSha256 of the prefix of the sealed envelope for which the receipt speaks; empty in
 *     what earlier versions wrote
 */
public record LedgerEntry(
    Receipt receipt,
    PairingId pairing,
    String from,
    long size,
    List<SinkReference> followUps,
    String envelopeSha256) {

  /** Refuses what is missing. */
  public LedgerEntry {
    Objects.requireNonNull(receipt, "receipt");
    Objects.requireNonNull(pairing, "pairing");
    Objects.requireNonNull(from, "from");
    followUps = List.copyOf(followUps);
    Objects.requireNonNull(envelopeSha256, "envelopeSha256");
    if (size < 1) {
      throw new IllegalArgumentException("an envelope has a size");
    }
  }

  /** The entry for a receipt, as long as no follow-up sink has the photo. */
  public static LedgerEntry of(
      Receipt receipt, PairingId pairing, String from, long size, String envelopeSha256) {
    return new LedgerEntry(receipt, pairing, from, size, List.of(), envelopeSha256);
  }

  /** Whether its receipt can be sealed without having the envelope. */
  public boolean isAnswerable() {
    return !envelopeSha256.isEmpty();
  }

  /** The same, with where follow-up sinks put it. */
  public LedgerEntry withFollowUps(List<SinkReference> places) {
    return new LedgerEntry(receipt, pairing, from, size, places, envelopeSha256);
  }

  /** The envelope. */
  public EnvelopeId envelope() {
    return receipt.id();
  }

  /** The photo: the envelope of this pairing. */
  public PhotoId photo() {
    return new PhotoId(receipt.id(), pairing);
  }

  /** Whether every required sink has it. */
  public boolean isDelivered() {
    return receipt instanceof Receipt.Delivered;
  }

  /** Where the required sinks put it. */
  public List<SinkReference> filed() {
    return receipt instanceof Receipt.Delivered delivered ? delivered.references() : List.of();
  }

  /** Why it was rejected, for programs. */
  public Optional<RejectionCode> rejection() {
    return receipt instanceof Receipt.Rejected rejected
        ? Optional.of(rejected.code())
        : Optional.empty();
  }

  /** One sentence on why it is held or was rejected, empty for a delivery. */
  public String message() {
    if (receipt instanceof Receipt.Held held) {
      return held.message();
    }
    return receipt instanceof Receipt.Rejected rejected ? rejected.message() : "";
  }

  /** Names the envelope alone: the rest can hold a patient id. */
  @Override
  public String toString() {
    return "LedgerEntry[" + envelope() + "]";
  }
}
