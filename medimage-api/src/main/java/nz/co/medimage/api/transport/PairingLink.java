package nz.co.medimage.api.transport;

import java.io.Closeable;
import java.io.IOException;

/** Carries pairing messages to one offer. Not for use by several threads at once. */
public interface PairingLink extends Closeable {

  /**
   * Sends a message and waits for the answer. A message that is sent again gets the same answer.
   *
   * @throws PairingRefusedException if the offer is gone or the code was wrong
   * @throws IOException if the connection broke
   */
  byte[] exchange(byte[] message) throws IOException;

  /**
   * Adds to a route that the receiver sent during this pairing what this link knows about reaching
   * it, such as the address that a person typed. Default: adds nothing.
   *
   * @return {@code told} itself if there is nothing to add, or if it belongs to another transport
   */
  default Route reached(Route told) {
    return told;
  }

  @Override
  void close();
}
