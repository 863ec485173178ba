package nz.co.medimage.transport.http.v1;

import java.io.IOException;

/**
 * Thrown by a server to answer with one of the protocol's problems, and by a client for problems
 * without an exception in the API.
 */
public final class ProblemException extends IOException {
  private static final long serialVersionUID = 1L;

  private final ProblemType type;

  /**
   * Makes the exception.
   *
   * @param sentence one sentence for the user at the other end
   */
  public ProblemException(ProblemType type, String sentence) {
    super(sentence);
    this.type = type;
  }

  /** The problem. */
  public ProblemType type() {
    return type;
  }
}
