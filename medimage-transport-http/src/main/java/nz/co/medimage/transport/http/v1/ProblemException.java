package nz.co.medimage.transport.http.v1;

import java.io.IOException;

/**
 * A request meets one of the protocol's problems: thrown by a server, and by a client for those
 * types that no other exception of the contracts carries.
 */
public final class ProblemException extends IOException {
  private static final long serialVersionUID = 1L;

  private final ProblemType type;

  /**
   * Makes one.
   *
   * @param sentence for the user at the other end
   */
  public ProblemException(ProblemType type, String sentence) {
    super(sentence);
    this.type = type;
  }

  /** Which of them. */
  public ProblemType type() {
    return type;
  }
}
