package nz.co.medimage.sender;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.crypto.DamagedSecretException;
import nz.co.medimage.crypto.SecretStore;
import nz.co.medimage.crypto.SenderPairing;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the marks by which earlier envelopes are found. Keys and tags may name a patient, and who
 * has a photo could look for it; so what goes into a file name is a keyed hash. Safe for use by
 * several threads.
 */
final class SendMarks {
  /** Its name among the keys of the home. */
  static final String SECRET = "send-marks";

  private static final Logger LOG = LoggerFactory.getLogger(SendMarks.class);
  private static final String ALGORITHM = "HmacSHA256";
  private static final int SECRET_BYTES = 32;

  private final SecretStore keys;
  private final SecureRandom random;
  private byte @Nullable [] secret;

  SendMarks(SecretStore keys, SecureRandom random) {
    this.keys = keys;
    this.random = random;
  }

  /**
   * The mark of a photo that is sent.
   *
   * @param key the caller's, or null
   * @throws IOException with one sentence if the secret of the home is missing and cannot be
   *     written
   */
  SendMark of(SenderPairing to, ContentDigest photo, PatientTag tag, @Nullable String key)
      throws IOException {
    byte[] receiver = to.receiverKey();
    return new SendMark(
        hash("photo", receiver, photo.sha256(), utf8(tag.toString())),
        key == null ? null : hash("key", receiver, utf8(key)));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String hash(String purpose, byte[]... parts) throws IOException {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret(), ALGORITHM));
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

  private synchronized byte[] secret() throws IOException {
    byte[] known = secret;
    if (known == null) {
      known = stored().orElse(null);
    }
    if (known == null) {
      known = new byte[SECRET_BYTES];
      random.nextBytes(known);
      try {
        keys.put(SECRET, known);
      } catch (IOException e) {
        throw PhotoSealer.notAccepted(e);
      }
    }
    secret = known;
    return known;
  }

  /**
   * Without the old one, earlier envelopes are not found, and would be sent once more: so it is
   * given up only if it is damaged, not if it cannot be read at this moment.
   */
  private Optional<byte[]> stored() throws IOException {
    try {
      return keys.get(SECRET).filter(bytes -> bytes.length == SECRET_BYTES);
    } catch (DamagedSecretException e) {
      LOG.warn("The secret of the marks is damaged, so a new one is made: {}", e.getMessage());
      return Optional.empty();
    } catch (IOException e) {
      throw PhotoSealer.notAccepted(e);
    }
  }
}
