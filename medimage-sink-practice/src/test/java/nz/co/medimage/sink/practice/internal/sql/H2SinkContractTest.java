package nz.co.medimage.sink.practice.internal.sql;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.testkit.SinkContract;

/** The contract of sinks, on a database in memory. */
final class H2SinkContractTest extends SinkContract {

  private static PracticeForTests practice(Path folder) {
    String name =
        Sha256.hex(Sha256.of(folder.toString().getBytes(StandardCharsets.UTF_8))).substring(0, 16);
    return new PracticeForTests("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1", "sa", "");
  }

  /** Makes its tables if it has none. */
  static PracticeForTests openPractice(Path folder) throws Exception {
    PracticeForTests practice = practice(folder);
    if (isEmpty(practice)) {
      practice.create("BLOB");
    }
    return practice;
  }

  @Override
  protected Sink open(Path folder) throws Exception {
    return PracticeForTests.sink(openPractice(folder).profile(folder, PracticeForTests.CONTENT));
  }

  @Override
  protected Map<String, byte[]> stored(Path folder) throws Exception {
    PracticeForTests practice = practice(folder);
    return isEmpty(practice) ? Map.of() : practice.photos();
  }

  /** Another process has another memory. */
  private static boolean isEmpty(PracticeForTests practice) throws Exception {
    return practice
        .rows("SELECT 1 FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME = 'PATIENT'")
        .isEmpty();
  }

  @Override
  protected List<String> tags() {
    return List.of("#ZAC5361 arm", "#kat0001 #left leg");
  }
}
