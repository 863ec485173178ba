package nz.co.medimage.relay.store;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.TokenHash;
import nz.co.medimage.transport.http.v1.SenderPage;

/** Mailboxes, and who may send to them. */
final class Mailboxes {
  private Mailboxes() {}

  static Mailbox enrol(Sql sql, UUID id, TokenHash token, Instant now) throws SQLException {
    sql.update(
        "INSERT INTO mailbox (id, token, seen) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        id,
        token,
        now.toEpochMilli());
    return find(sql, id).orElseThrow(Sql::damaged);
  }

  static Optional<Mailbox> find(Sql sql, UUID id) throws SQLException {
    return sql.first(
        "SELECT token, granted, seen, session, challenger FROM mailbox WHERE id = ?",
        row ->
            new Mailbox(
                id,
                Sql.token(row, 1),
                row.getLong(2),
                Instant.ofEpochMilli(row.getLong(3)),
                Sql.optionalUuid(row, 4),
                Sql.optionalUuid(row, 5)),
        id);
  }

  static String enrolmentKey(Sql sql, String fresh) throws SQLException {
    sql.update("INSERT INTO enrolment (one, secret) VALUES (1, ?) ON CONFLICT DO NOTHING", fresh);
    return sql.first("SELECT secret FROM enrolment", row -> row.getString(1))
        .orElseThrow(Sql::damaged);
  }

  static int touch(Sql sql, UUID id, Instant now) throws SQLException {
    return sql.update("UPDATE mailbox SET seen = ? WHERE id = ?", now.toEpochMilli(), id);
  }

  /**
   * Has a mailbox to itself until the transaction ends, so that places are seen in the order in
   * which they were given. Each transaction on messages begins with it.
   *
   * @return the last place that was given; empty if there is no such mailbox
   */
  static Optional<Long> lock(Sql sql, UUID id) throws SQLException {
    return sql.locked("SELECT places FROM mailbox WHERE id = ?", row -> row.getLong(1), id);
  }

  /** Like {@link #lock}, where there has to be one. */
  static void lockPresent(Sql sql, UUID id) throws SQLException, IOException {
    if (lock(sql, id).isEmpty()) {
      throw none();
    }
  }

  static boolean grant(Sql sql, UUID id, long bytes) throws SQLException {
    Optional<Long> before =
        sql.locked("SELECT granted FROM mailbox WHERE id = ?", row -> row.getLong(1), id);
    if (before.isEmpty()) {
      return false;
    }
    if (bytes < 0 || bytes > Long.MAX_VALUE - before.get()) {
      throw new IllegalArgumentException("so many bytes cannot be granted: " + bytes);
    }
    sql.update("UPDATE mailbox SET granted = ? WHERE id = ?", before.get() + bytes, id);
    return true;
  }

  static Usage usage(Sql sql, UUID id) throws SQLException, IOException {
    return sql.first(
            "SELECT waiting, waiting + ended FROM mailbox WHERE id = ?",
            row -> new Usage(row.getLong(1), row.getLong(2)),
            id)
        .orElseThrow(Mailboxes::none);
  }

  static Totals totals(Sql sql) throws SQLException {
    return sql.first(
            "SELECT count(*), coalesce(sum(messages), 0), coalesce(sum(waiting), 0) FROM mailbox",
            row -> new Totals(row.getLong(1), row.getLong(2), row.getLong(3)))
        .orElseThrow(Sql::damaged);
  }

  static List<UUID> all(Sql sql) throws SQLException {
    return sql.list("SELECT id FROM mailbox", row -> Sql.uuid(row, 1));
  }

  static Optional<AdmittedSender> sender(Sql sql, UUID pairing) throws SQLException {
    return sql.first(
        "SELECT mailbox, token FROM sender WHERE pairing = ?",
        row -> new AdmittedSender(Sql.uuid(row, 1), Sql.token(row, 2)),
        pairing);
  }

  /**
   * Replaces a part of the list of who may send.
   *
   * @return the other mailboxes from which some moved here; empty if the list would be too long
   */
  static Optional<Set<UUID>> admit(Sql sql, UUID mailbox, SenderPage page)
      throws SQLException, IOException {
    lockPresent(sql, mailbox);
    Map<UUID, TokenHash> wanted = new HashMap<>();
    page.senders().forEach((pairing, token) -> wanted.put(pairing.value(), token));
    // What comes under the id of an offer is a stranger's pairing message, and is not charged.
    wanted.keySet().removeAll(Offers.ids(sql, mailbox));
    Map<UUID, TokenHash> listed = listed(sql, mailbox);
    int others = listed.size();
    listed.keySet().removeIf(pairing -> !page.covers(new PairingId(pairing)));
    others -= listed.size();
    if (others + wanted.size() > SenderPage.MOST_OF_A_MAILBOX) {
      return Optional.empty();
    }
    Set<UUID> all = new TreeSet<>(listed.keySet()); // sorted: no two lists wait for each other
    all.addAll(wanted.keySet());
    Set<UUID> left = new HashSet<>();
    for (UUID pairing : all) {
      TokenHash token = wanted.get(pairing);
      if (token == null) {
        sql.update("DELETE FROM sender WHERE pairing = ? AND mailbox = ?", pairing, mailbox);
        sql.tell(pairing);
      } else if (!token.equals(listed.get(pairing))) {
        list(sql, mailbox, pairing, token).ifPresent(left::add);
      }
    }
    dropOfStrangers(sql, mailbox);
    return Optional.of(left);
  }

  private static Map<UUID, TokenHash> listed(Sql sql, UUID mailbox) throws SQLException {
    Map<UUID, TokenHash> listed = new HashMap<>();
    sql.list(
        "SELECT pairing, token FROM sender WHERE mailbox = ?",
        row -> listed.put(Sql.uuid(row, 1), Sql.token(row, 2)),
        mailbox);
    return listed;
  }

  /** Returns the mailbox that it left. */
  private static Optional<UUID> list(Sql sql, UUID mailbox, UUID pairing, TokenHash token)
      throws SQLException {
    Optional<UUID> before =
        sql.locked(
            "SELECT mailbox FROM sender WHERE pairing = ?", row -> Sql.uuid(row, 1), pairing);
    int moved =
        sql.update(
            """
            INSERT INTO sender (pairing, mailbox, token) VALUES (?, ?, ?)
            ON CONFLICT (pairing) DO UPDATE SET mailbox = excluded.mailbox, token = excluded.token
            WHERE sender.mailbox = excluded.mailbox OR sender.token = excluded.token""",
            pairing,
            mailbox,
            token);
    if (moved == 0 || before.isEmpty() || before.get().equals(mailbox)) {
      return Optional.empty();
    }
    sql.tell(pairing);
    return before;
  }

  /** Drops what those began who are not on the list of a mailbox that is locked. */
  static int dropOfStrangers(Sql sql, UUID mailbox) throws SQLException {
    return Messages.drop(
        sql,
        mailbox,
        """
        held < size
        AND NOT EXISTS (SELECT 1 FROM sender
          WHERE sender.pairing = message.origin AND sender.mailbox = message.mailbox)
        AND NOT EXISTS (SELECT 1 FROM offer
          WHERE offer.id = message.origin AND offer.mailbox = message.mailbox)""");
  }

  static IOException none() {
    return new IOException("there is no such mailbox");
  }
}
