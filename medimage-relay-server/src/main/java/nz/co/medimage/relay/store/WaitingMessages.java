package nz.co.medimage.relay.store;

import static java.util.Comparator.comparingLong;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** What a receiver is told of: the messages that wait, and those that are coming in. */
final class WaitingMessages {
  private WaitingMessages() {}

  /**
   * One of them.
   *
   * @param place where it stands among all that was told of
   */
  private record Placed(long place, Waiting.Message message) {}

  static Waiting find(Sql sql, UUID mailbox, String after, int most) throws SQLException {
    long known = known(sql, mailbox, after);
    List<Placed> whole = whole(sql, mailbox, known, most);
    return new Waiting(messages(whole.stream()), Long.toString(last(whole, known)));
  }

  static Waiting findComing(Sql sql, UUID mailbox, String after, int most, Instant since)
      throws SQLException {
    long cursor = cursor(after);
    List<Placed> found = wholeAndComing(sql, mailbox, cursor, since, most);
    // What has a place after it shows that it is one of this mailbox.
    long known = found.isEmpty() ? known(sql, mailbox, after) : cursor;
    if (known != cursor) {
      found = wholeAndComing(sql, mailbox, known, since, most);
    }
    List<Placed> coming = inOrder(found, false).toList();
    int left = most - coming.size();
    List<Placed> whole = inOrder(found, true).limit(left).toList();
    long next = last(whole, known);
    if (whole.size() < left) {
      next = Math.max(next, last(coming, known));
    }
    return new Waiting(
        messages(Stream.concat(whole.stream(), coming.stream())), Long.toString(next));
  }

  private static Stream<Placed> inOrder(List<Placed> found, boolean whole) {
    return found.stream()
        .filter(each -> each.message().isWhole() == whole)
        .sorted(comparingLong(Placed::place));
  }

  private static List<Waiting.Message> messages(Stream<Placed> all) {
    return all.map(Placed::message).toList();
  }

  private static long last(List<Placed> all, long known) {
    return all.isEmpty() ? known : all.get(all.size() - 1).place();
  }

  private static List<Placed> whole(Sql sql, UUID mailbox, long known, int most)
      throws SQLException {
    return sql.list(
        """
        SELECT m.origin, m.id, m.upload, m.size, m.place, o.nameplate
        FROM message m LEFT JOIN offer o
          ON o.id = m.origin AND o.mailbox = m.mailbox
        WHERE m.mailbox = ? AND m.place > ? ORDER BY m.place LIMIT ?""",
        row -> placed(mailbox, row),
        mailbox,
        known,
        most);
  }

  /**
   * By one statement, so that no whole message is missing that has a place below one that is coming
   * in. Of those, envelopes alone: a pairing message is small, and of a stranger.
   */
  private static List<Placed> wholeAndComing(
      Sql sql, UUID mailbox, long known, Instant since, int most) throws SQLException {
    return sql.list(
        """
        SELECT * FROM (
          SELECT m.origin, m.id, m.upload, m.size, m.place, o.nameplate
          FROM message m LEFT JOIN offer o
            ON o.id = m.origin AND o.mailbox = m.mailbox
          WHERE m.mailbox = ? AND m.place > ? ORDER BY m.place LIMIT ?) AS whole
        UNION ALL SELECT * FROM (
          SELECT m.origin, m.id, m.upload, m.size, m.place, NULL AS nameplate FROM message m
          WHERE m.mailbox = ? AND m.place < ? AND m.changed >= ?
            AND NOT EXISTS (SELECT 1 FROM offer o
              WHERE o.id = m.origin AND o.mailbox = m.mailbox)
          ORDER BY m.place DESC LIMIT ?) AS coming""",
        row -> placed(mailbox, row),
        mailbox,
        known,
        most,
        mailbox,
        -known,
        since.toEpochMilli(),
        most / 2);
  }

  private static Placed placed(UUID mailbox, ResultSet row) throws SQLException {
    long place = row.getLong(5);
    return new Placed(
        Math.abs(place),
        new Waiting.Message(
            new MessageKey(mailbox, Sql.uuid(row, 1), Sql.uuid(row, 2)),
            Sql.uuid(row, 3),
            row.getLong(4),
            Optional.ofNullable(row.getString(6)),
            place > 0));
  }

  private static long known(Sql sql, UUID mailbox, String after) throws SQLException {
    long places =
        sql.first("SELECT places FROM mailbox WHERE id = ?", row -> row.getLong(1), mailbox)
            .orElse(0L);
    long cursor = cursor(after);
    return cursor <= places ? cursor : 0;
  }

  private static long cursor(String after) {
    try {
      return Math.max(0, Long.parseLong(after));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
