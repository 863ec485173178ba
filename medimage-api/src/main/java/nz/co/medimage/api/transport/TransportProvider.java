package nz.co.medimage.api.transport;

import java.io.IOException;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.AddOnProvider;

/**
 * Makes the sender's half of a transport from configuration; {@link AddOnProvider} says how it is
 * found. Its {@link #id} is that of the {@link Transport}.
 *
 * <p>A sender looks for providers when {@code Sender.Builder.findTransports} asks for it: on the
 * class path and the module path, and in no folder of add-ons. One of which settings were given
 * must be made, or the sender does not start; another that throws is left out with a problem.
 */
public interface TransportProvider extends AddOnProvider {

  /**
   * Makes a transport.
   *
   * @throws IllegalArgumentException with one sentence for the user if a setting is wrong in a way
   *     that its description does not tell
   * @throws IOException with one sentence for the user if it cannot be made on this device
   */
  Transport create(AddOnContext context) throws IOException;
}
