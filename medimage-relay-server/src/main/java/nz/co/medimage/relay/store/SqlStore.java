package nz.co.medimage.relay.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import nz.co.medimage.api.transport.Intake.UploadState;
import nz.co.medimage.api.transport.Listener;
import nz.co.medimage.api.transport.TokenHash;
import nz.co.medimage.transport.http.v1.SenderPage;
import org.jspecify.annotations.Nullable;

/**
 * A {@link RelayStore} in a database, with each change as one transaction: in an SQLite file for
 * one node, with nothing to install, or in PostgreSQL for any number of nodes.
 *
 * <p>{@code medimage-relay-server} brings no database, as a relay may have a {@link RelayStore} of
 * another kind. A relay on files needs {@code org.xerial:sqlite-jdbc} and {@code
 * com.zaxxer:HikariCP} beside it, one on PostgreSQL {@code org.postgresql:postgresql} and {@code
 * com.zaxxer:HikariCP}; {@code medimage-bom} has their versions. With modules, {@code require}
 * {@code org.xerial.sqlitejdbc} or {@code org.postgresql.jdbc}, and {@code com.zaxxer.hikari}.
 */
public final class SqlStore implements RelayStore {
  static final String FILE = "relay.db";

  private static final String POOL = "com.zaxxer.hikari.HikariDataSource";
  private static final String POOL_ARTIFACT = "com.zaxxer:HikariCP";
  private static final int DROPPED_AT_ONCE = 100;

  /** After this many failures in a row the database is taken to be away, not a mailbox damaged. */
  private static final int FAILURES = 10;

  private final Database database;
  private final Clock clock;
  private final Appending appending;

  private SqlStore(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
    this.appending = new Appending(database, clock);
  }

  /**
   * Opens the store in the file {@code relay.db} of a folder, and makes it if it is missing. Only
   * one relay may have it open; a process that grants something may open it as well.
   *
   * @param folder a folder on a local disk, not a network share; made if it is missing, for its
   *     owner alone
   * @param clock the clock for the times of messages and offers
   * @throws IllegalStateException with one sentence if a library that it needs is missing
   * @throws IOException with one sentence if the file is damaged or of a later version, or if the
   *     disk fails
   */
  public static SqlStore open(Path folder, Clock clock) throws IOException {
    return open(sqlite(folder), clock);
  }

  /** Whether a folder holds a store, so that {@link #open} would not make one. */
  public static boolean isIn(Path folder) {
    return Files.exists(folder.resolve(FILE));
  }

  /**
   * Opens the store in a PostgreSQL database, and makes its tables if they are missing.
   *
   * @param url a URL such as {@code jdbc:postgresql://db.example/relay}, without a password
   * @param user the user; null if the URL or the environment names one
   * @param password the password; null if the database asks for none
   * @param clock the clock for the times of messages and offers; those of all nodes must agree to
   *     within some seconds
   * @throws IllegalArgumentException with one sentence if the URL is not one of PostgreSQL
   * @throws IllegalStateException with one sentence if a library that it needs is missing
   * @throws IOException with one sentence if the database cannot be reached or is of a later
   *     version
   */
  public static SqlStore connect(
      String url, @Nullable String user, @Nullable String password, Clock clock)
      throws IOException {
    return open(postgres(url, user, password), clock);
  }

  /**
   * Opens an existing store as {@link #open(Path, Clock)} does, also while a relay runs on it, but
   * neither makes nor updates it.
   *
   * @throws IllegalStateException with one sentence if a library that it needs is missing
   * @throws IOException with one sentence if there is no store, if it is damaged or of another
   *     version, or if the disk fails
   */
  public static SqlStore openExisting(Path folder, Clock clock) throws IOException {
    if (!isIn(folder)) {
      throw new IOException("there is no store of a relay in " + folder);
    }
    return open(sqlite(folder), clock, Schema::mustBeCurrent);
  }

  /**
   * Opens an existing store as {@link #connect} does, also while relays run on it, but neither
   * makes nor updates it.
   *
   * @throws IllegalArgumentException with one sentence if the URL is not one of PostgreSQL
   * @throws IllegalStateException with one sentence if a library that it needs is missing
   * @throws IOException with one sentence if the database cannot be reached, or holds no store or
   *     one of another version
   */
  public static SqlStore connectExisting(
      String url, @Nullable String user, @Nullable String password, Clock clock)
      throws IOException {
    return open(postgres(url, user, password), clock, Schema::mustBeCurrent);
  }

  private static Dialect sqlite(Path folder) throws IOException {
    String what = "A relay that keeps its mailboxes in files";
    Libraries.require(
        what, Map.of("org.sqlite.SQLiteDataSource", "org.xerial:sqlite-jdbc", POOL, POOL_ARTIFACT));
    return Sqlite.in(folder);
  }

  private static Dialect postgres(String url, @Nullable String user, @Nullable String password) {
    String what = "A relay that keeps its mailboxes in PostgreSQL";
    Libraries.require(
        what,
        Map.of(
            "org.postgresql.ds.PGSimpleDataSource",
            "org.postgresql:postgresql",
            POOL,
            POOL_ARTIFACT));
    return Postgres.at(url, user, password);
  }

  static SqlStore open(Dialect dialect, Clock clock) throws IOException {
    return open(dialect, clock, Schema::update);
  }

  /** Brings a database to the current version, or checks it, before it is used. */
  @FunctionalInterface
  private interface Preparation {
    void of(Database database, Dialect dialect) throws IOException;
  }

  private static SqlStore open(Dialect dialect, Clock clock, Preparation preparation)
      throws IOException {
    Database database = new Database(dialect);
    try {
      preparation.of(database, dialect);
    } catch (IOException | RuntimeException e) {
      database.close();
      throw e;
    }
    return new SqlStore(database, clock);
  }

  @Override
  public Mailbox enrol(UUID id, TokenHash token) throws IOException {
    return database.write(sql -> Mailboxes.enrol(sql, id, token, clock.instant()));
  }

  @Override
  public void touch(UUID mailbox) throws IOException {
    database.write(sql -> Mailboxes.touch(sql, mailbox, clock.instant()));
  }

  @Override
  public String enrolmentKey(String fresh) throws IOException {
    return database.write(sql -> Mailboxes.enrolmentKey(sql, fresh));
  }

  @Override
  public boolean openSession(UUID mailbox, UUID session) throws IOException {
    return database.write(sql -> Sessions.open(sql, mailbox, session));
  }

  @Override
  public void answerChallenge(UUID mailbox, UUID session) throws IOException {
    database.write(sql -> Sessions.answer(sql, mailbox, session));
  }

  @Override
  public boolean takeOver(UUID mailbox, UUID session) throws IOException {
    return database.write(sql -> Sessions.takeOver(sql, mailbox, session));
  }

  @Override
  public void endSession(UUID mailbox, UUID session) throws IOException {
    database.write(sql -> Sessions.end(sql, mailbox, session));
  }

  @Override
  public Optional<Mailbox> mailbox(UUID id) throws IOException {
    return database.read(sql -> Mailboxes.find(sql, id));
  }

  @Override
  public int mailboxes() throws IOException {
    return (int) totals().mailboxes();
  }

  @Override
  public boolean grant(UUID mailbox, long bytes) throws IOException {
    return database.write(sql -> Mailboxes.grant(sql, mailbox, bytes));
  }

  @Override
  public Usage usage(UUID mailbox) throws IOException {
    return database.read(sql -> Mailboxes.usage(sql, mailbox));
  }

  @Override
  public boolean admit(UUID mailbox, SenderPage page) throws IOException {
    Optional<Set<UUID>> moved = database.write(sql -> Mailboxes.admit(sql, mailbox, page));
    for (UUID left : moved.orElse(Set.of())) {
      database.write(
          sql -> {
            Mailboxes.lockPresent(sql, left);
            return Mailboxes.dropOfStrangers(sql, left);
          });
    }
    return moved.isPresent();
  }

  @Override
  public Optional<AdmittedSender> sender(UUID pairing) throws IOException {
    return database.read(sql -> Mailboxes.sender(sql, pairing));
  }

  @Override
  public boolean reserve(String nameplate, UUID mailbox, Instant until) throws IOException {
    Optional<Offer> over =
        database.read(sql -> Offers.find(sql, nameplate)).filter(offer -> !isOn(offer));
    if (over.isPresent()) {
      database.write(sql -> Offers.dropOver(sql, over.get().mailbox(), clock.instant()));
    }
    return database.write(sql -> Offers.reserve(sql, nameplate, mailbox, until, clock.instant()));
  }

  @Override
  public void release(String nameplate, UUID mailbox) throws IOException {
    database.write(sql -> Offers.release(sql, nameplate, mailbox));
  }

  @Override
  public Optional<Offer> offer(String nameplate) throws IOException {
    return database.read(sql -> Offers.find(sql, nameplate)).filter(this::isOn);
  }

  private boolean isOn(Offer offer) {
    return offer.until().isAfter(clock.instant());
  }

  @Override
  public UploadState begin(MessageKey key, long size) throws IOException {
    if (size < 1) {
      throw new IllegalArgumentException("a message has at least one byte");
    }
    return database.write(Durability.LAZY, sql -> Messages.begin(sql, key, size, clock.instant()));
  }

  @Override
  public Optional<UploadState> state(MessageKey key) throws IOException {
    return database.read(sql -> Messages.state(sql, key));
  }

  @Override
  public int messages(UUID from) throws IOException {
    return database.read(sql -> Messages.count(sql, from));
  }

  @Override
  public UploadState append(MessageKey key, long offset, ByteBuffer bytes) throws IOException {
    return appending.append(key, offset, bytes);
  }

  @Override
  public int read(MessageKey key, long offset, ByteBuffer into) throws IOException {
    Objects.checkIndex(offset, Long.MAX_VALUE);
    return database.read(sql -> MessageBytes.read(sql, key, offset, into));
  }

  @Override
  public int readComing(MessageKey key, long offset, ByteBuffer into) throws IOException {
    Objects.checkIndex(offset, Long.MAX_VALUE);
    return database.read(sql -> MessageBytes.readComing(sql, key, offset, into));
  }

  @Override
  public Waiting waiting(UUID mailbox, String after, int most) throws IOException {
    return database.read(sql -> WaitingMessages.find(sql, mailbox, after, most));
  }

  @Override
  public Waiting waitingOrComing(UUID mailbox, String after, int most, Duration within)
      throws IOException {
    Instant since = clock.instant().minus(within);
    return database.read(sql -> WaitingMessages.findComing(sql, mailbox, after, most, since));
  }

  @Override
  public List<Waiting.Message> unfinished(UUID mailbox, Duration still, int most)
      throws IOException {
    Instant since = clock.instant().minus(still);
    return database.read(sql -> Messages.unfinished(sql, mailbox, since, most));
  }

  @Override
  public boolean reply(MessageKey key, byte[] reply) throws IOException {
    return database.write(sql -> Messages.reply(sql, key, reply, clock.instant()));
  }

  @Override
  public Optional<byte[]> reply(MessageKey key) throws IOException {
    return database.read(sql -> Messages.reply(sql, key));
  }

  @Override
  public void drop(MessageKey key) throws IOException {
    database.write(sql -> Messages.drop(sql, key));
  }

  @Override
  public void drop(MessageKey key, UUID upload) throws IOException {
    database.write(sql -> Messages.drop(sql, key, upload));
  }

  @Override
  public int dropStalled(UUID mailbox, Duration empty, Duration begun) throws IOException {
    Instant now = clock.instant();
    return database.write(
        sql -> Messages.dropStalled(sql, mailbox, now.minus(empty), now.minus(begun)));
  }

  @Override
  public int dropIdle(Duration unused, Duration idle) throws IOException {
    Instant unusedSince = clock.instant().minus(unused);
    Instant idleSince = clock.instant().minus(idle);
    int dropped = 0;
    for (UUID mailbox : database.read(sql -> IdleMailboxes.find(sql, unusedSince, idleSince))) {
      boolean gone =
          database.write(sql -> IdleMailboxes.drop(sql, mailbox, unusedSince, idleSince));
      dropped += gone ? 1 : 0;
    }
    return dropped;
  }

  @Override
  public void sweep(Duration unfinished, Duration kept) throws IOException {
    Instant now = clock.instant();
    IOException failure = null;
    int failed = 0;
    for (UUID mailbox : database.read(Mailboxes::all)) {
      try {
        sweep(mailbox, now, now.minus(unfinished), now.minus(kept));
        failed = 0;
      } catch (IOException e) {
        failure = failure == null ? e : failure;
        if (++failed == FAILURES) {
          throw failure;
        }
      }
    }
    database.tidy();
    if (failure != null) {
      throw failure;
    }
  }

  private void sweep(UUID mailbox, Instant now, Instant unfinished, Instant kept)
      throws IOException {
    database.write(sql -> Offers.dropOver(sql, mailbox, now));
    int dropped = DROPPED_AT_ONCE;
    while (dropped == DROPPED_AT_ONCE) {
      dropped =
          database.write(sql -> Messages.dropOld(sql, mailbox, unfinished, kept, DROPPED_AT_ONCE));
    }
  }

  @Override
  public long room() throws IOException {
    return database.room();
  }

  @Override
  public Totals totals() throws IOException {
    return database.read(Mailboxes::totals);
  }

  @Override
  public void check() throws IOException {
    database.force(clock.instant());
  }

  @Override
  public void onChange(Listener listener) {
    database.onChange(Objects.requireNonNull(listener, "listener"));
  }

  @Override
  public void close() {
    database.close();
  }
}
