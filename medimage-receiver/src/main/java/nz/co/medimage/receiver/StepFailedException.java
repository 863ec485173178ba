package nz.co.medimage.receiver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.util.Objects;
import java.util.Optional;
import nz.co.medimage.api.spi.OutcomeUnknownException;

/** A step on the way of a photo did not work now but may later. */
final class StepFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** The steps that are no add-on's. */
  static final String RECEIVER = "receiver";

  private final String step;
  private final boolean opened;

  private StepFailedException(String step, boolean opened, Throwable cause) {
    super(sentence(cause), cause);
    this.step = step;
    this.opened = opened;
  }

  /** The receiver itself failed before the envelope had opened: nothing of it is certain yet. */
  static StepFailedException unopened(Throwable cause) {
    return new StepFailedException(RECEIVER, false, unwrapped(cause));
  }

  /**
   * A step failed at a photo that came out of its envelope authentic.
   *
   * @param step the id of a sink or a filter, or {@link #RECEIVER}
   */
  static StepFailedException opened(String step, Throwable cause) {
    return new StepFailedException(step, true, unwrapped(cause));
  }

  /** As it is, or as a failure of the receiver before the envelope had opened. */
  static StepFailedException of(Throwable e) {
    return e instanceof StepFailedException failed ? failed : unopened(e);
  }

  String step() {
    return step;
  }

  /** Whether the envelope had opened: what did not can be anybody's. */
  boolean isOpened() {
    return opened;
  }

  /**
   * Whether the step threw or gave back what its contract does not know, so that this very photo
   * may be why. Where a disk or a network fails, the step is away.
   */
  boolean isFault() {
    return !(cause() instanceof IOException) || cause() instanceof BrokenContractException;
  }

  /** Whether nobody knows what the step did, so that a person must look. */
  boolean isUnknown() {
    return cause() instanceof OutcomeUnknownException;
  }

  /** Who failed, unless it was the receiver, and why. */
  String reason() {
    if (isUnknown()) {
      return "a person must say whether " + step + " has it: " + getMessage();
    }
    return step.equals(RECEIVER) ? String.valueOf(getMessage()) : step + ": " + getMessage();
  }

  Throwable cause() {
    return Objects.requireNonNull(getCause());
  }

  /** Code that works on streams often hides in an unchecked exception that a disk failed. */
  private static Throwable unwrapped(Throwable cause) {
    if (cause instanceof UncheckedIOException || cause instanceof DirectoryIteratorException) {
      Throwable inner = cause.getCause();
      return inner == null ? cause : inner;
    }
    return cause;
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
