package nz.co.medimage.sink.practice.internal.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.runtime.DaemonThreads;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.FaultProxy;
import nz.co.medimage.testkit.ForkedJvm;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes are killed, connections cut and the server stopped, between the insert and the answer.
 * A lock that the test holds keeps a transaction where it is: before its commit, or in it.
 */
@Timeout(180)
final class PostgresCrashTest {
  private static final String HOLD = "SELECT pg_advisory_lock(42)";
  private static final String LET_GO = "SELECT pg_advisory_unlock(42)";
  private static final String COUNT = "SELECT COUNT(*) FROM ATTACHMENTS";

  /** Waits for the lock between the insert and the commit. */
  private static final String BEFORE_COMMIT =
      """
      {"insert": [
         "INSERT INTO ATTACHMENTS (PATIENTID, PHOTO, CONTENT) VALUES (:patient, :photo, :content)",
         "SELECT pg_advisory_xact_lock_shared(42)"],
       "once": {"ledger": "MEDIMAGE_LEDGER"}}
      """;

  /** Makes each commit wait for the lock. */
  private static final List<String> IN_COMMIT =
      List.of(
          "CREATE FUNCTION hold() RETURNS trigger AS $$ BEGIN"
              + " PERFORM pg_advisory_xact_lock_shared(42); RETURN NULL; END $$ LANGUAGE plpgsql",
          "CREATE CONSTRAINT TRIGGER hold AFTER INSERT ON ATTACHMENTS"
              + " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hold()");

  @TempDir private Path folder;
  private PracticeForTests practice;

  @BeforeEach
  void createPractice() throws Exception {
    practice = PostgresSinkContractTest.openPractice(folder.resolve("target"));
  }

  private static StagedPhoto photo(Path folder, int number) throws IOException {
    return TestPhotos.staged(
        folder, TestPhotos.photoId(number), "#ZAC5361 arm", TestPhotos.jpeg(number));
  }

  private void awaitBlocked(Statement statement) throws Exception {
    Await.until(
        "nobody waits for the lock",
        () -> {
          try (var rows =
              statement.executeQuery(
                  "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")) {
            rows.next();
            return rows.getInt(1) > 0;
          }
        });
  }

  /** Kills a process that files photo 1 while the lock holds it; then lets the server go on. */
  private void killWhileHeld(Path profile) throws Exception {
    try (Connection connection = practice.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(HOLD);
      ForkedJvm.runAndKill(
          PostgresCrashTest.class,
          1,
          line -> assertHeld(statement),
          profile.toString(),
          folder.toString());
      statement.execute(LET_GO);
    }
  }

  private void assertHeld(Statement statement) {
    try {
      awaitBlocked(statement);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** The process that is killed. */
  public static void main(String[] arguments) throws Exception {
    try (Sink sink = PracticeForTests.sink(Path.of(arguments[0]))) {
      System.out.println("writing");
      sink.write(photo(Path.of(arguments[1]), 1));
      Thread.sleep(Long.MAX_VALUE);
    }
  }

  private void assertOneRowAfterARepeat(Path profile) throws Exception {
    try (Sink sink = PracticeForTests.sink(profile)) {
      String reference = sink.write(photo(folder, 1)).reference();
      assertEquals(reference, sink.write(photo(folder, 1)).reference());
    }
    assertEquals(List.of("1"), practice.rows(COUNT));
    assertEquals(List.of("1"), practice.rows("SELECT COUNT(*) FROM MEDIMAGE_LEDGER"));
  }

  @Test
  void processKilledBeforeTheCommitLeavesOneRowAfterTheRepeat() throws Exception {
    Path profile = practice.profile(folder, BEFORE_COMMIT, "60s");
    killWhileHeld(profile);
    assertOneRowAfterARepeat(profile);
  }

  @Test
  void processKilledInTheCommitLeavesOneRowAfterTheRepeat() throws Exception {
    for (String sql : IN_COMMIT) {
      practice.execute(sql);
    }
    Path profile = practice.profile(folder, PracticeForTests.CONTENT, "60s");
    killWhileHeld(profile);
    assertOneRowAfterARepeat(profile);
  }

  @Test
  void connectionCutInTheCommitFilesOneRowHoweverLateItCommits() throws Exception {
    for (String sql : IN_COMMIT) {
      practice.execute(sql);
    }
    try (FaultProxy proxy = FaultProxy.to(PostgresForTests.get().port());
        Connection connection = practice.connect();
        Statement statement = connection.createStatement()) {
      String schema = PostgresSinkContractTest.schema(folder.resolve("target"));
      PracticeForTests cut =
          new PracticeForTests(
              PostgresForTests.url(proxy.port(), schema), practice.user(), practice.password());
      Path profile = cut.profile(folder, PracticeForTests.CONTENT, "60s");
      try (Sink sink = PracticeForTests.sink(profile)) {
        statement.execute(HOLD);
        FutureTask<Object> first = inBackground(() -> sink.write(photo(folder, 1)));
        awaitBlocked(statement);
        proxy.resetNow();
        ExecutionException e =
            assertThrows(ExecutionException.class, () -> first.get(60, TimeUnit.SECONDS));
        assertInstanceOf(IOException.class, e.getCause());
        // The commit is still under way when the photo is tried again.
        FutureTask<Object> repeat = inBackground(() -> sink.write(photo(folder, 1)));
        statement.execute(LET_GO);
        repeat.get(60, TimeUnit.SECONDS);
      }
    }
    assertOneRowAfterARepeat(practice.profile(folder, PracticeForTests.CONTENT));
  }

  private static FutureTask<Object> inBackground(Callable<Object> call) {
    FutureTask<Object> task = new FutureTask<>(call);
    DaemonThreads.start("test-write", task);
    return task;
  }

  @Test
  void twoProgramsThatFileOnePhotoAtOnceFileOneRow() throws Exception {
    String column =
        """
        {"insert": "INSERT INTO ATTACHMENTS (PATIENTID, PHOTO, CONTENT)
           VALUES (:patient, :photo, :content)",
         "once": {"column-query": "SELECT PHOTO FROM ATTACHMENTS WHERE PHOTO = :photo"}}
        """;
    for (String photo : List.of(PracticeForTests.CONTENT, column)) {
      Path profile = practice.profile(folder, photo, "60s");
      StagedPhoto staged = photo(folder, photo.length());
      try (Sink one = PracticeForTests.sink(profile);
          Sink other = PracticeForTests.sink(profile)) {
        List<FutureTask<Object>> writes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          Sink sink = i % 2 == 0 ? one : other;
          writes.add(inBackground(() -> sink.write(staged).reference()));
        }
        Set<Object> references = new HashSet<>();
        for (FutureTask<Object> write : writes) {
          references.add(write.get(60, TimeUnit.SECONDS));
        }
        assertEquals(1, references.size());
      }
    }
    assertEquals(List.of("2"), practice.rows(COUNT));
  }

  @Test
  void interruptedCallEndsSoonAndItsRepeatFilesOneRow() throws Exception {
    Path profile = practice.profile(folder, BEFORE_COMMIT, "600s");
    try (Connection connection = practice.connect();
        Statement statement = connection.createStatement();
        Sink sink = PracticeForTests.sink(profile)) {
      statement.execute(HOLD);
      CountDownLatch ended = new CountDownLatch(1);
      FutureTask<Object> write =
          new FutureTask<>(
              () -> {
                try {
                  return sink.write(photo(folder, 1));
                } finally {
                  ended.countDown();
                }
              });
      Thread thread = new Thread(write);
      thread.start();
      awaitBlocked(statement);
      thread.interrupt();
      assertTrue(ended.await(60, TimeUnit.SECONDS), "the call went on");
      ExecutionException e = assertThrows(ExecutionException.class, write::get);
      assertInstanceOf(InterruptedIOException.class, e.getCause());
      // The server was told, so that nothing keeps its lock on the ledger.
      Await.until(
          "the server was not told",
          () ->
              practice
                  .rows("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
                  .isEmpty());
      statement.execute(LET_GO);
    }
    assertOneRowAfterARepeat(profile);
  }

  @Test
  void photoWaitsForAServerThatIsStoppedAndIsFiledOnceWhenItIsBack() throws Exception {
    Path profile = practice.profile(folder, PracticeForTests.CONTENT, "60s");
    try (Sink sink = PracticeForTests.sink(profile)) {
      sink.write(photo(folder, 2));
      PostgresForTests.get().stop();
      try {
        for (int i = 0; i < 3; i++) {
          String sentence =
              assertThrows(IOException.class, () -> sink.write(photo(folder, 1))).getMessage();
          assertTrue(sentence.contains("now (SQLState "), sentence);
        }
      } finally {
        PostgresForTests.get().startAgain();
      }
      sink.write(photo(folder, 1));
      sink.write(photo(folder, 1));
    }
    try (Sink sink = PracticeForTests.sink(profile)) {
      PostgresForTests.get().stop();
      sink.start(); // a database that is away stops no receiver from starting
      PostgresForTests.get().startAgain();
      sink.write(photo(folder, 1));
    }
    assertEquals(List.of("2"), practice.rows(COUNT));
    assertTrue(Files.exists(profile));
  }
}
