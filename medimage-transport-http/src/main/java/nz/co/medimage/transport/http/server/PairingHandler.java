package nz.co.medimage.transport.http.server;

import java.io.IOException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import nz.co.medimage.api.transport.Intake;
import nz.co.medimage.transport.http.v1.Wire;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Passes pairing messages on. Anybody may send them, so bodies are small and no thread waits for
 * them, and the number that is processed at once, and from one address in a minute, is limited.
 */
final class PairingHandler extends Handler.Abstract {
  private static final int MOST_AT_ONCE = 16;

  /** Two make a pairing. More than devices pair in a minute are junk, or guesses. */
  private static final int A_MINUTE = 60;

  private final Intake intake;
  private final AddressCounts counts = new AddressCounts(A_MINUTE, System::nanoTime);
  private final SmallBody bodies = new SmallBody();
  private final Semaphore free = new Semaphore(MOST_AT_ONCE);

  PairingHandler(Intake intake) {
    this.intake = intake;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String path = Request.getPathInContext(request);
    if (!path.startsWith(Wire.PAIRINGS + "/")) {
      return false;
    }
    String nameplate = path.substring(Wire.PAIRINGS.length() + 1);
    try {
      Responses.allow(request, response, "POST");
      bodies.read(
          request,
          response,
          callback,
          Wire.MAX_PAIRING_MESSAGE,
          message -> {
            long wait = counts.waitOf(request, 1);
            if (wait > 0) {
              throw AddressLimit.refusal(response, wait);
            }
            answer(nameplate, message, response, callback);
          });
    } catch (Throwable e) {
      Responses.fail(response, callback, e);
    }
    return true;
  }

  private void answer(String nameplate, byte[] message, Response response, Callback callback)
      throws IOException {
    var ignored =
        pair(nameplate, message)
            .whenComplete(
                (answer, e) -> Responses.outcome(response, callback, Wire.OCTET_STREAM, answer, e));
  }

  private CompletionStage<byte[]> pair(String nameplate, byte[] message) throws IOException {
    if (!free.tryAcquire()) {
      throw new StatusException(
          HttpStatus.SERVICE_UNAVAILABLE_503, "The server is busy; try again in a moment.");
    }
    try {
      return intake.pair(nameplate, message);
    } finally {
      free.release();
    }
  }
}
