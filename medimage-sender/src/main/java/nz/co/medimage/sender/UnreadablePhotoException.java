package nz.co.medimage.sender;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown if the app's photo, and not the outbox, failed. The message is one sentence, which names
 * no file.
 */
final class UnreadablePhotoException extends IOException {
  private static final long serialVersionUID = 1;

  private UnreadablePhotoException(String reason, @Nullable Throwable cause) {
    super("The photo cannot be read: " + reason, cause);
  }

  /**
   * For an exception of the app's own code that its contract does not allow; its message can be
   * about a patient.
   */
  static UnreadablePhotoException of(RuntimeException failure) {
    if (failure instanceof UncheckedIOException io && io.getCause() != null) {
      return of(io.getCause());
    }
    return new UnreadablePhotoException(
        "the program that gave it failed with " + failure.getClass().getSimpleName(), failure);
  }

  /** Drops a path, which may be named after a patient, also from the cause. */
  static UnreadablePhotoException of(IOException failure) {
    if (failure instanceof FileSystemException file) {
      return new UnreadablePhotoException(reason(file), null);
    }
    if (failure instanceof ClosedByInterruptException) {
      return new UnreadablePhotoException("its thread was interrupted; send it again", failure);
    }
    if (failure instanceof FileNotFoundException) {
      return new UnreadablePhotoException("it cannot be opened", null);
    }
    String message = failure.getMessage();
    return new UnreadablePhotoException(
        message == null ? failure.getClass().getSimpleName() : message, failure);
  }

  private static String reason(FileSystemException failure) {
    if (failure.getReason() != null) {
      return failure.getReason();
    }
    if (failure instanceof NoSuchFileException) {
      return "there is no such file";
    }
    return failure instanceof AccessDeniedException
        ? "access is denied"
        : failure.getClass().getSimpleName();
  }
}
