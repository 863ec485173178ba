package nz.co.medimage.crypto;

import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.crypto.envelope.CurrentRoutes;
import nz.co.medimage.crypto.v1.KeyRecords;
import nz.co.medimage.crypto.v1.PairingRecord;
import nz.co.medimage.crypto.v1.PairingSecrets;
import nz.co.medimage.crypto.v1.PakeGuest;
import nz.co.medimage.crypto.v1.ReceiverRecord;

/**
 * What a phone keeps of one receiver. It is a secret: it holds the pairing's key. It cannot open
 * what it sealed.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class SenderPairing {
  private final PairingRecord record;
  private final ReceiverRecord receiver;
  private final Optional<CurrentRoutes> told;

  SenderPairing(PairingRecord record, ReceiverRecord receiver) {
    this(record, receiver, Optional.empty());
  }

  private SenderPairing(
      PairingRecord record, ReceiverRecord receiver, Optional<CurrentRoutes> told) {
    this.record = record;
    this.receiver = receiver;
    this.told = told;
  }

  /**
   * Reads what {@link #toBytes()} gave.
   *
   * @throws IOException if it is damaged
   */
  public static SenderPairing ofBytes(byte[] bytes) throws IOException {
    return new SenderPairing(
        KeyRecords.readPairing(bytes), KeyRecords.readReceiver(bytes), KeyRecords.readTold(bytes));
  }

  /** Names the pairing. */
  public PairingId id() {
    return record.id();
  }

  /** The name that the receiver gave itself, or that this side gave it instead. */
  public String receiverName() {
    return record.name();
  }

  /** When they paired, by the phone's clock. */
  public Instant pairedAt() {
    return record.pairedAt();
  }

  /** The routes to the receiver, in the receiver's order. */
  public List<Route> routes() {
    return receiver.routes();
  }

  /** The same pairing under another name for its receiver, as when two bear the same one. */
  public SenderPairing withReceiverName(String name) {
    return new SenderPairing(
        new PairingRecord(record.id(), name, record.pairedAt(), record.key()), receiver, told);
  }

  /** The same pairing under another time, as when this phone's clock had stepped back. */
  public SenderPairing withPairedAt(Instant pairedAt) {
    return new SenderPairing(
        new PairingRecord(record.id(), record.name(), pairedAt, record.key()), receiver, told);
  }

  /** Whether both are pairings with one and the same receiver, known by its public key. */
  public boolean isSameReceiver(SenderPairing other) {
    return Arrays.equals(receiver.publicKey(), other.receiver.publicKey());
  }

  /** The same pairing with other routes, as when an address was learnt. */
  public SenderPairing withRoutes(List<Route> routes) {
    return new SenderPairing(record, new ReceiverRecord(receiver.publicKey(), routes), told);
  }

  /** The same pairing, whose receiver told this of its routes in a receipt. */
  public SenderPairing withTold(CurrentRoutes last) {
    return new SenderPairing(record, receiver, Optional.of(last));
  }

  /** What the receiver last told of its routes in a receipt, if it has. */
  public Optional<CurrentRoutes> told() {
    return told;
  }

  /**
   * What to show the servers of one transport to be let in: what one of them learns of it is worth
   * nothing at those of another.
   *
   * @param transport its id, as {@link Route#transport()} has it
   */
  public Credential credential(String transport) {
    return PairingSecrets.credential(id(), record.key(), transport);
  }

  /** For a {@link SecretStore}; a fresh array. */
  public byte[] toBytes() {
    return KeyRecords.writeSenderPairing(record, receiver, told);
  }

  PakeGuest.Paired previous() {
    return new PakeGuest.Paired(record, receiver);
  }

  byte[] key() {
    return record.key();
  }

  /** The receiver's public key, by which it is known. A copy. */
  public byte[] receiverKey() {
    return receiver.publicKey();
  }
}
