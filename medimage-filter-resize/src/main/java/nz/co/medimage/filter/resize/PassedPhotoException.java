package nz.co.medimage.filter.resize;

import org.jspecify.annotations.Nullable;

/** No copy can be made of a photo, which passes as it came. */
final class PassedPhotoException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why, and so who is told. */
  enum Reason {
    /** Nothing here reads its type. */
    TYPE,
    /** Its content cannot be read, or not without errors. */
    DAMAGED,
    /** It has too many pixels. */
    TOO_LARGE,
    /** No copy of it has few enough bytes. */
    TOO_MANY_BYTES,
    /** There is less memory than it takes. */
    MEMORY,
    /** It has several images, of which a copy would show one. */
    SEVERAL_IMAGES
  }

  private final Reason reason;

  PassedPhotoException(Reason reason) {
    this(reason, null);
  }

  PassedPhotoException(Reason reason, @Nullable Throwable cause) {
    super("a photo passes as it came: " + reason, cause);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }
}
