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
final class SqliteStoreTest implements OpensStores {
  @TempDir Path folder;

  @Override
  public RelayStore open(Clock clock) throws IOException {
    return SqlStore.open(folder, clock);
  }

  @Override
  public void execute(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("relay.db"));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Nested
  final class Mailboxes extends MailboxesContract {
    Mailboxes() {
      super(SqliteStoreTest.this);
    }
  }

  @Nested
  final class Messages extends MessagesContract {
    Messages() {
      super(SqliteStoreTest.this);
    }
  }

  @Nested
  final class Coming extends ComingContract {
    Coming() {
      super(SqliteStoreTest.this);
    }
  }

  @Nested
  final class Offers extends OffersContract {
    Offers() {
      super(SqliteStoreTest.this);
    }
  }

  @Nested
  final class Races extends RacesContract {
    Races() {
      super(SqliteStoreTest.this);
    }
  }
}
