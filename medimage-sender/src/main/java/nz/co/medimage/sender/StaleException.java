package nz.co.medimage.sender;

import java.io.IOException;

/** A link broke that had served before, so it may just have gone stale. */
final class StaleException extends IOException {
  private static final long serialVersionUID = 1L;

  StaleException(IOException why) {
    super(why.getMessage(), why);
  }
}
