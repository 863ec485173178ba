package nz.co.medimage.relay.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Mailboxes that nobody needs any more: a relay has only so many. */
final class IdleMailboxes {
  /** One to which the operator granted something is the operator's to remove. */
  private static final String IDLE =
      """
      granted = 0
      AND seen < CASE WHEN ended = 0
          AND NOT EXISTS (SELECT 1 FROM sender WHERE sender.mailbox = mailbox.id)
        THEN ? ELSE ? END
      AND NOT EXISTS (SELECT 1 FROM message WHERE message.mailbox = mailbox.id)""";

  private IdleMailboxes() {}

  static List<UUID> find(Sql sql, Instant unused, Instant idle) throws SQLException {
    return sql.list(
        "SELECT id FROM mailbox WHERE " + IDLE,
        row -> Sql.uuid(row, 1),
        unused.toEpochMilli(),
        idle.toEpochMilli());
  }

  /** Drops one, unless its receiver came meanwhile. */
  static boolean drop(Sql sql, UUID mailbox, Instant unused, Instant idle) throws SQLException {
    Mailboxes.lock(sql, mailbox);
    boolean isIdle =
        sql.first(
                "SELECT id FROM mailbox WHERE id = ? AND " + IDLE,
                row -> true,
                mailbox,
                unused.toEpochMilli(),
                idle.toEpochMilli())
            .isPresent();
    if (isIdle) {
      sql.list(
              "DELETE FROM sender WHERE mailbox = ? RETURNING pairing",
              row -> Sql.uuid(row, 1),
              mailbox)
          .forEach(sql::tell);
      sql.update("DELETE FROM offer WHERE mailbox = ?", mailbox);
      sql.update("DELETE FROM mailbox WHERE id = ?", mailbox);
      sql.tell(mailbox);
    }
    return isIdle;
  }
}
