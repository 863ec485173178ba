package nz.co.medimage.transport.http.server;

import java.io.IOException;

/** Thrown if a request cannot be served, for a reason that an HTTP status states. */
final class StatusException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * @param message one sentence for the developer of the client
   */
  StatusException(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }
}
