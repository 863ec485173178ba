package nz.co.medimage.transport.http.server;

import java.time.Clock;
import nz.co.medimage.api.transport.Intake;
import nz.co.medimage.transport.http.v1.UploadChecksum;
import nz.co.medimage.transport.http.v1.Wire;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Serves senders from an {@link Intake}: uploads, receipts, pairing and the probe.
 *
 * <pre>{@code
 * WireServer server = WireServer.start(address, tls, new IntakeHandler(context.intake(), clock));
 * }</pre>
 */
public final class IntakeHandler extends Handler.Sequence {
  /** What is served in any case. */
  private static final String EXTENSIONS = "creation," + Wire.CREATION_WITH_UPLOAD + ",expiration";

  /** Serves an intake with {@link UploadLimits#standard()}, for one owner. */
  public IntakeHandler(Intake intake, Clock clock) {
    this(intake, clock, UploadLimits.standard(), UploadOwners.NONE);
  }

  /**
   * Serves an intake.
   *
   * @param clock for the time at which unfinished uploads expire
   * @param limits how many uploads are received at once
   * @param owners says which owner's share an upload takes
   */
  public IntakeHandler(Intake intake, Clock clock, UploadLimits limits, UploadOwners owners) {
    super(
        new OptionsHandler(intake),
        new TusHandler(Wire.ENVELOPES, intake, clock, limits, owners),
        new ReceiptHandler(intake),
        new PairingHandler(intake),
        new ProbeHandler(intake));
  }

  /** Tells paired devices that all is well, and others that they are not paired. */
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
        intake.authenticate(Responses.credential(request));
        response.getHeaders().put(Wire.TUS_EXTENSION, EXTENSIONS);
        Responses.status(response, callback, HttpStatus.NO_CONTENT_204);
      } catch (Throwable e) {
        Responses.fail(response, callback, e);
      }
      return true;
    }
  }

  /** Tells anybody which protocol this is, on every path: that is no secret. */
  private static final class OptionsHandler extends Handler.Abstract {
    private final Intake intake;

    OptionsHandler(Intake intake) {
      this.intake = intake;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      if (!request.getMethod().equals("OPTIONS")) {
        return false;
      }
      try {
        // A browser asks ahead what a page may do, and shows nobody what else is said.
        boolean checksums = !CrossOrigin.isPreflight(request) && intake.spool(0).isPresent();
        HttpFields.Mutable headers = response.getHeaders();
        headers
            .put(Wire.TUS_RESUMABLE, Wire.TUS_VERSION)
            .put("Tus-Version", Wire.TUS_VERSION)
            .put(Wire.TUS_EXTENSION, EXTENSIONS + (checksums ? ",checksum" : ""));
        if (checksums) {
          headers.put("Tus-Checksum-Algorithm", UploadChecksum.ALGORITHMS);
        }
        Responses.status(response, callback, HttpStatus.NO_CONTENT_204);
      } catch (Throwable e) {
        Responses.fail(response, callback, e);
      }
      return true;
    }
  }
}
