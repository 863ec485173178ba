package nz.co.medimage.crypto.v1;

import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.Credential;

/** Derives tokens from a pairing's key: {@code spec/pairing-v1.md}, section "Tokens". */
public final class PairingSecrets {
  private static final String ACCESS_LABEL = "MedImage access v1 ";

  private PairingSecrets() {}

  /**
   * The token that lets the phone of this pairing in at the servers of one transport.
   *
   * @param transport its id
   */
  public static Credential credential(PairingId id, byte[] pairingKey, String transport) {
    byte[] info = Keys.label(ACCESS_LABEL + transport);
    return new Credential(id.value(), Keys.derive(pairingKey, id.toBytes(), info, Keys.KEY_BYTES));
  }
}
