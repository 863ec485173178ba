package nz.co.medimage.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import nz.co.medimage.testkit.HaltingFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class SqliteFileTest {
  private static final List<List<String>> SCHEMA =
      List.of(List.of("CREATE TABLE place (id INTEGER PRIMARY KEY, path TEXT NOT NULL)"));
  private static final List<List<String>> NEXT =
      List.of(SCHEMA.get(0), List.of("ALTER TABLE place ADD COLUMN size INTEGER"));

  @TempDir Path temp;
  private Path file = Path.of("none");

  /** Its name has what a URL has to escape. */
  @BeforeEach
  void name() throws IOException {
    file = Files.createDirectory(temp.resolve("a home?mode=ro#%41 \u0101")).resolve("place.db");
  }

  private SqliteFile open() throws IOException {
    return SqliteFile.open(file, SCHEMA);
  }

  private static void put(SqliteFile store, int id, String path) throws IOException {
    store.write(sql -> sql.update("INSERT INTO place VALUES (?, ?)", id, path));
  }

  private static Optional<String> find(SqliteFile store, int id) throws IOException {
    return store.read(
        sql -> sql.first("SELECT path FROM place WHERE id = ?", row -> row.getString(1), id));
  }

  private static int count(SqliteFile store) throws IOException {
    return store.read(sql -> sql.first("SELECT count(*) FROM place", row -> row.getInt(1)).get());
  }

  @Test
  void whatWasWrittenIsThereAfterReopening() throws Exception {
    try (SqliteFile store = open()) {
      put(store, 1, "a/1.jpg");
    }
    try (SqliteFile store = open()) {
      assertEquals(Optional.of("a/1.jpg"), find(store, 1));
      assertEquals(Optional.empty(), find(store, 2));
    }
  }

  @Test
  void transactionThatThrowsLeavesNothingAndTheNextOneWorks() throws Exception {
    try (SqliteFile store = open()) {
      assertThrows(
          IllegalStateException.class,
          () ->
              store.write(
                  sql -> {
                    sql.update("INSERT INTO place VALUES (1, 'half')");
                    throw new IllegalStateException("on purpose");
                  }));
      assertEquals(0, count(store));
      put(store, 1, "whole");
      IOException e = assertThrows(IOException.class, () -> put(store, 1, "secret"));
      assertEquals(file + " failed (SQLITE_CONSTRAINT_PRIMARYKEY)", e.getMessage());
      assertFalse(String.valueOf(e.getCause()).contains("secret"));
      put(store, 2, "whole");
      assertEquals(2, count(store));
    }
  }

  @Test
  void otherProcessReadsBesideTheOneThatWrites() throws Exception {
    assertTrue(SqliteFile.openExisting(file, SCHEMA).isEmpty());
    assertFalse(Files.exists(file));
    try (SqliteFile store = open()) {
      put(store, 1, "one");
      try (SqliteFile beside = SqliteFile.openExisting(file, SCHEMA).orElseThrow()) {
        assertEquals(Optional.of("one"), find(beside, 1));
        put(store, 2, "two");
        assertEquals(Optional.of("two"), find(beside, 2));
      }
      put(store, 3, "three");
    }
  }

  @Test
  void readingDoesNotWaitForATransaction() throws Exception {
    try (SqliteFile store = open()) {
      put(store, 1, "one");
      store.write(
          sql -> {
            sql.update("DELETE FROM place");
            assertEquals(Optional.of("one"), find(store, 1));
            return 0;
          });
      assertEquals(0, count(store));
    }
  }

  @Test
  void manyThreadsWriteAndRead() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (SqliteFile store = open()) {
      List<Future<?>> all = new ArrayList<>();
      for (int n : IntStream.range(0, 64).toArray()) {
        all.add(
            threads.submit(
                () -> {
                  put(store, n, "place " + n);
                  assertEquals(Optional.of("place " + n), find(store, n));
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
      assertEquals(64, count(store));
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void interruptedThreadWritesAllTheSame() throws Exception {
    try (SqliteFile store = open()) {
      Thread.currentThread().interrupt();
      put(store, 1, "one");
      assertTrue(Thread.interrupted());
      assertEquals(Optional.of("one"), find(store, 1));
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void isItsOwnersAlone() throws Exception {
    try (SqliteFile store = open()) {
      put(store, 1, "one");
      try (Stream<Path> files = Files.list(file.resolveSibling(""))) {
        List<Path> all = files.toList();
        assertEquals(3, all.size());
        for (Path one : all) {
          assertEquals(
              "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(one)));
        }
      }
    }
  }

  @Test
  void earlierVersionIsBroughtUpToDateAndALaterOneIsLeftAlone() throws Exception {
    try (SqliteFile store = open()) {
      put(store, 1, "one");
    }
    try (SqliteFile store = SqliteFile.open(file, NEXT)) {
      assertEquals(
          Optional.of("one"),
          store.read(
              sql ->
                  sql.first("SELECT path FROM place WHERE size IS NULL", row -> row.getString(1))));
    }
    IOException e = assertThrows(IOException.class, this::open);
    assertEquals(
        file + " was written by a later version of MedImage; use that version or a newer one",
        e.getMessage());
  }

  @Test
  void damagedFileIsSaidAndKept() throws Exception {
    String text = "not a database, but the diary of somebody".repeat(200);
    Files.writeString(file, text);
    assertDamaged();
    assertEquals(text, Files.readString(file));
  }

  @Test
  void emptyFileIsADamagedOne() throws Exception {
    Files.createFile(file);
    assertDamaged();
    assertEquals(0, Files.size(file));
  }

  @Test
  void rottenTableIsSaidWhenItIsRead() throws Exception {
    try (SqliteFile store = open()) {
      for (int n = 0; n < 20; n++) {
        put(store, n, "x".repeat(1000));
      }
    }
    byte[] bytes = Files.readAllBytes(file);
    // The second page is the root of the table.
    java.util.Arrays.fill(bytes, 4096, 8192, (byte) 0x5A);
    Files.write(file, bytes);
    try (SqliteFile store = open()) {
      IOException e = assertThrows(IOException.class, () -> find(store, 3));
      assertEquals(damaged(), e.getMessage());
    }
  }

  private void assertDamaged() {
    IOException e = assertThrows(IOException.class, this::open);
    assertEquals(damaged(), e.getMessage());
  }

  private String damaged() {
    return file + " is damaged; restore it from a backup, nothing in it was changed";
  }

  @Test
  void journalWithoutItsFileIsKept() throws Exception {
    Path journal = file.resolveSibling("place.db-wal");
    Files.writeString(journal, "what was written last");
    IOException e = assertThrows(IOException.class, this::open);
    assertEquals(
        file + " is missing, but not its journal; restore both, or move " + journal + " away",
        e.getMessage());
    assertEquals("what was written last", Files.readString(journal));
  }

  @Test
  void fullDiskIsSaidAndLosesNothing() throws Exception {
    try (SqliteFile store = open()) {
      put(store, 1, "one");
    }
    try (SqliteFile store = open().upTo(20)) {
      IOException e =
          assertThrows(
              IOException.class,
              () -> {
                for (int n = 2; n < 1000; n++) {
                  put(store, n, "x".repeat(1000));
                }
              });
      assertEquals("the disk of " + file + " is full; make room on it", e.getMessage());
      assertEquals(Optional.of("one"), find(store, 1));
    }
    try (SqliteFile store = open()) {
      int before = count(store);
      assertTrue(before > 10, () -> "only " + before);
      put(store, 5000, "again");
    }
  }

  @Test
  void creatingMayFailAtAnyStepAndIsDoneAgain() throws Exception {
    HaltingFileSystem counting = HaltingFileSystem.counting(FileSystems.getDefault());
    SqliteFile.open(counting.wrap(file), SCHEMA).close();
    int steps = counting.operations().size();
    assertTrue(steps > 2);
    for (int n = 1; n <= steps; n++) {
      Path other = Files.createDirectory(temp.resolve("failed " + n)).resolve("place.db");
      HaltingFileSystem failing = HaltingFileSystem.failingAt(FileSystems.getDefault(), n);
      assertThrows(IOException.class, () -> SqliteFile.open(failing.wrap(other), SCHEMA));
      try (SqliteFile store = SqliteFile.open(other, SCHEMA)) {
        put(store, 1, "one");
        assertEquals(1, count(store));
      }
    }
  }

  @Test
  void closedOneSaysSo() throws Exception {
    SqliteFile store = open();
    store.close();
    store.close();
    IOException e = assertThrows(IOException.class, () -> put(store, 1, "one"));
    assertEquals(file + " is closed", e.getMessage());
  }
}
