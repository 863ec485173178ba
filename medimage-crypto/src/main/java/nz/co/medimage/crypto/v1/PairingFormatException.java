package nz.co.medimage.crypto.v1;

/** Thrown if a message does not belong to the pairing protocol, whatever the code. */
public final class PairingFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  PairingFormatException(String message) {
    super(message);
  }

  PairingFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
