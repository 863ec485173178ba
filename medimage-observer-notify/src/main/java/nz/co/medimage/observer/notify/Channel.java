package nz.co.medimage.observer.notify;

import java.io.Closeable;
import java.io.IOException;

/** The way on which messages leave: one at a time. */
interface Channel extends Closeable {

  /**
   * Sends a message. Blocks until it is taken, up to the time limit that the channel was made with.
   *
   * @throws IOException if it was perhaps not taken; the message is the end of the sentence
   *     "Notifications cannot be sent to ...", without secrets
   */
  void send(byte[] message) throws IOException, InterruptedException;

  /** Ends a call in progress, and those that come. */
  @Override
  void close();
}
