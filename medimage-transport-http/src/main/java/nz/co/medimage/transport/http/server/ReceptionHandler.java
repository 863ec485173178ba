package nz.co.medimage.transport.http.server;

import java.time.Clock;
import nz.co.medimage.api.spi.Reception;
import org.eclipse.jetty.server.Handler;

/**
 * All that a receiver serves: uploads, receipts, pairing and the probe, over a {@link Reception}.
 */
@SuppressWarnings({"UnusedVariable", "DoNotCallSuggester"})
public final class ReceptionHandler extends Handler.Sequence {

  /**
   * Serves a reception.
   *
   * @param clock tells when unfinished uploads expire
   */
  public ReceptionHandler(Reception reception, Clock clock) {}
}
