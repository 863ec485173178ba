package nz.co.medimage.relay.store;

import java.io.IOException;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class PostgresStoreTest extends StoreContract {
  private final String url = PostgresForTests.get().freshUrl();

  @Override
  RelayStore open() throws IOException {
    return SqlStore.connect(url, PostgresForTests.USER, null, clock);
  }
}
