package nz.co.medimage.api;

/**
 * The kinds of refusal. A reader that meets a kind it does not know takes it as {@link #REFUSED}.
 */
public enum Rejection {
  /** The content is of a type that the receiver does not take. */
  TYPE_NOT_ALLOWED,
  /**
   * The content is larger than the receiver takes. Mostly the receiver takes no more than the
   * beginning of it, which says so, and then it lies in no quarantine: whoever sent it has the only
   * copy, the original, which the SDK never deletes.
   */
  TOO_LARGE,
  /** The envelope is authentic, but its manifest cannot be used, by a hostile name for one. */
  BAD_MANIFEST,
  /** The envelope is older than receivers remember; its device's clock may be wrong. */
  TOO_OLD,
  /**
   * It came by way of a relay after the pairing of its device was revoked, or may have. It lies in
   * quarantine, where a person decides whether it is filed.
   */
  DEVICE_REVOKED,
  /**
   * The receiver files only what it has cleaned of places, and this file cannot be cleaned. It lies
   * in quarantine, where a person decides whether it is filed as it is.
   */
  NOT_CLEANED,
  /** A filter or a sink refused it for a reason of its own. */
  REFUSED
}
