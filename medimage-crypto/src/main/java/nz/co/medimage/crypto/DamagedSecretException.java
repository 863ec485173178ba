package nz.co.medimage.crypto;

import java.io.IOException;

/**
 * Thrown if a secret in a {@link SecretStore} was read and is damaged: reading it again does not
 * help. Other exceptions of that store may pass.
 */
public final class DamagedSecretException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedSecretException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
