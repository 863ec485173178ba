package nz.co.medimage.relay.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import nz.co.medimage.api.spi.Intake.UploadState;

/**
 * What: messages and their bytes. Whatever changes one locks its mailbox first, so that nobody
 * waits for each other, and so that places become visible in their order.
 */
final class MessageTable {
  static final String OFFER_IS_OVER =
      "nameplate IS NOT NULL AND sender NOT IN (SELECT id FROM offer WHERE until > ?)";

  /** As much as is read at a time, so that a reader loads no byte twice. */
  private static final int CHUNK = 64 * 1024;

  private static final String THIS = " WHERE mailbox = ? AND id = ? AND sender = ?";
  private static final String FROM_THE_START = "0";

  private final Database database;
  private final Clock clock;

  MessageTable(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  UploadState begin(MessageKey key, long size) throws IOException {
    return database.write(
        transaction -> {
          database.lock(transaction, key.mailbox());
          int begun =
              transaction.update(
                  "INSERT INTO message VALUES (?, ?, ?,"
                      + " (SELECT nameplate FROM offer WHERE id = ?), ?, 0, NULL, NULL, ?)"
                      + " ON CONFLICT DO NOTHING",
                  key.mailbox(),
                  key.id(),
                  key.from(),
                  key.from(),
                  size,
                  clock.millis());
          if (begun > 0) {
            transaction.update(
                "UPDATE mailbox SET taken = taken + ?, waiting = waiting + ? WHERE id = ?",
                size,
                size,
                key.mailbox());
          }
          return state(transaction, key)
              .orElseThrow(() -> new IOException("A message of this id came from another sender"));
        });
  }

  int count(UUID from) throws IOException {
    return database
        .read(
            transaction ->
                transaction.one(
                    row -> row.getInt(1), "SELECT count(*) FROM message WHERE sender = ?", from))
        .orElse(0);
  }

  Optional<UploadState> state(MessageKey key) throws IOException {
    return database.read(transaction -> state(transaction, key));
  }

  private static Optional<UploadState> state(Transaction transaction, MessageKey key)
      throws SQLException {
    return transaction.one(
        row -> new UploadState(row.getLong(1), row.getLong(2)),
        "SELECT stand, size FROM message" + THIS,
        key.mailbox(),
        key.id(),
        key.from());
  }

  UploadState append(MessageKey key, long offset, ByteBuffer bytes) throws IOException {
    UploadState state =
        database.write(
            transaction -> {
              database.lock(transaction, key.mailbox());
              UploadState before = state(transaction, key).orElseThrow(MessageTable::gone);
              if (before.offset() != offset || !bytes.hasRemaining() || offset == before.size()) {
                return before;
              }
              return append(transaction, key, before, bytes.duplicate());
            });
    if (state.offset() == offset + bytes.remaining()) {
      bytes.position(bytes.limit());
    }
    return state;
  }

  private UploadState append(
      Transaction transaction, MessageKey key, UploadState before, ByteBuffer bytes)
      throws SQLException {
    long at = before.offset();
    if (bytes.remaining() > before.size() - at) {
      throw new IllegalArgumentException("these are more bytes than are missing");
    }
    while (bytes.hasRemaining()) {
      byte[] chunk = new byte[Math.min(CHUNK, bytes.remaining())];
      bytes.get(chunk);
      transaction.update(
          "INSERT INTO chunk VALUES (?, ?, ?, ?)", key.mailbox(), key.id(), at, chunk);
      at += chunk.length;
    }
    transaction.update(
        "UPDATE message SET stand = ?, changed = ?" + THIS,
        at,
        clock.millis(),
        key.mailbox(),
        key.id(),
        key.from());
    if (at == before.size()) {
      transaction.update("UPDATE mailbox SET place = place + 1 WHERE id = ?", key.mailbox());
      transaction.update(
          "UPDATE message SET place = (SELECT place FROM mailbox WHERE id = ?)" + THIS,
          key.mailbox(),
          key.mailbox(),
          key.id(),
          key.from());
      transaction.tell(key.mailbox());
    }
    return new UploadState(at, before.size());
  }

  int read(MessageKey key, long offset, ByteBuffer into) throws IOException {
    return database.read(
        transaction ->
            transaction
                .one(
                    row -> copy(row, offset, into),
                    "SELECT start, bytes FROM chunk WHERE start <= ? AND (mailbox, id) ="
                        + " (SELECT mailbox, id FROM message"
                        + THIS
                        + " AND place IS NOT NULL) ORDER BY start DESC LIMIT 1",
                    offset,
                    key.mailbox(),
                    key.id(),
                    key.from())
                .orElseThrow(MessageTable::gone));
  }

  private static int copy(ResultSet row, long offset, ByteBuffer into) throws SQLException {
    byte[] bytes = row.getBytes(2);
    long skipped = Math.min(offset - row.getLong(1), bytes.length);
    int length = (int) Math.min(bytes.length - skipped, into.remaining());
    into.put(bytes, (int) skipped, length);
    return length;
  }

  Waiting waiting(UUID mailbox, String after, int most) throws IOException {
    long place = place(after);
    Waiting found = waiting(mailbox, place, most);
    return found.messages().isEmpty() && place > lastPlace(mailbox)
        ? waiting(mailbox, 0, most)
        : found;
  }

  private Waiting waiting(UUID mailbox, long after, int most) throws IOException {
    long[] last = {after};
    List<Waiting.Message> messages =
        database.read(
            transaction ->
                transaction.list(
                    row -> {
                      last[0] = row.getLong(5);
                      return message(mailbox, row);
                    },
                    "SELECT id, sender, size, nameplate, place FROM message"
                        + " WHERE mailbox = ? AND place > ? ORDER BY place LIMIT ?",
                    mailbox,
                    after,
                    most));
    return new Waiting(messages, Long.toString(last[0]));
  }

  private static Waiting.Message message(UUID mailbox, ResultSet row) throws SQLException {
    UUID id = UUID.fromString(row.getString(1));
    UUID from = UUID.fromString(row.getString(2));
    return new Waiting.Message(
        new MessageKey(mailbox, from, id), row.getLong(3), Optional.ofNullable(row.getString(4)));
  }

  private static long place(String after) {
    try {
      return Long.parseLong(after);
    } catch (NumberFormatException e) {
      return Long.parseLong(FROM_THE_START);
    }
  }

  /** A place beyond it is one of a store that was there before this one. */
  private long lastPlace(UUID mailbox) throws IOException {
    return database
        .read(
            transaction ->
                transaction.one(
                    row -> row.getLong(1), "SELECT place FROM mailbox WHERE id = ?", mailbox))
        .orElseThrow(MailboxTable::noMailbox);
  }

  boolean reply(MessageKey key, byte[] reply) throws IOException {
    return database.write(
        transaction -> {
          database.lock(transaction, key.mailbox());
          int ended =
              transaction.update(
                  "UPDATE message SET reply = ?, place = NULL, changed = ?"
                      + THIS
                      + " AND place IS NOT NULL",
                  reply,
                  clock.millis(),
                  key.mailbox(),
                  key.id(),
                  key.from());
          if (ended == 0) {
            return reply(transaction, key).isPresent();
          }
          transaction.update(
              "DELETE FROM chunk WHERE mailbox = ? AND id = ?", key.mailbox(), key.id());
          transaction.update(
              "UPDATE mailbox SET waiting = waiting - (SELECT size FROM message"
                  + THIS
                  + ") WHERE id = ?",
              key.mailbox(),
              key.id(),
              key.from(),
              key.mailbox());
          transaction.tell(key.id());
          return true;
        });
  }

  Optional<byte[]> reply(MessageKey key) throws IOException {
    return database.read(transaction -> reply(transaction, key));
  }

  private static Optional<byte[]> reply(Transaction transaction, MessageKey key)
      throws SQLException {
    return transaction.one(
        row -> row.getBytes(1),
        "SELECT reply FROM message" + THIS + " AND reply IS NOT NULL",
        key.mailbox(),
        key.id(),
        key.from());
  }

  void drop(MessageKey key) throws IOException {
    database.write(
        transaction -> {
          database.lock(transaction, key.mailbox());
          drop(transaction, key.mailbox(), "id = ? AND sender = ?", key.id(), key.from());
          return true;
        });
  }

  /** Drops what a condition holds for, of one mailbox, which is locked. */
  static void drop(Transaction transaction, UUID mailbox, String condition, Object... parameters)
      throws SQLException {
    Object[] all = new Object[parameters.length + 1];
    all[0] = mailbox;
    System.arraycopy(parameters, 0, all, 1, parameters.length);
    List<Dropped> dropped =
        transaction.list(
            row -> new Dropped(UUID.fromString(row.getString(1)), row.getLong(2)),
            "DELETE FROM message WHERE mailbox = ? AND ("
                + condition
                + ") RETURNING id, CASE WHEN reply IS NULL THEN size ELSE 0 END",
            all);
    long waited = dropped.stream().mapToLong(Dropped::waited).sum();
    if (waited > 0) {
      transaction.update("UPDATE mailbox SET waiting = waiting - ? WHERE id = ?", waited, mailbox);
    }
    dropped.forEach(each -> transaction.tell(each.id));
  }

  private record Dropped(UUID id, long waited) {}

  void sweep(Instant unfinished, Instant kept) throws IOException {
    String old =
        "(stand < size AND changed < ?) OR (stand = size AND changed < ?) OR ("
            + OFFER_IS_OVER
            + ")";
    Object[] limits = {unfinished.toEpochMilli(), kept.toEpochMilli(), clock.millis()};
    List<UUID> mailboxes =
        database.read(
            transaction ->
                transaction.list(
                    row -> UUID.fromString(row.getString(1)),
                    "SELECT DISTINCT mailbox FROM message WHERE " + old,
                    limits));
    for (UUID mailbox : mailboxes) {
      database.write(
          transaction -> {
            database.lock(transaction, mailbox);
            drop(transaction, mailbox, old, limits);
            return true;
          });
    }
  }

  private static NoSuchFileException gone() {
    return new NoSuchFileException("the message is not here, or no longer");
  }
}
