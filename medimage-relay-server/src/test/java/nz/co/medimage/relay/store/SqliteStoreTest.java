package nz.co.medimage.relay.store;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class SqliteStoreTest extends StoreContract {
  @TempDir Path temp;

  @Override
  RelayStore open() throws IOException {
    return SqlStore.open(temp.resolve("store"), clock);
  }
}
