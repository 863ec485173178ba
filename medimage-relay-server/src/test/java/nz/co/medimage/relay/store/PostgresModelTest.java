package nz.co.medimage.relay.store;

import java.io.IOException;
import nz.co.medimage.testkit.MutableClock;

final class PostgresModelTest extends ModelProperties {
  private String schema = "none";

  @Override
  void begin() {
    schema = PostgresForTests.get().freshSchema();
  }

  @Override
  RelayStore open(MutableClock clock) throws IOException {
    return PostgresForTests.get().connect(schema, clock);
  }
}
