package nz.co.medimage.api.spi;

import java.io.IOException;

/** Makes {@link PhotoFilter}s from configuration; {@link AddOnProvider} says how it is found. */
public interface FilterProvider extends AddOnProvider {

  /**
   * Makes a filter. Called once for each instance in the configuration.
   *
   * @throws IllegalArgumentException with one sentence for the user if a setting is wrong in a way
   *     that its description cannot express
   * @throws IOException with one sentence for the user if it cannot be made on this computer
   */
  PhotoFilter create(AddOnContext context) throws IOException;
}
