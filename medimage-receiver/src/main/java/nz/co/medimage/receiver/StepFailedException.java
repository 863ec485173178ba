package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Optional;

/** A step on the way of a photo did not work now but may later. */
final class StepFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** The steps that are no sink's. */
  static final String RECEIVER = "receiver";

  private final String step;

  /**
   * Says which step and why.
   *
   * @param step the id of a sink, or {@link #RECEIVER}
   */
  StepFailedException(String step, Throwable cause) {
    super(sentence(cause), cause);
    this.step = step;
  }

  String step() {
    return step;
  }

  private static String sentence(Throwable cause) {
    if (cause instanceof FileSystemException file && file.getReason() == null) {
      return file.getClass().getSimpleName() + ": " + file.getFile();
    }
    // The message of a bug is not made for people and can hold anything.
    return cause instanceof IOException
        ? Optional.ofNullable(cause.getMessage()).orElse(cause.getClass().getSimpleName())
        : "failed with " + cause.getClass().getSimpleName();
  }
}
