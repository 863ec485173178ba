package nz.co.medimage.api.transport;

import java.io.Closeable;
import java.io.IOException;

/**
 * Carries pairing messages to one offer. Not for use by several threads at once. The caller closes
 * it.
 *
 * <p>The transport need not verify the other end: the messages prove to both sides that they know
 * the same code, and carry the receiver's routes so that nobody in between can change them.
 */
public interface PairingLink extends Closeable {

  /**
   * Sends a message and blocks until the answer is here. A message that is sent again gets the same
   * answer; a sender does so up to twice if the connection broke. The sender sets no time limit, so
   * an implementation must notice an other end that has fallen silent.
   *
   * @param message at most 8,192 bytes
   * @return the answer, at most 65,536 bytes
   * @throws PairingRefusedException if the offer is gone or the code was wrong
   * @throws IOException if the connection broke
   */
  byte[] exchange(byte[] message) throws IOException;

  /**
   * Adds what this link knows about reaching the receiver to a route that the receiver sent during
   * this pairing, such as the address that a person typed. Default: adds nothing.
   *
   * @param told one of the receiver's routes, of any transport
   * @return {@code told} itself if there is nothing to add, or if it belongs to another transport
   */
  default Route reached(Route told) {
    return told;
  }

  @Override
  void close();
}
