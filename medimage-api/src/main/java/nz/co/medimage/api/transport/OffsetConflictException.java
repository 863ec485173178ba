package nz.co.medimage.api.transport;

import java.io.IOException;

/**
 * Thrown if bytes were offered at an offset other than the one at which the upload stands: continue
 * at {@link #offset()}.
 */
public final class OffsetConflictException extends IOException {
  private static final long serialVersionUID = 1L;

  private final long offset;

  /**
   * Makes the exception.
   *
   * @param offset where the upload stands, in bytes
   */
  public OffsetConflictException(long offset) {
    super("the upload stands at another offset");
    this.offset = offset;
  }

  /** Where the upload stands, in bytes. */
  public long offset() {
    return offset;
  }
}
