package nz.co.medimage.relay.store;

import java.io.IOException;

/**
 * Thrown by a {@link RelayStore} that has no room left; what it holds is safe. Senders are told
 * that the relay is full, and try later.
 */
public final class StoreFullException extends IOException {
  private static final long serialVersionUID = 1;

  /** A store is full because of {@code cause}. */
  public StoreFullException(Throwable cause) {
    super("the disk of the relay's database is full", cause);
  }
}
