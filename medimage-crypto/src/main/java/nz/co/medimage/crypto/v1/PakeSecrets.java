package nz.co.medimage.crypto.v1;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.time.Instant;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.file.Sha256;

/**
 * The keys that both sides derive once they agree: {@code spec/pairing-v1.md}, section "Keys". All
 * earlier messages are in the transcript; if one was changed on the way, the keys differ.
 */
final class PakeSecrets {
  private static final byte[] ID = Keys.label("MedImage pairing v1 id");
  private static final byte[] KEY = Keys.label("MedImage pairing v1 key");
  private static final byte[] GUEST = Keys.label("MedImage pairing v1 guest");
  private static final byte[] HOST = Keys.label("MedImage pairing v1 host");
  private static final byte[] NOTHING = {};

  private final byte[] material;
  private final byte[] transcript;

  /**
   * Takes the agreed element and the messages.
   *
   * @param proofBegin the second message of the guest up to its confirmation
   */
  PakeSecrets(BigInteger agreed, byte[] hello, byte[] helloAnswer, byte[] proofBegin) {
    material = PakeWriter.element(agreed);
    transcript = Sha256.of(Keys.join(hello, helloAnswer, proofBegin));
  }

  PairingRecord pairing(String name, Instant at) {
    return new PairingRecord(
        PairingId.ofBytes(derive(ID, 16)), name, at, derive(KEY, Keys.KEY_BYTES));
  }

  byte[] sealFromGuest(byte[] profile) {
    return Keys.seal(derive(GUEST, Keys.KEY_BYTES), profile, NOTHING);
  }

  byte[] openFromGuest(byte[] sealed) throws PairingFormatException {
    return open(GUEST, sealed);
  }

  byte[] sealFromHost(byte[] profile) {
    return Keys.seal(derive(HOST, Keys.KEY_BYTES), profile, NOTHING);
  }

  byte[] openFromHost(byte[] sealed) throws PairingFormatException {
    return open(HOST, sealed);
  }

  private byte[] open(byte[] label, byte[] sealed) throws PairingFormatException {
    try {
      return Keys.open(derive(label, Keys.KEY_BYTES), sealed, NOTHING);
    } catch (GeneralSecurityException e) {
      throw new PairingFormatException("a pairing message was changed on the way", e);
    }
  }

  private byte[] derive(byte[] label, int size) {
    return Keys.derive(material, transcript, label, size);
  }
}
