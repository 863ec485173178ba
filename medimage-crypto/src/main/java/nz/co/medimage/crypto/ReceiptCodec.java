package nz.co.medimage.crypto;

import java.io.IOException;
import java.util.Optional;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.crypto.envelope.EnvelopePrefix;
import nz.co.medimage.crypto.envelope.OpenedReceipt;
import nz.co.medimage.crypto.v1.ReceiptFormat;

/**
 * Seals receipts so that only the phone that sent the photo can read them, and only the receiver
 * can write them. A receipt is for one sealing of a photo: it opens only together with the prefix
 * of those bytes.
 *
 * <p>Source: {@code spec/envelope-v1.md}, section "Receipt".
 */
public final class ReceiptCodec {
  private ReceiptCodec() {}

  /**
   * Seals a receipt under the pairing's key.
   *
   * @param envelope the prefix of the envelope that was opened, which has the receipt's id and this
   *     pairing
   * @throws IllegalArgumentException if the prefix has another id or pairing, or if the receipt's
   *     texts are so long that the sealed receipt would have more than 65,536 bytes
   */
  public static byte[] seal(Receipt receipt, EnvelopePrefix envelope, ReceiverPairing pairing) {
    return seal(new OpenedReceipt(receipt, Optional.empty()), envelope, pairing);
  }

  /**
   * Seals a receipt together with the receiver's routes, unless these take more than 3,072 bytes as
   * JSON: then they are left out.
   *
   * @param envelope the prefix of the envelope that was opened, which has the receipt's id and this
   *     pairing
   * @throws IllegalArgumentException if the prefix has another id or pairing, or if the receipt's
   *     texts are so long that the sealed receipt would have more than 65,536 bytes
   */
  public static byte[] seal(
      OpenedReceipt contents, EnvelopePrefix envelope, ReceiverPairing pairing) {
    if (!contents.receipt().id().equals(envelope.id())
        || !pairing.id().equals(envelope.pairing())) {
      throw new IllegalArgumentException("a receipt is for an envelope of its id and its pairing");
    }
    return ReceiptFormat.seal(contents, envelope, pairing.key());
  }

  /**
   * Opens what {@link #seal} returned.
   *
   * @param envelope the prefix of the envelope that the receipt must be for
   * @throws IOException if it is not an authentic receipt for this envelope under this pairing
   */
  public static OpenedReceipt open(byte[] sealed, EnvelopePrefix envelope, SenderPairing pairing)
      throws IOException {
    return ReceiptFormat.open(sealed, envelope, pairing.key());
  }

  /**
   * Returns a receipt as JSON, not encrypted, as {@link #fromJson} reads it. It can be about a
   * patient, so encrypt it before you store it.
   */
  public static byte[] toJson(Receipt receipt) {
    return ReceiptFormat.toJson(receipt);
  }

  /**
   * Reads what {@link #toJson} returned.
   *
   * @param id the envelope that the receipt is for, which the JSON does not contain
   * @throws IOException if it is anything else
   */
  public static Receipt fromJson(byte[] json, EnvelopeId id) throws IOException {
    return ReceiptFormat.fromJson(json, id);
  }
}
