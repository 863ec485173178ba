package nz.co.medimage.relay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.relay.store.MessageKey;
import nz.co.medimage.relay.store.RelayStore;
import nz.co.medimage.transport.http.server.MessageReader;

/**
 * Reads a message as it is asked for, from memory what comes in at this node, else from the store,
 * also while it is coming in: then no thread waits for its sender. Nothing is held between two
 * reads. The last bytes are handed out after a check alone.
 */
final class StoredReader implements MessageReader {
  private final RelayStore store;
  private final ComingBytes coming;
  private final Waiters waiters;
  private final MessageKey key;
  private final UUID topic;
  private final long size;
  private final Duration patience;
  private final Check check;
  private long at;

  /** Checks whether the reader may still have the message. */
  @FunctionalInterface
  interface Check {
    void run() throws IOException;
  }

  /**
   * @param patience how long to wait for the next byte of a message that is coming in
   */
  StoredReader(
      RelayStore store,
      ComingBytes coming,
      Waiters waiters,
      MessageKey key,
      long offset,
      long size,
      Duration patience,
      Check check) {
    this.store = store;
    this.coming = coming;
    this.waiters = waiters;
    this.key = key;
    this.topic = key.topic();
    this.at = offset;
    this.size = size;
    this.patience = patience;
    this.check = check;
  }

  /**
   * Finds out whether the message is here.
   *
   * @throws NoSuchFileException if not
   */
  void open() throws IOException {
    store.readComing(key, at, ByteBuffer.allocate(0));
  }

  @Override
  public CompletionStage<Integer> read(ByteBuffer into) {
    CompletableFuture<Integer> next = waiters.await(List.of(topic), () -> now(into));
    return next.isDone() ? next : next.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private Optional<Integer> now(ByteBuffer into) throws IOException {
    int fromMemory = coming.read(topic, at, size, into);
    if (fromMemory == 0 && coming.isNextToCome(topic, at)) {
      return Optional.empty();
    }
    int count = fromMemory > 0 ? fromMemory : store.readComing(key, at, into);
    if (count == 0) {
      return Optional.empty();
    }
    at += count;
    if (at == size) {
      check.run();
    }
    return Optional.of(count);
  }
}
