package nz.co.medimage.transport.http.server;

import java.io.IOException;
import java.time.Clock;
import nz.co.medimage.api.spi.Intake;
import nz.co.medimage.transport.http.v1.Wire;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * All that senders are served: uploads, receipts, pairing and the probe, over an {@link Intake}.
 */
public final class IntakeHandler extends Handler.Sequence {

  /**
   * Serves an intake.
   *
   * @param clock tells when unfinished uploads expire
   */
  public IntakeHandler(Intake intake, Clock clock) {
    super(
        new TusHandler(Wire.ENVELOPES, intake, clock),
        new ReceiptHandler(intake),
        new PairingHandler(intake),
        new ProbeHandler(intake));
  }

  /** Answers paired devices that all is well, and others that they are not paired. */
  private static final class ProbeHandler extends Handler.Abstract {
    private final Intake intake;

    ProbeHandler(Intake intake) {
      this.intake = intake;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      if (!Request.getPathInContext(request).equals(Wire.PROBE)) {
        return false;
      }
      try {
        intake.authenticate(Answers.credential(request));
        Answers.status(response, callback, HttpStatus.NO_CONTENT_204);
      } catch (IOException | RuntimeException e) {
        Answers.fail(response, callback, e);
      }
      return true;
    }
  }
}
