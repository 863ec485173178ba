package nz.co.medimage.relay.store;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** Which run of a receiver collects from a mailbox. */
final class Sessions {
  private Sessions() {}

  static boolean open(Sql sql, UUID mailbox, UUID session) throws SQLException, IOException {
    Mailboxes.lockPresent(sql, mailbox);
    Optional<UUID> current =
        Mailboxes.find(sql, mailbox).flatMap(Mailbox::session).filter(id -> !id.equals(session));
    if (current.isEmpty()) {
      makeCurrent(sql, mailbox, session);
      return true;
    }
    sql.update("UPDATE mailbox SET challenger = ? WHERE id = ?", session, mailbox);
    sql.tell(mailbox);
    return false;
  }

  static boolean takeOver(Sql sql, UUID mailbox, UUID session) throws SQLException {
    Mailboxes.lock(sql, mailbox);
    boolean unanswered =
        Mailboxes.find(sql, mailbox)
            .flatMap(Mailbox::challenger)
            .filter(session::equals)
            .isPresent();
    if (unanswered) {
      makeCurrent(sql, mailbox, session);
    }
    return unanswered;
  }

  private static void makeCurrent(Sql sql, UUID mailbox, UUID session) throws SQLException {
    sql.update("UPDATE mailbox SET session = ?, challenger = NULL WHERE id = ?", session, mailbox);
    sql.tell(mailbox);
  }

  static int answer(Sql sql, UUID mailbox, UUID session) throws SQLException {
    sql.tell(mailbox);
    return sql.update(
        "UPDATE mailbox SET challenger = NULL WHERE id = ? AND session = ?", mailbox, session);
  }

  static int end(Sql sql, UUID mailbox, UUID session) throws SQLException {
    sql.tell(mailbox);
    return sql.update(
        "UPDATE mailbox SET session = NULL WHERE id = ? AND session = ?", mailbox, session);
  }
}
