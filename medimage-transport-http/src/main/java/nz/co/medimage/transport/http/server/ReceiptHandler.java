package nz.co.medimage.transport.http.server;

import java.io.IOException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.transport.Intake;
import nz.co.medimage.transport.http.v1.Wire;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Serves receipts. A request may wait for one. */
final class ReceiptHandler extends Handler.Abstract {
  private static final Pattern PATH =
      Pattern.compile(Pattern.quote(Wire.ENVELOPES) + "/([0-9a-f-]{36})/" + Wire.RECEIPT);

  private final Intake intake;
  private final LongPolls parked = new LongPolls();

  ReceiptHandler(Intake intake) {
    this.intake = intake;
    addBean(parked);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Matcher path = PATH.matcher(Request.getPathInContext(request));
    if (!path.matches()) {
      return false;
    }
    try {
      begin(request, response, callback, path.group(1));
    } catch (Throwable e) {
      Responses.fail(response, callback, e);
    }
    return true;
  }

  private void begin(Request request, Response response, Callback callback, String name)
      throws IOException {
    var from = intake.authenticate(Responses.credential(request));
    Responses.allow(request, response, "GET");
    EnvelopeId id = id(name);
    Duration wait =
        new Query(request, "The query is wait= and a number of seconds", "wait").wait("wait");
    parked.park(
        request,
        response,
        callback,
        wait,
        intake.receipt(from, id),
        (receipt, e) -> Responses.outcome(response, callback, Wire.OCTET_STREAM, receipt, e));
  }

  private static EnvelopeId id(String name) throws StatusException {
    try {
      return EnvelopeId.parse(name);
    } catch (IllegalArgumentException e) {
      throw new StatusException(HttpStatus.NOT_FOUND_404, "There is nothing here");
    }
  }
}
