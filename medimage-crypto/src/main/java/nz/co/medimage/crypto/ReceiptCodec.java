package nz.co.medimage.crypto;

import java.io.IOException;
import java.util.Optional;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.crypto.envelope.EnvelopePrefix;
import nz.co.medimage.crypto.envelope.OpenedReceipt;
import nz.co.medimage.crypto.v1.ReceiptFormat;

/**
 * Seals a receipt so that only the phone which sent the photo can read it, and nobody but the
 * receiver can write it. A receipt speaks for one sealing of a photo: it opens together with the
 * prefix of those very bytes and with no other. The format is {@code spec/envelope-v1.md}, section
 * "Receipt".
 */
public final class ReceiptCodec {
  private ReceiptCodec() {}

  /**
   * Seals under the pairing's key.
   *
   * @param envelope the prefix of the envelope that was opened; its id is the receipt's, its
   *     pairing this one
   * @throws IllegalArgumentException if they are not, or if its texts are so long that it would
   *     have more than 65,536 bytes
   */
  public static byte[] seal(Receipt receipt, EnvelopePrefix envelope, ReceiverPairing pairing) {
    return seal(new OpenedReceipt(receipt, Optional.empty()), envelope, pairing);
  }

  /**
   * Seals a receipt together with the receiver's routes. They are left out if they take more than
   * 3,072 bytes as JSON.
   *
   * @param envelope the prefix of the envelope that was opened; its id is the receipt's, its
   *     pairing this one
   * @throws IllegalArgumentException if they are not, or if its texts are so long that it would
   *     have more than 65,536 bytes
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
   * Opens what {@link #seal} gave.
   *
   * @param envelope the prefix of the envelope that the receipt must be for
   * @throws IOException if it is not an authentic receipt for this envelope under this pairing
   */
  public static OpenedReceipt open(byte[] sealed, EnvelopePrefix envelope, SenderPairing pairing)
      throws IOException {
    return ReceiptFormat.open(sealed, envelope, pairing.key());
  }

  /**
   * A receipt in clear, as {@link #fromJson} reads it: the JSON object that is sealed in a receipt
   * that travels. It can be about a patient, so whoever stores it seals it.
   */
  public static byte[] toJson(Receipt receipt) {
    return ReceiptFormat.toJson(receipt);
  }

  /**
   * Reads what {@link #toJson} gave.
   *
   * @param id the envelope that it is for, which the JSON does not name
   * @throws IOException if it is anything else
   */
  public static Receipt fromJson(byte[] json, EnvelopeId id) throws IOException {
    return ReceiptFormat.fromJson(json, id);
  }
}
