package nz.co.medimage.relay.store;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Nameplates under which mailboxes take pairing messages. */
final class Offers {
  /** The most of one mailbox: short nameplates are few, and all receivers of a relay share them. */
  private static final int MOST = 10;

  private Offers() {}

  /** The offer under a nameplate, even if it is over. */
  static Optional<Offer> find(Sql sql, String nameplate) throws SQLException {
    return sql.first(
        "SELECT id, mailbox, nameplate, ends FROM offer WHERE nameplate = ?",
        Offers::read,
        nameplate);
  }

  private static Offer read(ResultSet row) throws SQLException {
    return new Offer(
        Sql.uuid(row, 1), Sql.uuid(row, 2), row.getString(3), Instant.ofEpochMilli(row.getLong(4)));
  }

  /** The ids of all offers of a mailbox, even if they are over. */
  static Set<UUID> ids(Sql sql, UUID mailbox) throws SQLException {
    return Set.copyOf(
        sql.list("SELECT id FROM offer WHERE mailbox = ?", row -> Sql.uuid(row, 1), mailbox));
  }

  static boolean reserve(Sql sql, String nameplate, UUID mailbox, Instant until, Instant now)
      throws SQLException, IOException {
    Mailboxes.lockPresent(sql, mailbox);
    if (others(sql, nameplate, mailbox, now) >= MOST) {
      return false;
    }
    return sql.update(
            """
            INSERT INTO offer (nameplate, id, mailbox, ends) VALUES (?, ?, ?, ?)
            ON CONFLICT (nameplate) DO UPDATE SET ends = excluded.ends
            WHERE offer.mailbox = excluded.mailbox""",
            nameplate,
            UUID.randomUUID(),
            mailbox,
            until.toEpochMilli())
        > 0;
  }

  private static long others(Sql sql, String nameplate, UUID mailbox, Instant now)
      throws SQLException {
    return sql.first(
            "SELECT COUNT(*) FROM offer WHERE mailbox = ? AND nameplate <> ? AND ends > ?",
            row -> row.getLong(1),
            mailbox,
            nameplate,
            now.toEpochMilli())
        .orElse(0L);
  }

  static int release(Sql sql, String nameplate, UUID mailbox) throws SQLException {
    return drop(sql, mailbox, "nameplate = ?", nameplate);
  }

  /** Drops the offers of a mailbox that are over, with their messages. */
  static int dropOver(Sql sql, UUID mailbox, Instant now) throws SQLException {
    return drop(sql, mailbox, "ends <= ?", now.toEpochMilli());
  }

  private static int drop(Sql sql, UUID mailbox, String which, Object value) throws SQLException {
    if (Mailboxes.lock(sql, mailbox).isEmpty()) {
      return 0;
    }
    List<UUID> offers =
        sql.list(
            "DELETE FROM offer WHERE mailbox = ? AND " + which + " RETURNING id",
            row -> Sql.uuid(row, 1),
            mailbox,
            value);
    for (UUID offer : offers) {
      Messages.drop(sql, mailbox, "origin = ?", offer);
    }
    return offers.size();
  }
}
