package nz.co.medimage.transport.http.server;

import java.io.IOException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import nz.co.medimage.api.spi.Intake;
import nz.co.medimage.transport.http.v1.Wire;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;

/**
 * Passes pairing messages on. Anybody may send them, so bodies are small, are read without a thread
 * that waits for them, and only so many are thought about at once.
 */
final class PairingHandler extends Handler.Abstract {
  private static final int MOST_AT_ONCE = 16;

  private final Intake intake;
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
      check(request, response);
    } catch (StatusException e) {
      Answers.fail(response, callback, e);
      return true;
    }
    Content.Source.asByteArrayAsync(
        request,
        Wire.MAX_MESSAGE,
        Promise.Invocable.from(
            InvocationType.BLOCKING,
            message -> answer(nameplate, message, response, callback),
            e -> Answers.fail(response, callback, unreadable(e))));
    return true;
  }

  private static void check(Request request, Response response) throws StatusException {
    Answers.allow(request, response, "POST");
    if (request.getLength() > Wire.MAX_MESSAGE) {
      throw tooLarge();
    }
  }

  private void answer(String nameplate, byte[] message, Response response, Callback callback) {
    try {
      var ignored =
          pair(nameplate, message)
              .whenComplete((answer, e) -> Answers.outcome(response, callback, answer, e));
    } catch (IOException | RuntimeException e) {
      Answers.fail(response, callback, e);
    }
  }

  private CompletionStage<byte[]> pair(String nameplate, byte[] message) throws IOException {
    if (!free.tryAcquire()) {
      throw new StatusException(
          HttpStatus.SERVICE_UNAVAILABLE_503, "The receiver is busy; try again in a moment.");
    }
    try {
      return intake.pair(nameplate, message);
    } finally {
      free.release();
    }
  }

  private static StatusException tooLarge() {
    return new StatusException(
        HttpStatus.PAYLOAD_TOO_LARGE_413,
        "A pairing message has at most " + Wire.MAX_MESSAGE + " bytes");
  }

  /** Jetty tells a body that is too large by another exception than one that broke off. */
  private static StatusException unreadable(Throwable e) {
    return e instanceof IOException || e instanceof TimeoutException
        ? new StatusException(HttpStatus.REQUEST_TIMEOUT_408, "The message broke off")
        : tooLarge();
  }
}
