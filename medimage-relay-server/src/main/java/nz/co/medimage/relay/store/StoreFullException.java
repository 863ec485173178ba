package nz.co.medimage.relay.store;

import java.io.IOException;

/** There is no room for what should be kept; nothing of it was. */
public final class StoreFullException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Says so in one sentence. */
  public StoreFullException(Throwable cause) {
    super("There is no room left for what the relay holds", cause);
  }
}
