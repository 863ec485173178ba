package nz.co.medimage.relay.store;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import nz.co.medimage.api.TokenHash;

/** Who: mailboxes, senders and offers. */
final class MailboxTable {
  private final Database database;
  private final Clock clock;

  MailboxTable(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  Mailbox enrol(UUID id, TokenHash token) throws IOException {
    database.write(
        transaction ->
            transaction.update(
                "INSERT INTO mailbox VALUES (?, ?, 0, 0, 0, 0) ON CONFLICT DO NOTHING",
                id,
                token.hex()));
    return find(id).orElseThrow(MailboxTable::noMailbox);
  }

  Optional<Mailbox> find(UUID id) throws IOException {
    return database.read(
        transaction ->
            transaction.one(
                row -> new Mailbox(id, TokenHash.parse(row.getString(1)), row.getLong(2)),
                "SELECT token, granted FROM mailbox WHERE id = ?",
                id));
  }

  boolean grant(UUID id, long bytes) throws IOException {
    return database.write(
        transaction -> {
          database.lock(transaction, id);
          Optional<Long> granted =
              transaction.one(
                  row -> row.getLong(1), "SELECT granted FROM mailbox WHERE id = ?", id);
          if (granted.isEmpty()) {
            return false;
          }
          long more = Math.addExact(granted.get(), bytes);
          transaction.update("UPDATE mailbox SET granted = ? WHERE id = ?", more, id);
          return true;
        });
  }

  Usage usage(UUID id) throws IOException {
    return database
        .read(
            transaction ->
                transaction.one(
                    row -> new Usage(row.getLong(1), row.getLong(2)),
                    "SELECT waiting, taken FROM mailbox WHERE id = ?",
                    id))
        .orElseThrow(MailboxTable::noMailbox);
  }

  Totals totals() throws IOException {
    return database
        .read(
            transaction ->
                transaction.one(
                    row -> new Totals(row.getLong(1), row.getLong(2)),
                    "SELECT count(*), coalesce(sum(waiting), 0) FROM mailbox"))
        .orElseThrow(IllegalStateException::new);
  }

  static IOException noMailbox() {
    return new IOException("There is no such mailbox");
  }

  void admit(UUID mailbox, Map<UUID, TokenHash> senders) throws IOException {
    database.write(
        transaction -> {
          database.lock(transaction, mailbox);
          for (UUID listed : listed(transaction, mailbox)) {
            if (!senders.containsKey(listed)) {
              transaction.update("DELETE FROM sender WHERE pairing = ?", listed);
              transaction.tell(listed);
            }
          }
          for (Map.Entry<UUID, TokenHash> sender : senders.entrySet()) {
            // One of another mailbox is taken over by who knows its token.
            transaction.update(
                "INSERT INTO sender VALUES (?, ?, ?) ON CONFLICT (pairing) DO UPDATE"
                    + " SET mailbox = excluded.mailbox, token = excluded.token"
                    + " WHERE sender.mailbox = excluded.mailbox OR sender.token = excluded.token",
                sender.getKey(),
                mailbox,
                sender.getValue().hex());
          }
          MessageTable.drop(
              transaction,
              mailbox,
              "stand < size AND nameplate IS NULL"
                  + " AND sender NOT IN (SELECT pairing FROM sender WHERE mailbox = ?)",
              mailbox);
          return true;
        });
  }

  private static List<UUID> listed(Transaction transaction, UUID mailbox) throws SQLException {
    return transaction.list(
        row -> UUID.fromString(row.getString(1)),
        "SELECT pairing FROM sender WHERE mailbox = ?",
        mailbox);
  }

  Optional<Sender> sender(UUID pairing) throws IOException {
    return database.read(
        transaction ->
            transaction.one(
                row ->
                    new Sender(
                        UUID.fromString(row.getString(1)), TokenHash.parse(row.getString(2))),
                "SELECT mailbox, token FROM sender WHERE pairing = ?",
                pairing));
  }

  boolean reserve(String nameplate, UUID mailbox, Instant until) throws IOException {
    long now = clock.millis();
    return database.write(
        transaction ->
            transaction.update(
                    "INSERT INTO offer VALUES (?, ?, ?, ?) ON CONFLICT (nameplate) DO UPDATE SET"
                        + " id = CASE WHEN offer.until > ? THEN offer.id ELSE excluded.id END,"
                        + " mailbox = excluded.mailbox, until = excluded.until"
                        + " WHERE offer.mailbox = excluded.mailbox OR offer.until <= ?",
                    nameplate,
                    UUID.randomUUID(),
                    mailbox,
                    until.toEpochMilli(),
                    now,
                    now)
                > 0);
  }

  void release(String nameplate, UUID mailbox) throws IOException {
    database.write(
        transaction -> {
          database.lock(transaction, mailbox);
          transaction.update(
              "DELETE FROM offer WHERE nameplate = ? AND mailbox = ?", nameplate, mailbox);
          MessageTable.drop(transaction, mailbox, MessageTable.OFFER_IS_OVER, clock.millis());
          return true;
        });
  }

  Optional<Offer> offer(String nameplate) throws IOException {
    return database.read(
        transaction ->
            transaction.one(
                row ->
                    new Offer(UUID.fromString(row.getString(1)), UUID.fromString(row.getString(2))),
                "SELECT id, mailbox FROM offer WHERE nameplate = ? AND until > ?",
                nameplate,
                clock.millis()));
  }

  void sweepOffers() throws IOException {
    database.write(
        transaction -> transaction.update("DELETE FROM offer WHERE until <= ?", clock.millis()));
  }
}
