package nz.co.medimage.runtime;

import org.jspecify.annotations.Nullable;

/** The stack trace of a failure and of its causes, for a log: classes and lines, no messages. */
public final class BareTrace extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int MOST_CAUSES = 10;

  /**
   * Copies the trace of a failure.
   *
   * @param failure the failure; its message is left out, as it may name a patient
   */
  public BareTrace(Throwable failure) {
    this(failure, MOST_CAUSES);
  }

  private BareTrace(Throwable failure, int causes) {
    super(failure.getClass().getName(), cause(failure.getCause(), causes), false, true);
    setStackTrace(failure.getStackTrace());
  }

  private static @Nullable BareTrace cause(@Nullable Throwable cause, int causes) {
    return cause == null || causes == 0 ? null : new BareTrace(cause, causes - 1);
  }
}
