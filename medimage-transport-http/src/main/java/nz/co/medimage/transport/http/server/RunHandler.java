package nz.co.medimage.transport.http.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import nz.co.medimage.api.transport.ReceiverRun;
import nz.co.medimage.transport.http.v1.Wire;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Tells anybody which run of a receiver this is, because two receivers with one certificate differ
 * only in that.
 */
public final class RunHandler extends Handler.Abstract.NonBlocking {
  private final byte[] run;

  /** Makes the handler of one run. */
  public RunHandler(ReceiverRun run) {
    this.run = run.toString().getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (!Request.getPathInContext(request).equals(Wire.RUN)) {
      return false;
    }
    try {
      Responses.allow(request, response, "GET");
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain");
      response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
      response.write(true, ByteBuffer.wrap(run), callback);
    } catch (StatusException | RuntimeException e) {
      Responses.fail(response, callback, e);
    }
    return true;
  }
}
