package nz.co.medimage.transport.http.server;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/**
 * The bytes of a message, one part after the other, also while the message is coming in. Nothing is
 * held between two reads, so there is nothing to close. Used by one thread at a time.
 */
@FunctionalInterface
public interface MessageReader {

  /**
   * Reads the next bytes, once there are any. May block while the store is busy, but not until
   * there are more.
   *
   * @param into filled as far as the bytes go that are there; not used by others until the stage is
   *     complete
   * @return completes with the number of bytes, at least 1, on the calling thread or another one;
   *     fails with an {@link java.io.IOException} if the message was removed, if nothing came for
   *     some seconds, or if the store fails
   */
  CompletionStage<Integer> read(ByteBuffer into);
}
