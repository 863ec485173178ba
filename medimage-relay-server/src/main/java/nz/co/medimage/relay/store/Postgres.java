package nz.co.medimage.relay.store;

import com.zaxxer.hikari.HikariConfig;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** PostgreSQL, for any number of nodes. */
final class Postgres implements Dialect {
  static final String CHANNEL = "medimage_relay";

  private static final Pattern HOLDS_PASSWORD =
      Pattern.compile("[?&](ssl)?password=|//[^/?]*@", Pattern.CASE_INSENSITIVE);

  private static final String DISK_FULL = "53100";
  private static final int CONNECTIONS = 10;

  /** Parts of photos are sent: by default in pieces of 8 KiB. */
  private static final int SENT_AT_ONCE = 64 * 1024;

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(30);

  /** A number that no other application on the same database is likely to lock. */
  private static final long SCHEMA_LOCK = 0x6d656469_6d616765L;

  /** Rows of a node that vanished are free again after a while; nobody waits for ever. */
  private static final String LIMITS =
      "SET idle_in_transaction_session_timeout = '60s'; SET lock_timeout = '20s'";

  private final OwnConnections source;

  private Postgres(OwnConnections source) {
    this.source = source;
  }

  static Postgres at(String url, @Nullable String user, @Nullable String password) {
    if (!url.toLowerCase(Locale.ROOT).startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException(
          "the URL of the relay's database begins with jdbc:postgresql:");
    }
    if (HOLDS_PASSWORD.matcher(url).find()) {
      throw new IllegalArgumentException(
          "the URL of the relay's database must not hold a password: give it apart from the URL");
    }
    OwnConnections source = new OwnConnections();
    source.setUrl(url);
    if (user != null) {
      source.setUser(user);
    }
    if (password != null) {
      source.setPassword(password);
    }
    source.setMaxSendBufferSize(SENT_AT_ONCE);
    source.setApplicationName("medimage-relay");
    source.setLogServerErrorDetail(false); // which would show what rows hold
    source.setConnectTimeout((int) CONNECT.toSeconds());
    source.setSocketTimeout((int) ANSWER.toSeconds());
    source.setTcpKeepAlive(true);
    return new Postgres(source);
  }

  @Override
  public String name() {
    return "postgresql";
  }

  @Override
  public HikariConfig writers() {
    HikariConfig pool = new HikariConfig();
    pool.setPoolName("medimage-relay");
    pool.setDataSource(source);
    pool.setMinimumIdle(1);
    pool.setMaximumPoolSize(CONNECTIONS);
    pool.setConnectionTimeout(CONNECT.toMillis());
    pool.setConnectionInitSql(LIMITS);
    return pool;
  }

  @Override
  public Optional<HikariConfig> readers() {
    return Optional.empty();
  }

  @Override
  public boolean isFull(SQLException e) {
    return DISK_FULL.equals(e.getSQLState());
  }

  @Override
  public @Nullable String code(SQLException e) {
    return e.getSQLState();
  }

  @Override
  public boolean takesSeveral() {
    return true;
  }

  @Override
  public List<String> begin(Durability durability) {
    return List.of("BEGIN ISOLATION LEVEL READ COMMITTED");
  }

  @Override
  public List<String> commit(Durability durability) {
    return durability == Durability.FORCED
        ? List.of("COMMIT")
        : List.of("SET LOCAL synchronous_commit = off", "COMMIT");
  }

  @Override
  public Optional<String> growth() {
    return Optional.of(
        """
        WITH given (held, added, content, changed, mailbox, origin, id, topic) AS (
          VALUES (?::bigint, ?::bigint, ?::bytea, ?::bigint, ?, ?, ?, ?)),
        grown AS (UPDATE message m SET held = m.held + g.added, changed = g.changed FROM given g
          WHERE m.mailbox = g.mailbox AND m.origin = g.origin AND m.id = g.id
            AND m.held = g.held AND m.held > 0 AND m.held + g.added < m.size
          RETURNING m.upload, m.size),
        added AS (INSERT INTO chunk (mailbox, upload, start, content)
          SELECT g.mailbox, grown.upload, g.held, g.content FROM given g, grown)
        SELECT grown.size, pg_notify('%s', g.topic), set_config('synchronous_commit', 'off', true)
        FROM given g, grown"""
            .formatted(CHANNEL));
  }

  @Override
  public String lock() {
    return " FOR UPDATE";
  }

  @Override
  public void lockSchema(Sql sql) throws SQLException {
    sql.list("SELECT pg_advisory_xact_lock(?)", row -> true, SCHEMA_LOCK);
  }

  @Override
  public void signal(Sql sql, List<UUID> changed) throws SQLException {
    sql.change(
        "SELECT pg_notify(?, id) FROM unnest(string_to_array(?, ' ')) AS id",
        CHANNEL,
        changed.stream().map(UUID::toString).collect(Collectors.joining(" ")));
  }

  @Override
  public Signals listen(RelayStore.Listener listener) {
    return PostgresSignals.start(source, listener);
  }

  @Override
  public long room(Database database) {
    return Long.MAX_VALUE;
  }

  /** PostgreSQL does so by itself. */
  @Override
  public void tidy(Database database) {}
}
