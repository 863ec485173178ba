package nz.co.medimage.sender;

import java.io.IOException;

/** Thrown if a link broke that had worked before: it may just have gone stale. */
final class StaleException extends IOException {
  private static final long serialVersionUID = 1L;

  StaleException(IOException why) {
    super(why.getMessage(), why);
  }
}
