package nz.co.medimage.api.transport;

import java.io.IOException;

/** Bytes were offered at an offset other than the one at which the upload stands. */
public final class OffsetConflictException extends IOException {
  private static final long serialVersionUID = 1L;

  private final long offset;

  /**
   * Makes one.
   *
   * @param offset where the upload stands
   */
  public OffsetConflictException(long offset) {
    super("the upload stands at another offset");
    this.offset = offset;
  }

  /** Where the upload stands. */
  public long offset() {
    return offset;
  }
}
