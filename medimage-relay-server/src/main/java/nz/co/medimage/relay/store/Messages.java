package nz.co.medimage.relay.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import nz.co.medimage.api.transport.Intake.UploadState;

/** Messages from their beginning to their reply. */
final class Messages {
  private Messages() {}

  /**
   * How a message is.
   *
   * @param upload the relay's own name for this upload of it
   */
  private record Standing(UUID upload, long held, long size, boolean replied) {
    static Standing read(ResultSet row) throws SQLException {
      return new Standing(Sql.uuid(row, 1), row.getLong(2), row.getLong(3), row.getBoolean(4));
    }

    UploadState state() {
      return new UploadState(held, size);
    }

    boolean isWhole() {
      return held == size;
    }
  }

  private record Dropped(MessageKey key, long size, boolean waited) {
    static Dropped read(UUID mailbox, ResultSet row) throws SQLException {
      MessageKey key = new MessageKey(mailbox, Sql.uuid(row, 1), Sql.uuid(row, 2));
      return new Dropped(key, row.getLong(3), row.getBoolean(4));
    }
  }

  private static Optional<Standing> find(Sql sql, MessageKey key) throws SQLException {
    return sql.first(
        """
        SELECT upload, held, size, reply IS NOT NULL FROM message
        WHERE mailbox = ? AND origin = ? AND id = ?""",
        Standing::read,
        key.mailbox(),
        key.from(),
        key.id());
  }

  static Optional<UploadState> state(Sql sql, MessageKey key) throws SQLException {
    return find(sql, key).map(Standing::state);
  }

  static int count(Sql sql, UUID from) throws SQLException {
    return sql.first("SELECT count(*) FROM message WHERE origin = ?", row -> row.getInt(1), from)
        .orElse(0);
  }

  static UploadState begin(Sql sql, MessageKey key, long size, Instant now)
      throws SQLException, IOException {
    Mailboxes.lockPresent(sql, key.mailbox());
    Optional<Standing> before = find(sql, key);
    if (before.isPresent()) {
      if (before.get().size() == size || before.get().isWhole()) {
        return before.get().state();
      }
      drop(sql, key.mailbox(), "upload = ?", before.get().upload());
    }
    sql.change(
        """
        INSERT INTO message (mailbox, upload, origin, id, size, held, changed)
        VALUES (?, ?, ?, ?, ?, 0, ?)""",
        key.mailbox(),
        UUID.randomUUID(),
        key.from(),
        key.id(),
        size,
        now.toEpochMilli());
    sql.change(
        """
        UPDATE mailbox SET waiting = waiting + ?, messages = messages + 1
        WHERE id = ?""",
        size,
        key.mailbox());
    return new UploadState(0, size);
  }

  static UploadState append(Sql sql, MessageKey key, long offset, ByteBuffer bytes, Instant now)
      throws SQLException, IOException {
    long places = Mailboxes.lock(sql, key.mailbox()).orElseThrow(Messages::gone);
    Standing before = find(sql, key).orElseThrow(Messages::gone);
    boolean grows = before.held() == offset && !before.isWhole() && bytes.hasRemaining();
    if (grows && bytes.remaining() > before.size() - offset) {
      throw new IllegalArgumentException("these are more bytes than are missing");
    }
    long held = grows ? offset + bytes.remaining() : before.held();
    Standing after = new Standing(before.upload(), held, before.size(), before.replied());
    if (after.isWhole()) {
      sql.mustBeForced();
    }
    if (grows) {
      MessageBytes.add(sql, key.mailbox(), before.upload(), offset, bytes);
      sql.change(
          "UPDATE message SET held = ?, changed = ? WHERE mailbox = ? AND upload = ?",
          after.held(),
          now.toEpochMilli(),
          key.mailbox(),
          before.upload());
      if (after.isWhole() || before.held() == 0) {
        long place = Math.max(places + 1, now.toEpochMilli());
        place(sql, key.mailbox(), before.upload(), place, after.isWhole());
        sql.tell(after.isWhole() ? key.mailbox() : Waiting.comingTopic(key.mailbox()));
      }
      sql.tell(key.topic());
    }
    if (before.isWhole() && !before.replied()) {
      sql.tell(key.mailbox());
    }
    return after.state();
  }

  /**
   * Places are not below the time, so that those of a lost database do not come again. That of a
   * message that is coming in is below zero, until it is whole and has another.
   */
  private static void place(Sql sql, UUID mailbox, UUID upload, long place, boolean isWhole)
      throws SQLException {
    sql.change("UPDATE mailbox SET places = ? WHERE id = ?", place, mailbox);
    sql.change(
        "UPDATE message SET place = ? WHERE mailbox = ? AND upload = ?",
        isWhole ? place : -place,
        mailbox,
        upload);
  }

  /** Of a mailbox without messages those that have their reply are not looked through. */
  static List<Waiting.Message> unfinished(Sql sql, UUID mailbox, Instant since, int most)
      throws SQLException {
    return sql.list(
        """
        SELECT origin, id, upload, size FROM message
        WHERE mailbox = ? AND held < size AND changed <= ?
          AND EXISTS (SELECT 1 FROM mailbox WHERE id = ? AND messages > 0)
          AND NOT EXISTS (SELECT 1 FROM offer
            WHERE offer.id = message.origin AND offer.mailbox = message.mailbox)
        ORDER BY changed DESC LIMIT ?""",
        row ->
            new Waiting.Message(
                new MessageKey(mailbox, Sql.uuid(row, 1), Sql.uuid(row, 2)),
                Sql.uuid(row, 3),
                row.getLong(4),
                Optional.empty()),
        mailbox,
        since.toEpochMilli(),
        mailbox,
        most);
  }

  static boolean reply(Sql sql, MessageKey key, byte[] reply, Instant now) throws SQLException {
    if (Mailboxes.lock(sql, key.mailbox()).isEmpty()) {
      return false;
    }
    Optional<Standing> found = find(sql, key);
    if (found.isEmpty()) {
      return false;
    }
    Standing there = found.get();
    if (!there.replied()) {
      sql.change(
          """
          UPDATE message SET reply = ?, place = NULL, held = size, changed = ?
          WHERE mailbox = ? AND upload = ?""",
          reply,
          now.toEpochMilli(),
          key.mailbox(),
          there.upload());
      sql.change(
          "DELETE FROM chunk WHERE mailbox = ? AND upload = ?", key.mailbox(), there.upload());
      waitNoMore(sql, key.mailbox(), 1, there.size());
      if (there.isWhole()) {
        count(sql, key, there.size());
      }
    }
    sql.tell(key.topic());
    return true;
  }

  /** For good, unless it is a stranger's pairing message. */
  private static void count(Sql sql, MessageKey key, long size) throws SQLException {
    sql.change(
        """
        UPDATE mailbox SET ended = ended + ?
        WHERE id = ? AND NOT EXISTS (SELECT 1 FROM offer
          WHERE offer.id = ? AND offer.mailbox = mailbox.id)""",
        size,
        key.mailbox(),
        key.from());
  }

  static Optional<byte[]> reply(Sql sql, MessageKey key) throws SQLException {
    return sql.first(
        """
        SELECT reply FROM message
        WHERE mailbox = ? AND origin = ? AND id = ? AND reply IS NOT NULL""",
        row -> row.getBytes(1),
        key.mailbox(),
        key.from(),
        key.id());
  }

  static int drop(Sql sql, MessageKey key) throws SQLException {
    sql.tell(key.topic());
    return Mailboxes.lock(sql, key.mailbox()).isEmpty()
        ? 0
        : drop(sql, key.mailbox(), "origin = ? AND id = ?", key.from(), key.id());
  }

  static int drop(Sql sql, MessageKey key, UUID upload) throws SQLException {
    Optional<Standing> there =
        Mailboxes.lock(sql, key.mailbox()).isEmpty() ? Optional.empty() : find(sql, key);
    return there.filter(now -> now.upload().equals(upload)).isEmpty() ? 0 : drop(sql, key);
  }

  /**
   * Drops some of those of a mailbox that has no more than {@code most} of them at a time.
   *
   * @return how many were dropped
   */
  static int dropOld(Sql sql, UUID mailbox, Instant unfinished, Instant kept, int most)
      throws SQLException {
    return drop(
        sql,
        mailbox,
        """
        upload IN (SELECT upload FROM message
          WHERE mailbox = ? AND changed < CASE WHEN held < size THEN ? ELSE ? END LIMIT ?)""",
        mailbox,
        unfinished.toEpochMilli(),
        kept.toEpochMilli(),
        most);
  }

  static int dropStalled(Sql sql, UUID mailbox, Instant empty, Instant begun) throws SQLException {
    Mailboxes.lock(sql, mailbox);
    return drop(
        sql,
        mailbox,
        "held < size AND changed < CASE WHEN held = 0 THEN ? ELSE ? END",
        empty.toEpochMilli(),
        begun.toEpochMilli());
  }

  /**
   * Drops messages of a mailbox that is locked.
   *
   * @param which a condition, with {@code values}
   * @return how many they were
   */
  static int drop(Sql sql, UUID mailbox, String which, Object... values) throws SQLException {
    Object[] all = new Object[values.length + 1];
    all[0] = mailbox;
    System.arraycopy(values, 0, all, 1, values.length);
    List<Dropped> dropped =
        sql.list(
            "DELETE FROM message WHERE mailbox = ? AND ("
                + which
                + ") RETURNING origin, id, size, reply IS NULL",
            row -> Dropped.read(mailbox, row),
            all);
    List<Dropped> waited = dropped.stream().filter(Dropped::waited).toList();
    waitNoMore(sql, mailbox, waited.size(), waited.stream().mapToLong(Dropped::size).sum());
    dropped.forEach(each -> sql.tell(each.key().topic()));
    return dropped.size();
  }

  private static void waitNoMore(Sql sql, UUID mailbox, int messages, long bytes)
      throws SQLException {
    if (messages > 0) {
      sql.change(
          "UPDATE mailbox SET messages = messages - ?, waiting = waiting - ? WHERE id = ?",
          messages,
          bytes,
          mailbox);
    }
  }

  static NoSuchFileException gone() {
    return new NoSuchFileException("the message is not here, or no longer");
  }
}
