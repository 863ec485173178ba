package nz.co.medimage.transport.http.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.Intake;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one request on their way into an {@link Intake}, checked on disk first if it must
 * be.
 */
final class UploadBody implements BodyReader.Taker {
  private final Intake intake;
  private final PairingId from;
  private final EnvelopeId id;
  private final Spool.@Nullable Body spool;
  private final Outcome outcome;
  private long at;

  /** Receives the outcome of a body, once. */
  interface Outcome {

    /** It was taken, and the upload stands there. */
    void reached(long offset);

    /** It was not, or only a part of it. */
    void failed(Throwable e);
  }

  /**
   * @param offset where the body belongs
   * @param spool null for a body that counts as it comes; closed here
   */
  UploadBody(
      Intake intake,
      PairingId from,
      EnvelopeId id,
      long offset,
      Spool.@Nullable Body spool,
      Outcome outcome) {
    this.intake = intake;
    this.from = from;
    this.id = id;
    this.at = offset;
    this.spool = spool;
    this.outcome = outcome;
  }

  @Override
  public boolean take(byte[] block, int length) throws IOException {
    if (spool != null) {
      spool.write(block, length);
      return true;
    }
    long expected = at + length;
    at = intake.append(from, id, at, ByteBuffer.wrap(block, 0, length));
    return at == expected;
  }

  @Override
  public void end() throws IOException {
    if (spool != null) {
      at = intake.append(from, id, at, spool.verified());
      spool.close();
    }
    outcome.reached(at);
  }

  @Override
  public void fail(Throwable e) {
    if (spool != null) {
      try {
        spool.close();
      } catch (IOException notDeleted) {
        e.addSuppressed(notDeleted);
      }
    }
    outcome.failed(e instanceof BodyReader.BrokenOffException ? brokenOff() : e);
  }

  private static StatusException brokenOff() {
    return new StatusException(
        HttpStatus.REQUEST_TIMEOUT_408, "The body broke off or came too slowly; go on from there");
  }
}
