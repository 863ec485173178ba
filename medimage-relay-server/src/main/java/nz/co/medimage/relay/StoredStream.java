package nz.co.medimage.relay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import nz.co.medimage.relay.store.MessageKey;
import nz.co.medimage.relay.store.RelayStore;

/**
 * The bytes of a message, read as they are asked for. Nothing is held between two reads. The last
 * ones are handed out after a check alone.
 */
final class StoredStream extends InputStream {
  private final RelayStore store;
  private final MessageKey key;
  private final long size;
  private final Check check;
  private long at;

  /** Checks whether the reader may still have the message. */
  @FunctionalInterface
  interface Check {
    void run() throws IOException;
  }

  StoredStream(RelayStore store, MessageKey key, long offset, long size, Check check) {
    this.store = store;
    this.key = key;
    this.at = offset;
    this.size = size;
    this.check = check;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = store.read(key, at, ByteBuffer.wrap(buffer, offset, length));
    at += count;
    if (count > 0 && at == size) {
      check.run();
    }
    return count == 0 && length > 0 ? -1 : count;
  }
}
