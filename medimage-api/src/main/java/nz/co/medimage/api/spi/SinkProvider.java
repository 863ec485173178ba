package nz.co.medimage.api.spi;

import java.io.IOException;

/** Makes {@link Sink}s from configuration; {@link AddOnProvider} says how it is found. */
public interface SinkProvider extends AddOnProvider {

  /**
   * Makes a sink. Called once for each instance in the configuration. It opens and starts nothing
   * yet: {@link Sink#start} does.
   *
   * @throws IllegalArgumentException with one sentence for the user if a setting is wrong in a way
   *     that its description cannot express
   * @throws IOException with one sentence for the user if it cannot be made on this computer
   */
  Sink create(AddOnContext context) throws IOException;
}
