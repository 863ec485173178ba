package nz.co.medimage.relay.store;

import static java.util.Comparator.comparingLong;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The bytes of messages, in chunks as they came. */
final class MessageBytes {
  private static final String WAITS = "m.place > 0";
  private static final String WAITS_OR_COMES = "m.place IS NOT NULL";

  private MessageBytes() {}

  private record Chunk(long held, long start, ByteBuffer bytes) {
    static Chunk read(ResultSet row) throws SQLException {
      byte[] bytes = row.getBytes(3);
      return new Chunk(
          row.getLong(1), row.getLong(2), ByteBuffer.wrap(bytes == null ? new byte[0] : bytes));
    }
  }

  static void add(Sql sql, UUID mailbox, UUID upload, long start, ByteBuffer bytes)
      throws SQLException {
    sql.change(
        "INSERT INTO chunk (mailbox, upload, start, content) VALUES (?, ?, ?, ?)",
        mailbox,
        upload,
        start,
        content(bytes));
  }

  /** Not a copy, if the buffer is all of an array. */
  private static byte[] content(ByteBuffer bytes) {
    if (bytes.hasArray() && bytes.arrayOffset() == 0 && bytes.array().length == bytes.remaining()) {
      return bytes.array();
    }
    byte[] content = new byte[bytes.remaining()];
    bytes.duplicate().get(content);
    return content;
  }

  /**
   * Appends by one statement.
   *
   * @return the size of the message; empty if this was not what the statement is for, and nothing
   *     has changed
   */
  static Optional<Long> grow(
      Sql sql, String growth, MessageKey key, long start, ByteBuffer bytes, Instant now)
      throws SQLException {
    return sql.first(
        growth,
        row -> row.getLong(1),
        start,
        (long) bytes.remaining(),
        content(bytes),
        now.toEpochMilli(),
        key.mailbox(),
        key.from(),
        key.id(),
        key.topic());
  }

  static int read(Sql sql, MessageKey key, long offset, ByteBuffer into)
      throws SQLException, IOException {
    return read(sql, WAITS, key, offset, into);
  }

  static int readComing(Sql sql, MessageKey key, long offset, ByteBuffer into)
      throws SQLException, IOException {
    return read(sql, WAITS_OR_COMES, key, offset, into);
  }

  private static int read(Sql sql, String which, MessageKey key, long offset, ByteBuffer into)
      throws SQLException, IOException {
    Optional<byte[]> chunk = oneChunk(sql, which, key, offset, into.remaining());
    if (chunk.isPresent()) {
      into.put(chunk.get());
      return chunk.get().length;
    }
    return readParts(sql, which, key, offset, into);
  }

  /** The chunk that is what is wanted, as it is of who reads in blocks of the size of chunks. */
  private static Optional<byte[]> oneChunk(
      Sql sql, String which, MessageKey key, long offset, int most) throws SQLException {
    return sql.first(
        """
        SELECT c.content FROM message m
        JOIN chunk c ON c.mailbox = m.mailbox AND c.upload = m.upload AND c.start = ?
        WHERE m.mailbox = ? AND m.origin = ? AND m.id = ? AND %s
          AND (length(c.content) = ?
            OR (length(c.content) < ? AND c.start + length(c.content) = m.held))"""
            .formatted(which),
        row -> row.getBytes(1),
        offset,
        key.mailbox(),
        key.from(),
        key.id(),
        most,
        most);
  }

  /** One statement, so that a message that is dropped meanwhile is there as a whole or not. */
  private static int readParts(Sql sql, String which, MessageKey key, long offset, ByteBuffer into)
      throws SQLException, IOException {
    List<Chunk> chunks =
        sql.list(
            """
            WITH wanted (mailbox, origin, id, low, high) AS (VALUES (?, ?, ?, ?, ?))
            SELECT held, part, substr(content,
              CAST(part - start + 1 AS integer), CAST(high - part AS integer))
            FROM (
              SELECT m.held, w.high, c.start, c.content,
                CASE WHEN c.start < w.low THEN w.low ELSE c.start END AS part
              FROM wanted w
              JOIN message m ON m.mailbox = w.mailbox AND m.origin = w.origin AND m.id = w.id
              LEFT JOIN chunk c ON c.mailbox = m.mailbox AND c.upload = m.upload
                AND c.start < w.high AND c.start + length(c.content) > w.low
                AND c.start >= (SELECT max(f.start) FROM chunk f
                  WHERE f.mailbox = m.mailbox AND f.upload = m.upload AND f.start <= w.low)
              WHERE %s) AS parts"""
                .formatted(which),
            Chunk::read,
            key.mailbox(),
            key.from(),
            key.id(),
            offset,
            offset + into.remaining());
    if (chunks.isEmpty()) {
      throw Messages.gone();
    }
    long due = Math.min(into.remaining(), chunks.get(0).held() - offset);
    return due <= 0 ? 0 : fill(chunks, offset, (int) due, into);
  }

  private static int fill(List<Chunk> chunks, long offset, int due, ByteBuffer into)
      throws SQLException {
    ByteBuffer found = into.duplicate();
    // Not by the database: SQLite is slow to sort what holds bytes.
    for (Chunk chunk : chunks.stream().sorted(comparingLong(Chunk::start)).toList()) {
      if (chunk.start() != offset + found.position() - into.position()) {
        throw Sql.damaged();
      }
      found.put(chunk.bytes());
    }
    if (found.position() - into.position() != due) {
      throw Sql.damaged();
    }
    into.position(found.position());
    return due;
  }
}
