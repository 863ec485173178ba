package nz.co.medimage.relay.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Optional;
import nz.co.medimage.api.transport.Intake.UploadState;

/**
 * Appends to messages: lazily while they are coming in, as their senders go on from what is left;
 * the bytes that make one whole are forced, with all before them.
 */
final class Appending {
  private final Database database;
  private final Clock clock;

  Appending(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** As {@link RelayStore#append} says. */
  UploadState append(MessageKey key, long offset, ByteBuffer bytes) throws IOException {
    Optional<UploadState> grown = grow(key, offset, bytes);
    UploadState state = grown.isPresent() ? grown.get() : change(key, offset, bytes);
    if (state.offset() == offset + bytes.remaining()) {
      bytes.position(bytes.limit());
    }
    return state;
  }

  private Optional<UploadState> grow(MessageKey key, long offset, ByteBuffer bytes)
      throws IOException {
    Optional<String> growth = database.growth();
    if (growth.isEmpty() || !bytes.hasRemaining()) {
      return Optional.empty();
    }
    Optional<Long> size =
        database.alone(
            sql -> MessageBytes.grow(sql, growth.get(), key, offset, bytes, clock.instant()));
    if (size.isPresent()) {
      database.tell(key.topic());
    }
    return size.map(all -> new UploadState(offset + bytes.remaining(), all));
  }

  private UploadState change(MessageKey key, long offset, ByteBuffer bytes) throws IOException {
    return database.write(
        Durability.LAZY, sql -> Messages.append(sql, key, offset, bytes, clock.instant()));
  }
}
