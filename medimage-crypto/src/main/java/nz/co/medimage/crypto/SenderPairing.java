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
 * The phone's record of one pairing with a receiver. It is a secret, because it contains the
 * pairing's key. Even so, it cannot open an envelope.
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
   * Reads what {@link #toBytes()} returned.
   *
   * @throws IOException if the bytes are damaged
   */
  public static SenderPairing ofBytes(byte[] bytes) throws IOException {
    return new SenderPairing(
        KeyRecords.readPairing(bytes), KeyRecords.readReceiver(bytes), KeyRecords.readTold(bytes));
  }

  /** The id of the pairing. */
  public PairingId id() {
    return record.id();
  }

  /** The name of the receiver: its own, or the one set by {@link #withReceiverName}. */
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

  /**
   * Returns the same pairing with another name for its receiver, for example because two have the
   * same name.
   */
  public SenderPairing withReceiverName(String name) {
    return new SenderPairing(
        new PairingRecord(record.id(), name, record.pairedAt(), record.key()), receiver, told);
  }

  /**
   * Returns the same pairing with another time, for example because this phone's clock had been set
   * back.
   */
  public SenderPairing withPairedAt(Instant pairedAt) {
    return new SenderPairing(
        new PairingRecord(record.id(), record.name(), pairedAt, record.key()), receiver, told);
  }

  /** Whether both are pairings with the same receiver, which is recognised by its public key. */
  public boolean isSameReceiver(SenderPairing other) {
    return Arrays.equals(receiver.publicKey(), other.receiver.publicKey());
  }

  /** Returns the same pairing with other routes, for example because an address was learnt. */
  public SenderPairing withRoutes(List<Route> routes) {
    return new SenderPairing(record, new ReceiverRecord(receiver.publicKey(), routes), told);
  }

  /** Returns the same pairing with the routes that its receiver sent in a receipt. */
  public SenderPairing withTold(CurrentRoutes last) {
    return new SenderPairing(record, receiver, Optional.of(last));
  }

  /** The routes that the receiver last sent in a receipt; empty if it has sent none. */
  public Optional<CurrentRoutes> told() {
    return told;
  }

  /**
   * Returns what to show the servers of one transport to be let in. It is worthless at the servers
   * of another transport.
   *
   * @param transport the id of the transport, as in {@link Route#transport()}
   */
  public Credential credential(String transport) {
    return PairingSecrets.credential(id(), record.key(), transport);
  }

  /** Returns the secret bytes for a {@link SecretStore}, in a new array. */
  public byte[] toBytes() {
    return KeyRecords.writeSenderPairing(record, receiver, told);
  }

  PakeGuest.Paired previous() {
    return new PakeGuest.Paired(record, receiver);
  }

  byte[] key() {
    return record.key();
  }

  /** Returns a copy of the receiver's public key, which identifies the receiver. */
  public byte[] receiverKey() {
    return receiver.publicKey();
  }
}
