package nz.co.medimage.api.spi;

import java.io.Closeable;
import java.io.IOException;

/** Carries pairing messages to one offer. Not for use by several threads at once. */
public interface PairingLink extends Closeable {

  /**
   * Sends a message and waits for the answer. A message that is sent again gets the same answer.
   *
   * @throws PairingRefusedException if the offer is gone or the code was wrong
   * @throws IOException if the way broke
   */
  byte[] exchange(byte[] message) throws IOException;

  @Override
  void close();
}
