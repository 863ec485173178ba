package nz.co.medimage.transport.http.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import nz.co.medimage.transport.http.ReceiverRun;
import nz.co.medimage.transport.http.v1.Wire;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Tells anybody which run of a receiver this is. Two that have one certificate differ in that. */
public final class RunHandler extends Handler.Abstract.NonBlocking {
  private final Supplier<ReceiverRun> run;

  /**
   * Serves one run.
   *
   * @param run tells it as it is now; called on any thread
   */
  public RunHandler(Supplier<ReceiverRun> run) {
    this.run = run;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (!Request.getPathInContext(request).equals(Wire.RUN)) {
      return false;
    }
    try {
      Answers.allow(request, response, "GET");
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain");
      response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
      byte[] body = run.get().toString().getBytes(StandardCharsets.US_ASCII);
      response.write(true, ByteBuffer.wrap(body), callback);
    } catch (StatusException | RuntimeException e) {
      Answers.fail(response, callback, e);
    }
    return true;
  }
}
