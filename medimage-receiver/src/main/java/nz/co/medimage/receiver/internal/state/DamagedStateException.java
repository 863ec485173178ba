package nz.co.medimage.receiver.internal.state;

import java.io.IOException;

/** A file of the home cannot be read as what it should be. The message names it. */
public final class DamagedStateException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Makes one. */
  public DamagedStateException(String message) {
    super(message);
  }
}
