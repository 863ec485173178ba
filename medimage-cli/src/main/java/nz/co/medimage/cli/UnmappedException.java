package nz.co.medimage.cli;

/**
 * Thrown if a field of the classic connector has no counterpart; the message says why and what a
 * person can do, as a sentence about "it".
 */
final class UnmappedException extends Exception {
  private static final long serialVersionUID = 1L;

  UnmappedException(String message) {
    super(message);
  }
}
