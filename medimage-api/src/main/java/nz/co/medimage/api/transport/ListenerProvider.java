package nz.co.medimage.api.transport;

import java.io.IOException;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.AddOnProvider;

/**
 * Makes the receiver's half of a transport from configuration; {@link AddOnProvider} says how it is
 * found. Its {@link #id} is that of the {@link Listener}.
 */
public interface ListenerProvider extends AddOnProvider {

  /**
   * Makes a listener. It does not listen before {@link Listener#start}.
   *
   * @throws IllegalArgumentException with one sentence for the user if a setting is wrong in a way
   *     that its description cannot express
   * @throws IOException with one sentence for the user if it cannot be made on this computer
   */
  Listener create(AddOnContext context) throws IOException;
}
