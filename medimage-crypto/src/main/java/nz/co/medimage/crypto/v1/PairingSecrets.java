package nz.co.medimage.crypto.v1;

import nz.co.medimage.api.Credential;
import nz.co.medimage.api.PairingId;

/** What is derived from a pairing's key: {@code spec/pairing-v1.md}, section "Tokens". */
public final class PairingSecrets {
  private static final byte[] ACCESS_LABEL = Keys.label("MedImage access v1");

  private PairingSecrets() {}

  /** What lets the phone of this pairing in. */
  public static Credential credential(PairingId id, byte[] pairingKey) {
    byte[] token = Keys.derive(pairingKey, id.toBytes(), ACCESS_LABEL, Keys.KEY_BYTES);
    return new Credential(id, token);
  }
}
