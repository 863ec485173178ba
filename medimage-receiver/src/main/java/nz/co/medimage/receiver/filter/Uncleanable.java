package nz.co.medimage.receiver.filter;

/**
 * What becomes of a file that may tell where it was made if this cannot be removed; see {@link
 * nz.co.medimage.receiver.Receiver.Builder#removeMetadata}.
 */
public enum Uncleanable {
  /**
   * It is rejected as {@code NOT_CLEANED} and kept in quarantine. A person can have it filed as it
   * is by {@link nz.co.medimage.receiver.Receiver#replay}.
   */
  HOLD,
  /** It is filed as it is. */
  PASS
}
