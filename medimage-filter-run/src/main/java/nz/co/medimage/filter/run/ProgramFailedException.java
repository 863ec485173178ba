package nz.co.medimage.filter.run;

import org.jspecify.annotations.Nullable;

/** A program did not do what it should. The message completes "the program". */
final class ProgramFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  ProgramFailedException(String message) {
    this(message, null);
  }

  ProgramFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
