package nz.co.medimage.relay.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import nz.co.medimage.api.TokenHash;
import nz.co.medimage.api.spi.Intake.UploadState;
import org.jspecify.annotations.Nullable;

/**
 * Keeps everything in a database, the bytes too: what changes together is one transaction, and
 * nothing has to be put right after a crash.
 */
public final class SqlStore implements RelayStore {
  private static final int NO_LIMIT = Integer.MAX_VALUE;

  private final Database database;
  private final Clock clock;
  private final MailboxTable mailboxes;
  private final MessageTable messages;

  private SqlStore(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
    this.mailboxes = new MailboxTable(database, clock);
    this.messages = new MessageTable(database, clock);
  }

  /**
   * Opens a store in files, for one node: nothing to install. Another process may have it open, as
   * one that {@linkplain #grant grants} does, but is not heard.
   *
   * @param folder made if missing
   * @param clock by which {@link #sweep} and offers reckon
   * @throws IOException with one sentence if it is of a later version, or if the disk fails
   */
  public static SqlStore open(Path folder, Clock clock) throws IOException {
    return prepared(SqliteDatabase.in(folder, NO_LIMIT), clock);
  }

  /** One that may not grow beyond some pages, as on a disk that is full then. */
  static SqlStore small(Path folder, Clock clock, int pages) throws IOException {
    return prepared(SqliteDatabase.in(folder, pages), clock);
  }

  /**
   * Connects to a store in PostgreSQL, for any number of nodes.
   *
   * @param url such as {@code jdbc:postgresql://host/database}
   * @param user null if the URL says it
   * @param password null if the URL says it, or if none is needed
   * @param clock by which {@link #sweep} and offers reckon; those of the nodes may differ somewhat
   * @throws IllegalArgumentException with one sentence if it is another kind of URL
   * @throws IOException with one sentence if it cannot be reached, or is of a later version
   */
  public static SqlStore connect(
      String url, @Nullable String user, @Nullable String password, Clock clock)
      throws IOException {
    return prepared(PostgresDatabase.at(url, user, password), clock);
  }

  private static SqlStore prepared(Database database, Clock clock) throws IOException {
    try {
      database.prepare();
      return new SqlStore(database, clock);
    } catch (IOException | RuntimeException e) {
      database.close();
      throw e;
    }
  }

  @Override
  public Mailbox enrol(UUID id, TokenHash token) throws IOException {
    return mailboxes.enrol(id, token);
  }

  @Override
  public Optional<Mailbox> mailbox(UUID id) throws IOException {
    return mailboxes.find(id);
  }

  @Override
  public boolean grant(UUID mailbox, long bytes) throws IOException {
    return mailboxes.grant(mailbox, bytes);
  }

  @Override
  public Usage usage(UUID mailbox) throws IOException {
    return mailboxes.usage(mailbox);
  }

  @Override
  public void admit(UUID mailbox, Map<UUID, TokenHash> senders) throws IOException {
    mailboxes.admit(mailbox, senders);
  }

  @Override
  public Optional<Sender> sender(UUID pairing) throws IOException {
    return mailboxes.sender(pairing);
  }

  @Override
  public boolean reserve(String nameplate, UUID mailbox, Instant until) throws IOException {
    return mailboxes.reserve(nameplate, mailbox, until);
  }

  @Override
  public void release(String nameplate, UUID mailbox) throws IOException {
    mailboxes.release(nameplate, mailbox);
  }

  @Override
  public Optional<Offer> offer(String nameplate) throws IOException {
    return mailboxes.offer(nameplate);
  }

  @Override
  public UploadState begin(MessageKey key, long size) throws IOException {
    return messages.begin(key, size);
  }

  @Override
  public int messages(UUID from) throws IOException {
    return messages.count(from);
  }

  @Override
  public Optional<UploadState> state(MessageKey key) throws IOException {
    return messages.state(key);
  }

  @Override
  public UploadState append(MessageKey key, long offset, ByteBuffer bytes) throws IOException {
    return messages.append(key, offset, bytes);
  }

  @Override
  public int read(MessageKey key, long offset, ByteBuffer into) throws IOException {
    return messages.read(key, offset, into);
  }

  @Override
  public Waiting waiting(UUID mailbox, String after, int most) throws IOException {
    return messages.waiting(mailbox, after, most);
  }

  @Override
  public boolean reply(MessageKey key, byte[] reply) throws IOException {
    return messages.reply(key, reply);
  }

  @Override
  public Optional<byte[]> reply(MessageKey key) throws IOException {
    return messages.reply(key);
  }

  @Override
  public void drop(MessageKey key) throws IOException {
    messages.drop(key);
  }

  @Override
  public void sweep(Duration unfinished, Duration kept) throws IOException {
    Instant now = clock.instant();
    mailboxes.sweepOffers();
    messages.sweep(now.minus(unfinished), now.minus(kept));
    database.tidy();
  }

  @Override
  public void onChange(Listener listener) {
    database.onChange(listener);
  }

  @Override
  public Totals totals() throws IOException {
    return mailboxes.totals();
  }

  @Override
  public long room() throws IOException {
    return database.room();
  }

  @Override
  public void check() throws IOException {
    long now = clock.millis();
    database.write(transaction -> transaction.update("UPDATE health SET checked = ?", now));
  }

  @Override
  public void close() {
    database.close();
  }
}
