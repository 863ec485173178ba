package nz.co.medimage.api.spi;

import java.io.IOException;

/** Makes {@link PatientCheck}s from configuration; {@link AddOnProvider} says how it is found. */
public interface PatientCheckProvider extends AddOnProvider {

  /**
   * Makes a check. Called once for each instance in the configuration.
   *
   * @throws IllegalArgumentException with one sentence for the user if a setting is wrong in a way
   *     that its description cannot express
   * @throws IOException with one sentence for the user if it cannot be made on this computer
   */
  PatientCheck create(AddOnContext context) throws IOException;
}
