package nz.co.medimage.sender;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.crypto.NoteCipher;
import nz.co.medimage.crypto.ReceiptCodec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals what the home remembers about a photo and what may name a patient: the app's reference and
 * the receipt. Safe for use by several threads.
 */
final class PrivateNotes {
  private static final Logger LOG = LoggerFactory.getLogger(PrivateNotes.class);
  private static final String REFERENCE = "reference/";
  private static final String RECEIPT = "receipt/";

  private final HomeSecret secret;

  PrivateNotes(HomeSecret secret) {
    this.secret = secret;
  }

  /**
   * Seals the reference of a photo.
   *
   * @throws IOException if the secret of the home cannot be read or made
   */
  byte[] seal(EnvelopeId id, String reference) throws IOException {
    return cipher().seal(REFERENCE + id, reference.getBytes(UTF_8));
  }

  /** Opens the reference of a photo; empty if there is none, or if it can no longer be read. */
  @Nullable String reference(EnvelopeId id, byte @Nullable [] sealed) {
    byte[] note = open(REFERENCE + id, sealed);
    return note == null ? null : new String(note, UTF_8);
  }

  /**
   * Adds the private parts to a record.
   *
   * @throws IOException if the secret of the home cannot be read or made
   */
  EndedRecord seal(EndedRecord ended, @Nullable String reference, @Nullable Receipt receipt)
      throws IOException {
    byte[] reply =
        receipt == null ? null : cipher().seal(RECEIPT + ended.id(), ReceiptCodec.toJson(receipt));
    return ended.with(
        base64(reference == null ? null : seal(ended.id(), reference)), base64(reply));
  }

  private static @Nullable String base64(byte @Nullable [] bytes) {
    return bytes == null ? null : Base64.getEncoder().encodeToString(bytes);
  }

  /** The reference of a photo that ended, if it had one that can be read. */
  @Nullable String reference(EndedRecord ended) {
    return reference(ended.id(), bytes(ended.sealedReference()));
  }

  /** The receipt of a photo that ended, if it got one that was kept and can be read. */
  Optional<Receipt> receipt(EndedRecord ended) {
    byte[] json = open(RECEIPT + ended.id(), bytes(ended.sealedReceipt()));
    if (json == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(ReceiptCodec.fromJson(json, ended.id()));
    } catch (IOException e) {
      LOG.warn("The receipt of {} is passed over: {}", ended.id(), e.getMessage());
      return Optional.empty();
    }
  }

  private static byte @Nullable [] bytes(@Nullable String base64) {
    try {
      return base64 == null ? null : Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private byte @Nullable [] open(String name, byte @Nullable [] sealed) {
    if (sealed == null) {
      return null;
    }
    try {
      Optional<byte[]> known = secret.find();
      if (known.isPresent()) {
        return NoteCipher.of(known.get()).open(name, sealed);
      }
      LOG.warn("{} is passed over, as the secret of the home is missing", name);
    } catch (IOException e) {
      LOG.warn("{} is passed over: {}", name, e.getMessage());
    }
    return null;
  }

  private NoteCipher cipher() throws IOException {
    return NoteCipher.of(secret.get());
  }
}
