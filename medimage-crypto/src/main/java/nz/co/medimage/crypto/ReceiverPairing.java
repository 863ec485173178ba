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
 * What a receiver keeps of one paired phone. It is a secret: it holds the pairing's key.
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
   * Reads what {@link #toBytes()} gave.
   *
   * @throws IOException if it is damaged
   */
  public static ReceiverPairing ofBytes(byte[] bytes) throws IOException {
    return new ReceiverPairing(KeyRecords.readPairing(bytes), KeyRecords.readDevice(bytes));
  }

  /** Names the pairing. */
  public PairingId id() {
    return record.id();
  }

  /** The name that the phone gave itself, or was given by {@link #withDeviceName}. */
  public String deviceName() {
    return record.name();
  }

  /** When they paired, by the receiver's clock. */
  public Instant pairedAt() {
    return record.pairedAt();
  }

  /** The same pairing under another name, as when the phone's own name is taken. */
  public ReceiverPairing withDeviceName(String deviceName) {
    PairingRecord named = new PairingRecord(id(), deviceName, pairedAt(), record.key());
    return new ReceiverPairing(named, device);
  }

  /**
   * Names the phone: a phone that pairs again has several pairings, of which one names it. Default:
   * the pairing's own id, see {@link #withDevice}.
   */
  public PairingId device() {
    return device;
  }

  /** The same pairing as one of the phone that {@code device} names. */
  public ReceiverPairing withDevice(PairingId device) {
    return new ReceiverPairing(record, device);
  }

  /** Whether both are one pairing: they have the same id, and the same key; in constant time. */
  public boolean isSamePairing(ReceiverPairing other) {
    return id().equals(other.id()) && MessageDigest.isEqual(key(), other.key());
  }

  /**
   * Whether {@code credential} is this phone's for one transport; in constant time.
   *
   * @param transport the id of the transport over which it was shown
   */
  public boolean accepts(Credential credential, String transport) {
    return credential.id().equals(id().value())
        && credential.tokenHash().equals(tokenHash(transport));
  }

  /**
   * All that a server needs to know this phone by its credential.
   *
   * @param transport the id of the transport that the server is of
   */
  public TokenHash tokenHash(String transport) {
    return PairingSecrets.credential(id(), record.key(), transport).tokenHash();
  }

  /** For a {@link SecretStore}; a fresh array. */
  public byte[] toBytes() {
    return KeyRecords.writePairing(record, device);
  }

  byte[] key() {
    return record.key();
  }
}
