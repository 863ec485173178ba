package nz.co.medimage.relay.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterTry;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.testkit.MutableClock;

final class SqliteModelTest extends ModelProperties {
  private Path folder = Path.of("none");

  @Override
  void begin() throws IOException {
    folder = Files.createTempDirectory("relay-model");
  }

  @AfterTry
  void delete() throws IOException {
    DurableFiles.deleteTree(folder);
  }

  @Override
  RelayStore open(MutableClock clock) throws IOException {
    return SqlStore.open(folder, clock);
  }

  @Property(tries = 30)
  void saysWhatTheModelSays(@ForAll("steps") List<Step> steps) throws Exception {
    check(steps);
  }
}
