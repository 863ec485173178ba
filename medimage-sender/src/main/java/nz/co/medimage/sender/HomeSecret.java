package nz.co.medimage.sender;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;
import nz.co.medimage.crypto.DamagedSecretException;
import nz.co.medimage.crypto.SecretStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secret of a home, from which the marks of photos and the key of its notes are derived. Safe
 * for use by several threads.
 */
final class HomeSecret {
  /** Its name among the keys of the home. */
  static final String NAME = "send-marks";

  private static final Logger LOG = LoggerFactory.getLogger(HomeSecret.class);
  private static final int BYTES = 32;

  private final SecretStore keys;
  private final SecureRandom random;
  private byte @Nullable [] secret;

  HomeSecret(SecretStore keys, SecureRandom random) {
    this.keys = keys;
    this.random = random;
  }

  /**
   * Returns the secret, and creates it if there is none.
   *
   * @throws IOException if it cannot be read, or is missing and cannot be written
   */
  synchronized byte[] get() throws IOException {
    byte[] known = find().orElse(null);
    if (known == null) {
      known = new byte[BYTES];
      random.nextBytes(known);
      keys.put(NAME, known);
      secret = known;
    }
    return known;
  }

  /**
   * Returns the secret, if there is one. Without it, earlier envelopes are not found and would be
   * sent once more. So it is given up only if it is damaged, not if it cannot be read at this
   * moment.
   */
  synchronized Optional<byte[]> find() throws IOException {
    if (secret == null) {
      try {
        secret = keys.get(NAME).filter(bytes -> bytes.length == BYTES).orElse(null);
      } catch (DamagedSecretException e) {
        LOG.warn("The secret of the marks is damaged, so it counts as missing: {}", e.getMessage());
      }
    }
    return Optional.ofNullable(secret);
  }
}
