package nz.co.medimage.crypto;

import java.io.IOException;

/**
 * What lies in a {@link SecretStore} under a name was read, and is damaged; reading it again does
 * not help. Anything else that goes wrong there may pass.
 */
public final class DamagedSecretException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedSecretException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
