package nz.co.medimage.cli;

/** Thrown if the user's input cannot be used; the message is one sentence for the user. */
final class BadInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadInputException(String message) {
    super(message);
  }
}
