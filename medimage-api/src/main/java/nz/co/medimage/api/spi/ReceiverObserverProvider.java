package nz.co.medimage.api.spi;

import java.io.IOException;

/**
 * Makes {@link ReceiverObserver}s from configuration; {@link AddOnProvider} says how it is found.
 */
public interface ReceiverObserverProvider extends AddOnProvider {

  /**
   * Makes an observer. Called once for each instance in the configuration. The receiver closes it.
   *
   * @throws IllegalArgumentException with one sentence for the user if a setting is wrong in a way
   *     that its description cannot express
   * @throws IOException with one sentence for the user if it cannot be made on this computer
   */
  ReceiverObserver create(AddOnContext context) throws IOException;
}
