package nz.co.medimage.relay.store;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class PostgresStoreTest implements OpensStores {
  private final String schema = PostgresForTests.get().freshSchema();

  @Override
  public RelayStore open(Clock clock) throws IOException {
    return PostgresForTests.get().connect(schema, clock);
  }

  @Override
  public void execute(String sql) throws SQLException {
    PostgresForTests.get().execute("SET search_path = " + schema + "; " + sql);
  }

  @Nested
  final class Mailboxes extends MailboxesContract {
    Mailboxes() {
      super(PostgresStoreTest.this);
    }
  }

  @Nested
  final class Messages extends MessagesContract {
    Messages() {
      super(PostgresStoreTest.this);
    }
  }

  @Nested
  final class Coming extends ComingContract {
    Coming() {
      super(PostgresStoreTest.this);
    }
  }

  @Nested
  final class Offers extends OffersContract {
    Offers() {
      super(PostgresStoreTest.this);
    }
  }

  @Nested
  final class Races extends RacesContract {
    Races() {
      super(PostgresStoreTest.this);
    }
  }
}
