package nz.co.medimage.api.transport;

import java.io.IOException;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.AddOnProvider;

/**
 * Makes the sender's half of a transport from configuration; {@link AddOnProvider} says how it is
 * found. Its {@link #id} is that of the {@link Transport}.
 *
 * <p>A sender looks for providers only if {@code Sender.Builder.findTransports} was called: on the
 * class path and the module path, but not in add-on folders. If a transport for which settings were
 * given cannot be made, the sender does not start. Any other transport that cannot be made is left
 * out and reported as a problem.
 */
public interface TransportProvider extends AddOnProvider {

  /**
   * Makes a transport. Called once; the sender closes the transport.
   *
   * @throws IllegalArgumentException with one sentence for the user if a setting is wrong in a way
   *     that its description cannot express
   * @throws IOException with one sentence for the user if it cannot be made on this device
   */
  Transport create(AddOnContext context) throws IOException;
}
