package nz.co.medimage.receiver.filter;

/**
 * What becomes of a file that may tell where it was made and cannot be cleaned of that, see {@link
 * nz.co.medimage.receiver.Receiver.Builder#removeMetadata}.
 */
public enum Uncleanable {
  /**
   * It is held in quarantine, and its sender is told so: {@code NOT_CLEANED}. A person can have it
   * filed as it is, by {@link nz.co.medimage.receiver.Receiver#replay}.
   */
  HOLD,
  /** It is filed as it is. */
  PASS
}
