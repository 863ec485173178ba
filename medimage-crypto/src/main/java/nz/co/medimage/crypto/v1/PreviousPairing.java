package nz.co.medimage.crypto.v1;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import nz.co.medimage.api.PairingId;

/**
 * An earlier pairing that a phone sends when it pairs again. It is sealed for the receiver of that
 * pairing; another receiver learns only that there is one: {@code spec/pairing-v1.md}, section
 * "Earlier pairings".
 */
final class PreviousPairing {
  /** Of one profile, at most. */
  static final int MOST = 16;

  private static final int ID_BYTES = 16;

  /** Encapsulated key, id, key, tag. */
  static final int SEALED_BYTES = 32 + ID_BYTES + Keys.KEY_BYTES + 16;

  private static final byte[] LABEL = Keys.label("MedImage pairing v1 previous");

  private PreviousPairing() {}

  /** Seals one for the receiver of {@code publicKey}, for use in the new pairing alone. */
  static byte[] seal(PairingRecord previous, byte[] publicKey, PairingId fresh)
      throws GeneralSecurityException {
    byte[] secret = Keys.join(previous.id().toBytes(), previous.key());
    return Hpke.seal(publicKey, secret, Keys.join(LABEL, fresh.toBytes()));
  }

  /** Opens one, if it is for this receiver; its name is that of the new pairing, which is newer. */
  static Optional<PairingRecord> open(byte[] sealed, HpkeKeyPair receiver, PairingRecord fresh) {
    try {
      byte[] secret = receiver.open(sealed, Keys.join(LABEL, fresh.id().toBytes()));
      if (secret.length != ID_BYTES + Keys.KEY_BYTES) {
        return Optional.empty();
      }
      PairingId id = PairingId.ofBytes(Arrays.copyOf(secret, ID_BYTES));
      byte[] key = Arrays.copyOfRange(secret, ID_BYTES, secret.length);
      return Optional.of(new PairingRecord(id, fresh.name(), fresh.pairedAt().minusMillis(1), key));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }
}
