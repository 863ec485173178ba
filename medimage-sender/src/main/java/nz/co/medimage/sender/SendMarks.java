package nz.co.medimage.sender;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.crypto.SenderPairing;
import org.jspecify.annotations.Nullable;

/**
 * Makes the marks by which earlier envelopes are found. Keys and tags may name a patient, and
 * anybody who has a photo could look for it, so only a keyed hash goes into a file name. Safe for
 * use by several threads.
 */
final class SendMarks {
  private static final String ALGORITHM = "HmacSHA256";

  private final HomeSecret secret;

  SendMarks(HomeSecret secret) {
    this.secret = secret;
  }

  /**
   * Returns the mark of a photo that is sent.
   *
   * @param key the caller's key, or null
   * @throws IOException with one sentence if the secret of the home is missing and cannot be
   *     written
   */
  SendMark of(SenderPairing to, ContentDigest photo, PatientTag tag, @Nullable String key)
      throws IOException {
    byte[] receiver = to.receiverKey();
    SecretKeySpec known = secret();
    return new SendMark(
        hash(known, "photo", receiver, photo.sha256(), utf8(tag.toString())),
        key == null ? null : hash(known, "key", receiver, utf8(key)));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private SecretKeySpec secret() throws IOException {
    try {
      return new SecretKeySpec(secret.get(), ALGORITHM);
    } catch (IOException e) {
      throw PhotoSealer.notAccepted(e);
    }
  }

  private static String hash(SecretKeySpec secret, String purpose, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
      mac.update(utf8(purpose));
      for (byte[] part : parts) {
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
        mac.update(part);
      }
      return EntryName.digits(mac.doFinal());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }
}
