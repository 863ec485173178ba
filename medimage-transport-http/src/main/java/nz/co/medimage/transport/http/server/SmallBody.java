package nz.co.medimage.transport.http.server;

import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;

/** Bodies that fit into memory. They are read without a thread that waits for them. */
final class SmallBody {
  private SmallBody() {}

  /** Does something with a body; what it throws becomes the answer. */
  @FunctionalInterface
  interface Use {
    void take(byte[] body) throws IOException;
  }

  /**
   * Reads a body, then does something with it, which may block.
   *
   * @param most bytes that it may have
   */
  static void read(Request request, Response response, Callback callback, int most, Use use)
      throws StatusException {
    if (request.getLength() > most) {
      throw tooLarge(most);
    }
    Content.Source.asByteArrayAsync(
        request,
        most,
        Promise.Invocable.from(
            InvocationType.BLOCKING,
            body -> {
              try {
                use.take(body);
              } catch (IOException | RuntimeException e) {
                Answers.fail(response, callback, e);
              }
            },
            e -> Answers.fail(response, callback, unreadable(e, most))));
  }

  private static StatusException tooLarge(int most) {
    return new StatusException(
        HttpStatus.PAYLOAD_TOO_LARGE_413, "What is sent here has at most " + most + " bytes");
  }

  /** Jetty tells a body that is too large by another exception than one that broke off. */
  private static StatusException unreadable(Throwable e, int most) {
    return e instanceof IOException || e instanceof TimeoutException
        ? new StatusException(HttpStatus.REQUEST_TIMEOUT_408, "The message broke off")
        : tooLarge(most);
  }
}
