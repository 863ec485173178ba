package nz.co.medimage.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.ForkedJvm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Threads that write at once share a transaction, and each answers for its own statements. */
@Timeout(120)
final class GroupCommitTest {
  private static final List<List<String>> SCHEMA =
      List.of(
          List.of(
              "CREATE TABLE half (id TEXT PRIMARY KEY) WITHOUT ROWID",
              "CREATE TABLE other (id TEXT PRIMARY KEY) WITHOUT ROWID"));

  @TempDir Path folder;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Thread> waiting = new ArrayList<>();
  private SqliteFile store;

  @BeforeEach
  void open() throws IOException {
    store = SqliteFile.open(folder.resolve("a.db"), SCHEMA);
  }

  @AfterEach
  void close() throws IOException {
    threads.shutdownNow();
    store.close();
  }

  private static int put(SqliteFile store, String id) throws IOException {
    return store.write(sql -> put(sql, id));
  }

  /** Both rows or none. */
  private static int put(Sql sql, String id) throws SQLException {
    return sql.update("INSERT INTO half VALUES (?)", id)
        + sql.update("INSERT INTO other VALUES (?)", id);
  }

  private static Set<String> ids(SqliteFile store) throws IOException {
    return store.read(
        sql -> {
          String all = "SELECT id FROM ";
          List<String> half = sql.list(all + "half ORDER BY id", row -> row.getString(1));
          assertEquals(half, sql.list(all + "other ORDER BY id", row -> row.getString(1)), "whole");
          return new TreeSet<>(half);
        });
  }

  /** Begins a write that comes while another is at it; returns once it waits. */
  private <T> Future<T> waitingFor(Callable<T> call) {
    Future<T> begun;
    CountDownLatch started = new CountDownLatch(1);
    Thread[] thread = new Thread[1];
    begun =
        threads.submit(
            () -> {
              thread[0] = Thread.currentThread();
              started.countDown();
              return call.call();
            });
    try {
      started.await();
      Await.until("it waits", () -> thread[0].getState() == Thread.State.WAITING);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    waiting.add(thread[0]);
    return begun;
  }

  private static Throwable failure(Future<?> future) {
    return assertThrows(ExecutionException.class, future::get).getCause();
  }

  @Test
  void thoseThatWaitAreWrittenTogetherAndTheOneThatThrowsAlone() throws Exception {
    List<Future<Integer>> others = new ArrayList<>();
    IllegalStateException own = new IllegalStateException("on purpose");
    List<Future<Integer>> throwing = new ArrayList<>();
    store.write(
        sql -> {
          others.add(waitingFor(() -> put(store, "b")));
          throwing.add(
              waitingFor(
                  () ->
                      store.write(
                          within -> {
                            put(within, "undone");
                            throw own;
                          })));
          throwing.add(waitingFor(() -> put(store, "a")));
          others.add(waitingFor(() -> put(store, "c")));
          return put(sql, "a");
        });
    for (Future<Integer> other : others) {
      assertEquals(2, other.get());
    }
    assertSame(own, failure(throwing.get(0)));
    assertInstanceOf(IOException.class, failure(throwing.get(1)), "its row is there already");
    assertEquals(Set.of("a", "b", "c"), ids(store));
  }

  @Test
  void nothingIsThereBeforeTheLastHasCommittedForAll() throws Exception {
    CountDownLatch atLast = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    SqliteFile.Work<Integer> last =
        sql -> {
          atLast.countDown();
          awaitUntil(mayEnd);
          return put(sql, "last");
        };
    List<Future<Integer>> others = new CopyOnWriteArrayList<>();
    Future<Integer> first =
        threads.submit(
            () ->
                store.write(
                    sql -> {
                      others.add(waitingFor(() -> store.write(last)));
                      return put(sql, "first");
                    }));
    atLast.await();
    assertEquals(Set.of(), ids(store));
    assertFalse(first.isDone());
    mayEnd.countDown();
    first.get();
    assertEquals(Set.of("first", "last"), ids(store));
    others.get(0).get();
  }

  private static void awaitUntil(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void interruptedOneReturnsWhatItWroteAndStaysInterrupted() throws Exception {
    List<Future<Boolean>> other = new ArrayList<>();
    store.write(
        sql -> {
          other.add(
              waitingFor(
                  () -> {
                    put(store, "b");
                    return Thread.interrupted();
                  }));
          waiting.forEach(Thread::interrupt);
          return put(sql, "a");
        });
    assertTrue(other.get(0).get());
    assertEquals(Set.of("a", "b"), ids(store));
  }

  @Test
  void closingEndsWhatIsOpenAndThoseThatComeLaterAreTold() throws Exception {
    List<Future<?>> others = new ArrayList<>();
    int rows =
        store.write(
            sql -> {
              others.add(waitingFor(this::closeStore));
              return put(sql, "a");
            });
    assertEquals(2, rows);
    others.get(0).get();
    assertThrows(IOException.class, () -> put(store, "b"));
    open();
    assertEquals(Set.of("a"), ids(store));
  }

  private boolean closeStore() throws IOException {
    store.close();
    return true;
  }

  @Test
  void transactionWithinATransactionIsRefused() throws Exception {
    assertThrows(
        IllegalStateException.class,
        () -> store.write(sql -> put(sql, "outer") + put(store, "inner")));
    assertEquals(Set.of(), ids(store));
    put(store, "next");
    assertEquals(Set.of("next"), ids(store));
  }

  /** As SQLite itself may, when a disk fails: those that come later begin another one. */
  @Test
  void transactionThatIsGivenUpFailsForAllWhoShareItAndNobodyElse() throws Exception {
    List<Future<Integer>> others = new ArrayList<>();
    SqliteFile.Work<Integer> givingUp =
        sql -> {
          sql.run("ROLLBACK");
          return 0;
        };
    assertThrows(
        IOException.class,
        () ->
            store.write(
                sql -> {
                  others.add(waitingFor(() -> store.write(givingUp)));
                  others.add(waitingFor(() -> put(store, "c")));
                  return put(sql, "a");
                }));
    assertInstanceOf(IOException.class, failure(others.get(0)));
    assertEquals(2, others.get(1).get());
    assertEquals(Set.of("c"), ids(store));
  }

  /** SQLite may give up the whole transaction then: whoever was told that it is there has it. */
  @Test
  void fullDiskTakesNothingThatWasPromised() throws Exception {
    Set<String> promised = new ConcurrentSkipListSet<>();
    try (SqliteFile small = store.upTo(24)) {
      List<Future<?>> all = new ArrayList<>();
      for (int thread = 0; thread < 6; thread++) {
        String name = thread + "x".repeat(300) + "-";
        all.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 100; i++) {
                    put(small, name + i);
                    promised.add(name + i);
                  }
                  return null;
                }));
      }
      for (Future<?> one : all) {
        assertTrue(String.valueOf(failure(one).getMessage()).contains(" is full; "));
      }
    }
    assertFalse(promised.isEmpty());
    assertEquals(promised, ids(store));
  }

  @Test
  void threadsOfWhichSomeThrowLeaveWhatReturnedAndNothingHalf() throws Exception {
    Set<String> promised = new ConcurrentSkipListSet<>();
    List<Future<?>> all = new ArrayList<>();
    for (int thread = 0; thread < 8; thread++) {
      int number = thread;
      all.add(
          threads.submit(
              () -> {
                for (int i = 0; i < 100; i++) {
                  write(store, number + "-" + i, promised);
                }
                return null;
              }));
    }
    for (Future<?> one : all) {
      one.get();
    }
    assertEquals(promised, ids(store));
    assertTrue(promised.size() > 400);
  }

  /** One of four throws between its two rows. */
  private static void write(SqliteFile store, String id, Set<String> promised) throws IOException {
    boolean isHalf = ThreadLocalRandom.current().nextInt(4) == 0;
    try {
      store.write(
          sql -> {
            sql.update("INSERT INTO half VALUES (?)", id);
            if (isHalf) {
              throw new ArithmeticException("on purpose");
            }
            return sql.update("INSERT INTO other VALUES (?)", id);
          });
      assertFalse(isHalf);
      promised.add(id);
    } catch (ArithmeticException e) {
      assertTrue(isHalf);
    }
  }

  @Test
  void processKilledInTheMiddleHasWhatReturnedAndNothingHalf() throws Exception {
    store.close();
    for (int lines : List.of(1, 40, 150)) {
      Set<String> promised = new TreeSet<>();
      String file = folder.resolve("killed-" + lines).toString();
      ForkedJvm.runAndKill(Writing.class, lines, promised::add, file);
      try (SqliteFile killed = SqliteFile.open(Path.of(file), SCHEMA)) {
        Set<String> there = ids(killed);
        promised.removeIf(line -> !line.endsWith("."));
        assertTrue(there.containsAll(promised), () -> promised + " but only " + there);
        put(killed, "after");
      }
    }
    open();
  }

  /** Writes without end, and prints what is there. */
  static final class Writing {
    private Writing() {}

    public static void main(String[] arguments) throws Exception {
      SqliteFile store = SqliteFile.open(Path.of(arguments[0]), SCHEMA);
      for (int thread = 0; thread < 6; thread++) {
        int number = thread;
        new Thread(() -> writeOn(store, number)).start();
      }
    }

    private static void writeOn(SqliteFile store, int number) {
      Set<String> promised = new ConcurrentSkipListSet<>();
      for (int i = 0; ; i++) {
        String id = number + "-" + i + ".";
        try {
          write(store, id, promised);
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
        if (promised.remove(id)) {
          System.out.println(id);
        }
      }
    }
  }
}
