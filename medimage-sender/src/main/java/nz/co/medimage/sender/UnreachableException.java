package nz.co.medimage.sender;

import java.io.IOException;

/** No link could be made, so nothing was tried over it. */
final class UnreachableException extends IOException {
  private static final long serialVersionUID = 1L;

  UnreachableException(IOException why) {
    super(why.getMessage(), why);
  }
}
