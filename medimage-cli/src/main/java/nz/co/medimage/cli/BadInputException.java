package nz.co.medimage.cli;

/** What was typed cannot be done; the message is one sentence for the user. */
final class BadInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadInputException(String message) {
    super(message);
  }
}
