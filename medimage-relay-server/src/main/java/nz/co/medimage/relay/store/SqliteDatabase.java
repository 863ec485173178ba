package nz.co.medimage.relay.store;

import com.zaxxer.hikari.HikariConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import nz.co.medimage.api.file.DurableFiles;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteErrorCode;

/**
 * SQLite, in one file. Each commit is forced to the disk. One thread writes at a time, in the order
 * in which they came; another process may write too.
 */
final class SqliteDatabase extends Database {
  private static final int PAGE = 16 * 1024;
  private static final int MILLIS_FOR_OTHER_PROCESSES = 10_000;
  private static final int LARGEST_IDLE_LOG = 64 * 1024 * 1024;

  private final Path folder;
  private final ReentrantLock turn = new ReentrantLock(true);

  private SqliteDatabase(Path folder, HikariConfig config) {
    super(config);
    this.folder = folder;
  }

  /**
   * Opens or makes it.
   *
   * @param mostPages to which it may grow
   */
  static SqliteDatabase in(Path folder, int mostPages) throws IOException {
    Path file = DurableFiles.createPrivateFolders(folder).resolve("relay.db");
    String url = "jdbc:sqlite:" + file.toAbsolutePath();
    if (Files.notExists(file)) {
      layOut(url);
    }
    SQLiteConfig sqlite = new SQLiteConfig();
    sqlite.setJournalMode(JournalMode.WAL);
    sqlite.setSynchronous(SynchronousMode.FULL);
    sqlite.setTransactionMode(TransactionMode.IMMEDIATE);
    sqlite.setBusyTimeout(MILLIS_FOR_OTHER_PROCESSES);
    sqlite.setJournalSizeLimit(LARGEST_IDLE_LOG);
    sqlite.setMaxPageCount(mostPages);
    sqlite.enforceForeignKeys(true);
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setDataSourceProperties(sqlite.toProperties());
    return new SqliteDatabase(folder, config);
  }

  /** What must be said before anything is in the file. */
  private static void layOut(String url) throws IOException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA page_size = " + PAGE);
      statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
      statement.execute("VACUUM");
    } catch (SQLException e) {
      throw new IOException("The relay's database cannot be made", e);
    }
  }

  @Override
  void beginToWrite() {
    turn.lock();
  }

  @Override
  void endWriting() {
    turn.unlock();
  }

  @Override
  void lock(Transaction transaction, UUID mailbox) {
    // Nobody else writes anything.
  }

  @Override
  void tellOthers(Transaction transaction, Set<UUID> changed) {
    // There is one node.
  }

  @Override
  void prepare() throws IOException {
    write(
        transaction -> {
          Schema.update(transaction);
          return true;
        });
  }

  @Override
  void tidy() throws IOException {
    write(
        transaction -> {
          transaction.run("PRAGMA incremental_vacuum");
          return true;
        });
  }

  @Override
  boolean isFull(SQLException e) {
    return (e.getErrorCode() & 0xFF) == SQLiteErrorCode.SQLITE_FULL.code;
  }

  @Override
  long room() throws IOException {
    return Files.getFileStore(folder).getUsableSpace();
  }
}
