package nz.co.medimage.receiver.internal.metadata;

/** A position is in the data, but cannot be taken out without harm to other data. */
public final class UnsafeExifException extends Exception {
  private static final long serialVersionUID = 1L;

  UnsafeExifException(String message) {
    super(message);
  }
}
