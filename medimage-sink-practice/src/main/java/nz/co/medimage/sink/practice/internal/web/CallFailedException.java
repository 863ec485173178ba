package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** There is no answer to a request. */
final class CallFailedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean isUnsent;

  /**
   * Makes one.
   *
   * @param isUnsent whether nothing of the request left this computer, so it cannot have been acted
   *     upon
   */
  CallFailedException(String sentence, boolean isUnsent, @Nullable Throwable cause) {
    super(sentence, cause);
    this.isUnsent = isUnsent;
  }

  boolean isUnsent() {
    return isUnsent;
  }
}
