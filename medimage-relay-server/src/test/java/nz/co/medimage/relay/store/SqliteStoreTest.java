package nz.co.medimage.relay.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class SqliteStoreTest {
  @TempDir Path folder;

  private RelayStore open(Clock clock) throws IOException {
    return SqlStore.open(folder, clock);
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("relay.db"));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Nested
  final class Mailboxes extends MailboxesContract {
    @Override
    RelayStore open() throws IOException {
      return SqliteStoreTest.this.open(clock);
    }

    @Override
    void execute(String sql) throws SQLException {
      SqliteStoreTest.this.execute(sql);
    }
  }

  @Nested
  final class Messages extends MessagesContract {
    @Override
    RelayStore open() throws IOException {
      return SqliteStoreTest.this.open(clock);
    }

    @Override
    void execute(String sql) throws SQLException {
      SqliteStoreTest.this.execute(sql);
    }
  }

  @Nested
  final class Coming extends ComingContract {
    @Override
    RelayStore open() throws IOException {
      return SqliteStoreTest.this.open(clock);
    }

    @Override
    void execute(String sql) throws SQLException {
      SqliteStoreTest.this.execute(sql);
    }
  }

  @Nested
  final class Offers extends OffersContract {
    @Override
    RelayStore open() throws IOException {
      return SqliteStoreTest.this.open(clock);
    }

    @Override
    void execute(String sql) throws SQLException {
      SqliteStoreTest.this.execute(sql);
    }
  }

  @Nested
  final class Races extends RacesContract {
    @Override
    RelayStore open() throws IOException {
      return SqliteStoreTest.this.open(clock);
    }

    @Override
    void execute(String sql) throws SQLException {
      SqliteStoreTest.this.execute(sql);
    }
  }
}
