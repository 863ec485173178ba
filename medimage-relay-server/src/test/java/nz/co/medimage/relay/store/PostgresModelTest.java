package nz.co.medimage.relay.store;

import java.io.IOException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
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

  @Property(tries = 10)
  void saysWhatTheModelSays(@ForAll("steps") List<Step> steps) throws Exception {
    check(steps);
  }
}
