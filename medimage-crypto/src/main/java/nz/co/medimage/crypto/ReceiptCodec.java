package nz.co.medimage.crypto;

import java.io.IOException;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.crypto.v1.ReceiptFormat;

/**
 * Seals a receipt so that only the phone which sent the photo can read it, and nobody but the
 * receiver can write it. The format is {@code spec/envelope-v1.md}, section "Receipt".
 */
public final class ReceiptCodec {
  private ReceiptCodec() {}

  /**
   * Seals under the pairing's key.
   *
   * @throws IllegalArgumentException if its texts are so long that it would have more than 65,536
   *     bytes
   */
  public static byte[] seal(Receipt receipt, ReceiverPairing pairing) {
    return ReceiptFormat.seal(receipt, pairing.id(), pairing.key());
  }

  /**
   * Opens what {@link #seal} gave.
   *
   * @param id the envelope that the receipt must be for
   * @throws IOException if it is not an authentic receipt for this envelope under this pairing
   */
  public static Receipt open(byte[] sealed, EnvelopeId id, SenderPairing pairing)
      throws IOException {
    return ReceiptFormat.open(sealed, id, pairing.id(), pairing.key());
  }
}
