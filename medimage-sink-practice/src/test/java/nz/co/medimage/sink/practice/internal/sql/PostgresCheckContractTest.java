package nz.co.medimage.sink.practice.internal.sql;

import java.nio.file.Path;

/** The contract of patient checks, on a real PostgreSQL. */
final class PostgresCheckContractTest extends SqlCheckContract {
  @Override
  PracticeForTests practice(Path folder) throws Exception {
    return PostgresSinkContractTest.openPractice(folder);
  }

  @Override
  protected boolean setReachable(Path folder, boolean reachable) throws Exception {
    return PostgresSinkContractTest.setReachable(
        folder, PostgresSinkContractTest.schema(folder), reachable);
  }
}
