package nz.co.medimage.crypto.envelope;

/** Thrown if an envelope cannot be used. Each subtype calls for a different action. */
public abstract sealed class EnvelopeException extends Exception
    permits DamagedEnvelopeException, UnsupportedEnvelopeException, BadManifestException {
  private static final long serialVersionUID = 1L;

  EnvelopeException(String message) {
    super(message);
  }

  EnvelopeException(String message, Throwable cause) {
    super(message, cause);
  }
}
