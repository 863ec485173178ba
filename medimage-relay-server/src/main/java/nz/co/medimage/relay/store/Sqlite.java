package nz.co.medimage.relay.store;

import com.zaxxer.hikari.HikariConfig;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import nz.co.medimage.api.file.DiskSpace;
import nz.co.medimage.api.file.DurableFiles;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** SQLite in a file, for one node; other processes may open it for a moment. */
final class Sqlite implements Dialect {
  private static final int PAGE_BYTES = 8192;
  private static final int JOURNAL_BYTES = 64 << 20;

  /** Photos that are collected soon are deleted before their pages reach the main file. */
  private static final int JOURNAL_PAGES_KEPT = 4000;

  private static final int FREED_PAGES_A_STEP = 1000;
  private static final int READERS = 4;
  private static final Duration BUSY = Duration.ofSeconds(10);

  /** Writers take turns in the pool. */
  private static final Duration TURN = Duration.ofSeconds(30);

  private final Path file;
  private final int mostPages;

  private Sqlite(Path file, int mostPages) {
    this.file = file;
    this.mostPages = mostPages;
  }

  /** Makes the folder and the file, for their owner alone, where there are none. */
  static Sqlite in(Path folder) throws IOException {
    Path file = DurableFiles.createPrivateFolders(folder).resolve(SqlStore.FILE);
    try {
      DurableFiles.createPrivate(file).close();
      DurableFiles.forceFolder(folder);
    } catch (FileAlreadyExistsException e) {
      // It was made before, or is by another process.
    }
    Sqlite sqlite = new Sqlite(file, 0);
    try (Connection connection = sqlite.source().getConnection()) {
      sqlite.prepare(new Sql(connection));
    } catch (SQLException e) {
      throw Database.failed(sqlite, e);
    }
    return sqlite;
  }

  /** The same, as if the disk had room for so many pages. */
  Sqlite upTo(int pages) {
    return new Sqlite(file, pages);
  }

  /** Sets what the file keeps; the first two only as long as nothing is in it. */
  private void prepare(Sql sql) throws SQLException, IOException {
    sql.run("PRAGMA page_size = " + PAGE_BYTES);
    sql.run("PRAGMA auto_vacuum = INCREMENTAL");
    String mode = sql.first("PRAGMA journal_mode = WAL", row -> row.getString(1)).orElse("");
    if (!mode.equals("wal")) {
      throw new IOException("the relay's database needs a folder on a disk of this machine");
    }
  }

  @Override
  public String name() {
    return "sqlite";
  }

  @Override
  public HikariConfig writers() {
    return pool("writer", 1);
  }

  @Override
  public Optional<HikariConfig> readers() {
    return Optional.of(pool("readers", READERS));
  }

  private HikariConfig pool(String name, int size) {
    HikariConfig pool = new HikariConfig();
    pool.setPoolName("medimage-relay-" + name);
    pool.setDataSource(source());
    pool.setConnectionInitSql("PRAGMA wal_autocheckpoint = " + JOURNAL_PAGES_KEPT);
    pool.setMinimumIdle(1);
    pool.setMaximumPoolSize(size);
    pool.setMaxLifetime(0);
    pool.setConnectionTimeout(TURN.toMillis());
    return pool;
  }

  private SQLiteDataSource source() {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalSizeLimit(JOURNAL_BYTES);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.enforceForeignKeys(true);
    config.setBusyTimeout((int) BUSY.toMillis());
    if (mostPages > 0) {
      config.setMaxPageCount(mostPages);
    }
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file.toUri());
    return source;
  }

  @Override
  public boolean isFull(SQLException e) {
    return e instanceof SQLiteException own
        && (own.getResultCode().code & 0xff) == SQLiteErrorCode.SQLITE_FULL.code;
  }

  @Override
  public @Nullable String code(SQLException e) {
    return e instanceof SQLiteException own ? own.getResultCode().name() : e.getSQLState();
  }

  @Override
  public boolean takesSeveral() {
    return false;
  }

  @Override
  public List<String> begin(Durability durability) {
    // In WAL mode NORMAL leaves out the forcing of a commit, and nothing else.
    String mode = durability == Durability.FORCED ? "FULL" : "NORMAL";
    return List.of("PRAGMA synchronous = " + mode, "BEGIN IMMEDIATE");
  }

  /** The mode cannot change within a transaction. */
  @Override
  public List<String> commit(Durability durability) {
    return List.of("COMMIT");
  }

  @Override
  public Optional<String> growth() {
    return Optional.empty();
  }

  @Override
  public String lock() {
    return "";
  }

  @Override
  public void lockSchema(Sql sql) {}

  @Override
  public void signal(Sql sql, List<UUID> changed) {}

  @Override
  public Signals listen(RelayStore.Listener listener) {
    return () -> {};
  }

  /** What is free inside the file is used before the file grows. */
  @Override
  public long room(Database database) throws IOException {
    OptionalLong outside = DiskSpace.usable(file);
    if (outside.isEmpty()) {
      return Long.MAX_VALUE;
    }
    return outside.getAsLong() + (long) PAGE_BYTES * database.read(Sqlite::freePages);
  }

  @Override
  public void tidy(Database database) throws IOException {
    boolean more = true;
    while (more) {
      more = database.alone(Sqlite::free); // Others have their turn between two steps.
    }
    database.alone(sql -> sql.list("PRAGMA wal_checkpoint(TRUNCATE)", row -> row.getInt(1)));
  }

  /** Returns whether more can be freed. */
  private static boolean free(Sql sql) throws SQLException {
    int before = freePages(sql);
    sql.run("PRAGMA incremental_vacuum(" + FREED_PAGES_A_STEP + ")");
    int after = freePages(sql);
    return after > 0 && after < before;
  }

  private static int freePages(Sql sql) throws SQLException {
    return sql.first("PRAGMA freelist_count", row -> row.getInt(1)).orElse(0);
  }
}
