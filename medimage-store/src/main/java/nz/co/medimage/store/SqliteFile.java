package nz.co.medimage.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.api.file.DurableFiles;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteOpenMode;

/**
 * An SQLite file whose transactions are on stable storage when they return. A kill or a power cut
 * at any instant leaves each transaction whole or undone. Other processes may read the file
 * meanwhile.
 *
 * <p>Reading does not wait for writing. Exceptions name the file and none of its content. Safe for
 * use by several threads; an interrupt does not end a call. The opener closes it.
 */
public final class SqliteFile implements AutoCloseable {
  private static final Duration BUSY = Duration.ofSeconds(30);
  private static final int JOURNAL_BYTES = 4 << 20;

  private final Path file;
  private final int mostPages;
  private final GroupCommit writer;
  private final Session reader = new Session();

  private SqliteFile(Path file, int mostPages) {
    this.file = file;
    this.mostPages = mostPages;
    writer = new GroupCommit(file, this::connect);
  }

  /** Statements that make up one transaction. */
  @FunctionalInterface
  public interface Work<T> {
    /** Runs the statements; what it throws undoes them. */
    T run(Sql sql) throws SQLException, IOException;
  }

  /**
   * Opens a file; creates it, readable by its owner only, if it is missing.
   *
   * @param file a file on a local disk, in a folder that exists; only one process at a time may
   *     call this for a file
   * @param schema the statements that make the tables: the n-th list turns version n - 1 into
   *     version n; lists are only ever added
   * @throws IOException with one sentence for the user if the file is damaged, empty, of a later
   *     version, or cannot be read
   */
  public static SqliteFile open(Path file, List<List<String>> schema) throws IOException {
    if (Files.notExists(file)) {
      create(file, schema);
    }
    return opened(new SqliteFile(file, 0), schema);
  }

  /**
   * Opens a file as {@link #open} does if it exists; empty if not. Any process may call this at any
   * time.
   */
  public static Optional<SqliteFile> openExisting(Path file, List<List<String>> schema)
      throws IOException {
    return Files.exists(file)
        ? Optional.of(opened(new SqliteFile(file, 0), schema))
        : Optional.empty();
  }

  /** The same file, as if the disk had room for so many pages of 4 KiB. */
  SqliteFile upTo(int pages) {
    return new SqliteFile(file, pages);
  }

  /** Beside its place, and then renamed: so an empty file is a damaged one. */
  private static void create(Path file, List<List<String>> schema) throws IOException {
    Path journal = file.resolveSibling(file.getFileName() + "-wal");
    if (Files.exists(journal)) {
      throw new IOException(
          file + " is missing, but not its journal; restore both, or move " + journal + " away");
    }
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    for (String left : List.of("", "-journal", "-wal", "-shm")) {
      Files.deleteIfExists(file.resolveSibling(fresh.getFileName() + left));
    }
    DurableFiles.createPrivate(fresh).close();
    SqliteFile made = new SqliteFile(fresh, 0);
    try (made) {
      made.write(sql -> upgrade(sql, schema));
    }
    DurableFiles.force(fresh);
    DurableFiles.moveReplacing(fresh, file);
  }

  private static SqliteFile opened(SqliteFile opening, List<List<String>> schema)
      throws IOException {
    try {
      opening.check(schema);
      return opening;
    } catch (SQLException e) {
      opening.close();
      throw opening.failed(e);
    } catch (IOException | RuntimeException e) {
      opening.close();
      throw e;
    }
  }

  private void check(List<List<String>> schema) throws SQLException, IOException {
    if (Files.size(file) == 0) {
      throw new IOException(damaged());
    }
    int version = reader.call(SqliteFile::version);
    if (version > schema.size()) {
      throw new IOException(
          file + " was written by a later version of MedImage; use that version or a newer one");
    }
    if (version < schema.size()) {
      write(sql -> upgrade(sql, schema));
    }
  }

  private static int version(Sql sql) throws SQLException {
    return sql.first("PRAGMA user_version", row -> row.getInt(1)).orElse(0);
  }

  private static int upgrade(Sql sql, List<List<String>> schema) throws SQLException {
    int version = version(sql);
    for (List<String> statements : schema.subList(version, schema.size())) {
      for (String statement : statements) {
        sql.run(statement);
      }
    }
    sql.run("PRAGMA user_version = " + schema.size());
    return version;
  }

  /**
   * Runs what only reads. All its statements see one state of the file.
   *
   * @throws IOException with one sentence for the user if the file cannot be read
   */
  public <T> T read(Work<T> work) throws IOException {
    try {
      return reader.call(
          sql -> {
            sql.update("BEGIN");
            T result = work.run(sql);
            sql.update("COMMIT");
            return result;
          });
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /**
   * Runs a transaction, which is on stable storage when this returns. Nothing of it is if this
   * throws.
   *
   * <p>Threads that write at the same time may share one forced write: so {@code work} must not
   * wait for another thread. If what is shared cannot be forced, all of them throw.
   *
   * @throws IOException with one sentence for the user if the file cannot be written
   * @throws IllegalStateException if the thread is in a writing transaction of this file already
   */
  public <T> T write(Work<T> work) throws IOException {
    try {
      return writer.write(work);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Waits for running transactions, then closes the file. Later calls throw an IOException. */
  @Override
  public void close() throws IOException {
    try {
      reader.close();
      writer.close();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** The connection that reads, for one thread at a time. */
  private final class Session {
    private @Nullable Sql connection;
    private boolean isClosed;

    synchronized <T> T call(Work<T> work) throws SQLException, IOException {
      if (isClosed) {
        throw new IOException(file + " is closed");
      }
      if (connection == null) {
        connection = connect();
      }
      boolean done = false;
      try {
        T result = work.run(connection);
        done = true;
        return result;
      } finally {
        if (!done) {
          // Ends the transaction too, whatever state it is in; the next call connects again.
          drop(connection);
          connection = null;
        }
      }
    }

    synchronized void close() throws SQLException {
      isClosed = true;
      if (connection != null) {
        connection.close();
        connection = null;
      }
    }
  }

  static void drop(@Nullable Sql connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      // What it failed with before is what counts.
    }
  }

  private Sql connect() throws SQLException, IOException {
    if (!file.toUri().getScheme().equals("file")) {
      throw new IOException(file + " has to be on a disk of this machine");
    }
    SQLiteConfig config = new SQLiteConfig();
    config.resetOpenMode(SQLiteOpenMode.CREATE);
    config.setBusyTimeout((int) BUSY.toMillis());
    config.setGetGeneratedKeys(false); // asked for after each statement, and used by none
    config.setJournalSizeLimit(JOURNAL_BYTES);
    if (mostPages > 0) {
      config.setMaxPageCount(mostPages);
    }
    Sql fresh = new Sql(config.createConnection("jdbc:sqlite:" + file.toUri()));
    try {
      prepare(fresh);
      return fresh;
    } catch (SQLException | RuntimeException e) {
      drop(fresh);
      throw e;
    }
  }

  private static void prepare(Sql sql) throws SQLException {
    // Where macOS would leave it to the disk's own memory.
    sql.run("PRAGMA fullfsync = 1");
    sql.run("PRAGMA checkpoint_fullfsync = 1");
    sql.run("PRAGMA cell_size_check = 1");
    // A drive without shared memory keeps the journal that is deleted at each commit.
    sql.run("PRAGMA journal_mode = WAL");
    sql.run("PRAGMA synchronous = EXTRA");
  }

  private IOException failed(SQLException e) {
    SQLiteErrorCode code =
        e instanceof SQLiteException own ? own.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
    return new IOException(sentence(code), e);
  }

  private String sentence(SQLiteErrorCode code) {
    // Of an extended code the lowest byte is the plain one.
    int plain = code.code & 0xff;
    if (plain == SQLiteErrorCode.SQLITE_FULL.code) {
      return "the disk of " + file + " is full; make room on it";
    }
    if (plain == SQLiteErrorCode.SQLITE_CORRUPT.code
        || plain == SQLiteErrorCode.SQLITE_NOTADB.code) {
      return damaged();
    }
    if (plain == SQLiteErrorCode.SQLITE_READONLY.code
        || plain == SQLiteErrorCode.SQLITE_CANTOPEN.code
        || plain == SQLiteErrorCode.SQLITE_PERM.code) {
      return file + " cannot be opened and written; check to whom it and its folder belong";
    }
    if (plain == SQLiteErrorCode.SQLITE_BUSY.code) {
      return file + " is in use by another process for too long; try again";
    }
    return file + " failed (" + code.name() + ")";
  }

  private String damaged() {
    return file + " is damaged; restore it from a backup, nothing in it was changed";
  }
}
