package nz.co.medimage.transport.http.server;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.spi.Reception;
import nz.co.medimage.api.spi.Reception.UploadState;
import nz.co.medimage.transport.http.v1.Problem;
import nz.co.medimage.transport.http.v1.Wire;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * All that a receiver serves: uploads, receipts, pairing and the probe, over a {@link Reception}.
 */
public final class ReceptionHandler extends Handler.Sequence {

  /**
   * Serves a reception.
   *
   * @param clock tells when unfinished uploads expire
   */
  public ReceptionHandler(Reception reception, Clock clock) {
    super(
        new TusHandler(
            Wire.ENVELOPES,
            credential -> new Inbox(reception, reception.authenticate(credential)),
            clock),
        new ReceiptHandler(reception),
        new PairingHandler(reception),
        new ProbeHandler(reception),
        new Nothing());
  }

  /** What one pairing uploads to the reception. */
  private record Inbox(Reception reception, PairingId from) implements Uploads {
    @Override
    public long begin(EnvelopeId id, long size) throws IOException {
      return reception.begin(from, id, size);
    }

    @Override
    public UploadState state(EnvelopeId id) throws IOException {
      return reception.state(from, id);
    }

    @Override
    public long append(EnvelopeId id, long offset, InputStream bytes) throws IOException {
      return reception.append(from, id, offset, bytes);
    }

    @Override
    public Duration unfinishedKept() {
      return reception.unfinishedKept();
    }
  }

  /** Answers paired devices that all is well, and others that they are not paired. */
  private static final class ProbeHandler extends Handler.Abstract {
    private final Reception reception;

    ProbeHandler(Reception reception) {
      this.reception = reception;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      if (!Request.getPathInContext(request).equals(Wire.PROBE)) {
        return false;
      }
      try {
        reception.authenticate(Answers.credential(request));
        Answers.status(response, callback, HttpStatus.NO_CONTENT_204);
      } catch (IOException | RuntimeException e) {
        Answers.fail(response, callback, e);
      }
      return true;
    }
  }

  /** Answers for every path that no other handler knows. */
  private static final class Nothing extends Handler.Abstract.NonBlocking {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      Answers.problem(
          response,
          callback,
          Problem.plain(HttpStatus.NOT_FOUND_404, "Not Found", "There is nothing here"));
      return true;
    }
  }
}
