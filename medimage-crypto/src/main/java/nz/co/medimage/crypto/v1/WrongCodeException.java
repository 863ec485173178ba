package nz.co.medimage.crypto.v1;

/** Thrown if the other side uses the pairing protocol, but another code. */
public final class WrongCodeException extends Exception {
  private static final long serialVersionUID = 1L;

  WrongCodeException(Throwable cause) {
    super("the codes of the two sides differ", cause);
  }
}
