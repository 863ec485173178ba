package nz.co.medimage.sender;

import java.io.IOException;

/** Thrown if no link could be made, so that nothing was tried over it. */
final class UnreachableException extends IOException {
  private static final long serialVersionUID = 1L;

  UnreachableException(IOException why) {
    super(why.getMessage(), why);
  }
}
