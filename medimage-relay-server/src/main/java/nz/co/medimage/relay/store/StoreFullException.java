package nz.co.medimage.relay.store;

import java.io.IOException;

/** There is no room left where the relay keeps what it holds; what it holds is safe. */
public final class StoreFullException extends IOException {
  private static final long serialVersionUID = 1;

  StoreFullException(Throwable cause) {
    super("the disk of the relay's database is full", cause);
  }
}
