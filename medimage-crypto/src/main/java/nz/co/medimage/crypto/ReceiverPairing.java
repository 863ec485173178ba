package nz.co.medimage.crypto;

import java.io.IOException;
import java.security.MessageDigest;
import java.time.Instant;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.TokenHash;
import nz.co.medimage.crypto.v1.KeyRecords;
import nz.co.medimage.crypto.v1.PairingRecord;
import nz.co.medimage.crypto.v1.PairingSecrets;

/**
 * The receiver's record of one pairing with a phone. It is a secret, because it contains the
 * pairing's key.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class ReceiverPairing {
  private final PairingRecord record;
  private final PairingId device;

  ReceiverPairing(PairingRecord record) {
    this(record, record.id());
  }

  private ReceiverPairing(PairingRecord record, PairingId device) {
    this.record = record;
    this.device = device;
  }

  /**
   * Reads what {@link #toBytes()} returned.
   *
   * @throws IOException if the bytes are damaged
   */
  public static ReceiverPairing ofBytes(byte[] bytes) throws IOException {
    return new ReceiverPairing(KeyRecords.readPairing(bytes), KeyRecords.readDevice(bytes));
  }

  /** The id of the pairing. */
  public PairingId id() {
    return record.id();
  }

  /** The name of the phone: its own, or the one set by {@link #withDeviceName}. */
  public String deviceName() {
    return record.name();
  }

  /** When they paired, by the receiver's clock. */
  public Instant pairedAt() {
    return record.pairedAt();
  }

  /**
   * Returns the same pairing with another name for the phone, for example because its own name is
   * taken.
   */
  public ReceiverPairing withDeviceName(String deviceName) {
    PairingRecord named = new PairingRecord(id(), deviceName, pairedAt(), record.key());
    return new ReceiverPairing(named, device);
  }

  /**
   * The id of the phone. A phone that pairs again has several pairings; the id of one of them
   * identifies it. Default: the id of this pairing.
   */
  public PairingId device() {
    return device;
  }

  /** Returns the same pairing as one of the phone with the id {@code device}. */
  public ReceiverPairing withDevice(PairingId device) {
    return new ReceiverPairing(record, device);
  }

  /**
   * Whether both are the same pairing, with the same id and the same key. Compares in constant
   * time.
   */
  public boolean isSamePairing(ReceiverPairing other) {
    return id().equals(other.id()) && MessageDigest.isEqual(key(), other.key());
  }

  /**
   * Whether {@code credential} is that of this phone for one transport. Compares in constant time.
   *
   * @param transport the id of the transport over which the phone showed it
   */
  public boolean accepts(Credential credential, String transport) {
    return credential.id().equals(id().value())
        && credential.tokenHash().equals(tokenHash(transport));
  }

  /**
   * Returns the hash by which a server recognises the credential of this phone.
   *
   * @param transport the id of the server's transport
   */
  public TokenHash tokenHash(String transport) {
    return PairingSecrets.credential(id(), record.key(), transport).tokenHash();
  }

  /** Returns the secret bytes for a {@link SecretStore}, in a new array. */
  public byte[] toBytes() {
    return KeyRecords.writePairing(record, device);
  }

  byte[] key() {
    return record.key();
  }
}
