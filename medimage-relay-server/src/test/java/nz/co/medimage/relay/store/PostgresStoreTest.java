package nz.co.medimage.relay.store;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class PostgresStoreTest {
  private final String schema = PostgresForTests.get().freshSchema();

  private RelayStore open(Clock clock) throws IOException {
    return PostgresForTests.get().connect(schema, clock);
  }

  private void execute(String sql) throws SQLException {
    PostgresForTests.get().execute("SET search_path = " + schema + "; " + sql);
  }

  @Nested
  final class Mailboxes extends MailboxesContract {
    @Override
    RelayStore open() throws IOException {
      return PostgresStoreTest.this.open(clock);
    }

    @Override
    void execute(String sql) throws SQLException {
      PostgresStoreTest.this.execute(sql);
    }
  }

  @Nested
  final class Messages extends MessagesContract {
    @Override
    RelayStore open() throws IOException {
      return PostgresStoreTest.this.open(clock);
    }

    @Override
    void execute(String sql) throws SQLException {
      PostgresStoreTest.this.execute(sql);
    }
  }

  @Nested
  final class Coming extends ComingContract {
    @Override
    RelayStore open() throws IOException {
      return PostgresStoreTest.this.open(clock);
    }

    @Override
    void execute(String sql) throws SQLException {
      PostgresStoreTest.this.execute(sql);
    }
  }

  @Nested
  final class Offers extends OffersContract {
    @Override
    RelayStore open() throws IOException {
      return PostgresStoreTest.this.open(clock);
    }

    @Override
    void execute(String sql) throws SQLException {
      PostgresStoreTest.this.execute(sql);
    }
  }

  @Nested
  final class Races extends RacesContract {
    @Override
    RelayStore open() throws IOException {
      return PostgresStoreTest.this.open(clock);
    }

    @Override
    void execute(String sql) throws SQLException {
      PostgresStoreTest.this.execute(sql);
    }
  }
}
