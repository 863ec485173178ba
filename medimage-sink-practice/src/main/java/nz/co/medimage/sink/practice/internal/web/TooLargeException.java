package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;

/** The target takes smaller files only; it did nothing. */
final class TooLargeException extends IOException {
  private static final long serialVersionUID = 1L;

  TooLargeException() {
    super("The file is too large for the practice system.");
  }
}
