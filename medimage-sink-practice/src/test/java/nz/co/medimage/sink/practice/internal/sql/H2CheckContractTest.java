package nz.co.medimage.sink.practice.internal.sql;

import java.nio.file.Path;

/** The contract of patient checks, on a database in memory. */
final class H2CheckContractTest extends SqlCheckContract {
  @Override
  PracticeForTests practice(Path folder) throws Exception {
    return H2SinkContractTest.openPractice(folder);
  }
}
