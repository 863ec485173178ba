package nz.co.medimage.relay.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The file, its size, its disk, and others who open it. */
@Timeout(60)
final class SqliteFileTest extends StoreFixture {
  @TempDir Path temp;

  /** Instead of what ends a transaction, unless it is empty. */
  private volatile List<String> end = List.of();

  /** Its name has what a URL has to escape. */
  private Path folder() {
    return temp.resolve("a relay?mode=ro#%41");
  }

  private Connection connection() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + folder().resolve("relay.db").toUri());
  }

  @Override
  RelayStore open() throws IOException {
    Sqlite sqlite = Sqlite.in(folder());
    Dialect endingOtherwise =
        (Dialect)
            Proxy.newProxyInstance(
                Dialect.class.getClassLoader(),
                new Class<?>[] {Dialect.class},
                (proxy, method, values) ->
                    method.getName().equals("commit") && !end.isEmpty()
                        ? end
                        : method.invoke(sqlite, values));
    return SqlStore.open(endingOtherwise, clock);
  }

  @Override
  void execute(String sql) throws SQLException {
    try (Connection connection = connection();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private void fill(int messages) throws IOException {
    for (int n = 0; n < messages; n++) {
      whole(n);
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void isTheOwnersAlone() throws Exception {
    whole(1);
    assertEquals("rwx------", permissions(folder()));
    try (Stream<Path> files = Files.list(folder())) {
      List<Path> all = files.sorted().toList();
      assertEquals(3, all.size());
      for (Path file : all) {
        assertEquals("rw-------", permissions(file), file::toString);
      }
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void sweepGivesTheDiskBackWhatIsFree() throws Exception {
    fill(40);
    store.sweep(Duration.ofDays(7), Duration.ofDays(30));
    Path file = folder().resolve("relay.db");
    assertTrue(Files.size(file) > 40L * CONTENT.length);
    for (int n = 1; n < 40; n++) {
      store.reply(key(n), new byte[10]);
    }
    store.sweep(Duration.ofDays(7), Duration.ofDays(30));
    assertTrue(Files.size(file) < 3L * CONTENT.length, () -> "still large");
    assertArrayEquals(CONTENT, read(key(0), 0));
  }

  @Test
  void roomIsAlsoWhatIsFreeInsideTheFile() throws Exception {
    fill(40);
    for (int n = 0; n < 40; n++) {
      store.reply(key(n), new byte[10]);
    }
    long outside = Files.getFileStore(folder()).getUsableSpace();
    assertTrue(store.room() - outside > 20L * CONTENT.length, () -> "too little");
  }

  @Test
  void anotherProcessMayGrantMeanwhile() throws Exception {
    whole(1);
    try (RelayStore beside = open()) {
      assertTrue(beside.grant(MAILBOX, 5));
    }
    assertEquals(5, store.mailbox(MAILBOX).orElseThrow().granted());
    whole(2);
  }

  @Test
  void readingDoesNotWaitForAWriter() throws Exception {
    whole(1);
    try (Connection writer = connection();
        Statement statement = writer.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      statement.execute("DELETE FROM chunk");
      assertArrayEquals(CONTENT, read(key(1), 0));
      assertEquals(List.of(key(1)), waiting());
      statement.execute("ROLLBACK");
    }
  }

  /** SQLite cannot change within a transaction whether its end is forced. */
  @Test
  void transactionThatIsToBeForcedAfterAllBeginsAgainAsOneThatIs() throws Exception {
    List<Integer> modes = new ArrayList<>();
    try (Database database = new Database(Sqlite.in(folder()))) {
      int answer =
          database.write(
              Durability.LAZY,
              sql -> {
                modes.addAll(sql.list("PRAGMA synchronous", row -> row.getInt(1)));
                sql.mustBeForced();
                sql.change("UPDATE health SET checked = checked + 1");
                return 42;
              });
      assertEquals(42, answer);
      assertEquals(1, database.read(sql -> sql.list("SELECT checked FROM health", r -> 1)).size());
    }
    assertEquals(List.of(1, 2), modes, "first NORMAL, then FULL");
  }

  @Test
  void whoWaitsLooksAgainIfOnlyTheEndOfAChangeFailed() throws Exception {
    store.begin(key(1), CONTENT.length);
    end = List.of("COMMIT", "COMMIT");
    assertThrows(IOException.class, () -> append(key(1), 0, CONTENT.length));
    assertEquals(List.of(key(1)), waiting());
    assertTrue(told.contains(MAILBOX), "nobody was told of what waits now");
  }

  @Test
  void fileThatIsSomethingElseIsSaidAndKept() throws Exception {
    Path other = Files.createDirectory(temp.resolve("other"));
    String text = "not a database, but the diary of somebody".repeat(100);
    Files.writeString(other.resolve("relay.db"), text);
    IOException e = assertThrows(IOException.class, () -> SqlStore.open(other, clock));
    assertEquals("the relay's database failed (SQLITE_NOTADB)", e.getMessage());
    assertEquals(text, Files.readString(other.resolve("relay.db")));
  }

  private static int schemaVersion(Path folder) throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("relay.db"));
        Statement statement = connection.createStatement();
        ResultSet version = statement.executeQuery("SELECT version FROM schema_version")) {
      assertTrue(version.next());
      return version.getInt(1);
    }
  }

  private void setSchemaVersion(Path folder, int version) throws Exception {
    SqlStore.open(folder, clock).close();
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("relay.db"));
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE schema_version SET version = " + version);
    }
  }

  @Test
  void storeOfAnEarlierVersionIsLeftToTheRelayToUpdate() throws Exception {
    Path old = temp.resolve("old");
    setSchemaVersion(old, 2);
    IOException e = assertThrows(IOException.class, () -> SqlStore.openExisting(old, clock));
    assertEquals(
        "the relay's store is of version 2, and this program needs version 3; start the relay of"
            + " this version once: it updates the store",
        e.getMessage());
    assertEquals(2, schemaVersion(old));
  }

  @Test
  void storeOfALaterVersionIsLeftAsItIs() throws Exception {
    Path later = temp.resolve("later");
    setSchemaVersion(later, 99);
    IOException e = assertThrows(IOException.class, () -> SqlStore.openExisting(later, clock));
    assertEquals(
        "the relay's database is of version 99, and this relay knows only those up to 3: use a"
            + " later relay",
        e.getMessage());
    assertEquals(99, schemaVersion(later));
  }

  @Test
  void storeOfThisVersionIsOpened() throws Exception {
    Path folder = temp.resolve("this");
    SqlStore.open(folder, clock).close();
    try (RelayStore store = SqlStore.openExisting(folder, clock)) {
      store.check();
    }
  }

  @Test
  void noStoreIsMadeWhereOneMustBe() throws Exception {
    Path none = Files.createDirectory(temp.resolve("none"));
    IOException e = assertThrows(IOException.class, () -> SqlStore.openExisting(none, clock));
    assertEquals("there is no store of a relay in " + none, e.getMessage());
    assertFalse(SqlStore.isIn(none));
    Files.createFile(none.resolve("relay.db"));
    e = assertThrows(IOException.class, () -> SqlStore.openExisting(none, clock));
    assertEquals(
        "there is no store of a relay in this database: start the relay first", e.getMessage());
  }

  @Test
  void homeOfTheFirstVersionGoesOn() throws Exception {
    Path old = Files.createDirectory(temp.resolve("old"));
    String url = "jdbc:sqlite:" + old.resolve("relay.db");
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        InputStream first = Schema.class.getResourceAsStream("schema/1.sql")) {
      statement.executeUpdate(new String(first.readAllBytes(), UTF_8));
      statement.executeUpdate("CREATE TABLE schema_version (version integer NOT NULL)");
      statement.executeUpdate("INSERT INTO schema_version VALUES (1)");
      statement.executeUpdate(
          "INSERT INTO mailbox (id, token, granted, taken, messages, waiting) VALUES ('"
              + MAILBOX
              + "', '"
              + token(1).hex()
              + "', 5, 1000, 1, 300)");
      statement.executeUpdate(
          "INSERT INTO message (mailbox, id, origin, size, held, changed) VALUES ('"
              + MAILBOX
              + "', '"
              + key(1).id()
              + "', '"
              + PHONE
              + "', 300, 100, 0)");
      try (PreparedStatement chunk =
          connection.prepareStatement(
              "INSERT INTO chunk (mailbox, id, start, content) VALUES (?, ?, 0, ?)")) {
        chunk.setString(1, MAILBOX.toString());
        chunk.setString(2, key(1).id().toString());
        chunk.setBytes(3, Arrays.copyOf(CONTENT, 100));
        chunk.executeUpdate();
      }
    }
    try (RelayStore opened = SqlStore.open(old, clock)) {
      opened.onChange(told);
      assertEquals(new Usage(300, 1000), opened.usage(MAILBOX));
      assertEquals(5, opened.mailbox(MAILBOX).orElseThrow().granted());
      ByteBuffer rest = ByteBuffer.wrap(CONTENT, 100, 200);
      assertEquals(100, opened.begin(key(1), 300).offset());
      assertEquals(300, opened.append(key(1), 100, rest).offset());
      ByteBuffer into = ByteBuffer.allocate(300);
      opened.read(key(1), 0, into);
      assertArrayEquals(Arrays.copyOf(CONTENT, 300), into.array());
      opened.drop(key(1));
      assertEquals(new Usage(0, 700), opened.usage(MAILBOX));
      opened.dropIdle(Duration.ofDays(1), Duration.ofDays(180));
      assertTrue(opened.mailbox(MAILBOX).isPresent());
    }
  }

  @Test
  void fullDiskIsSaidAndLosesNothing() throws Exception {
    fill(3);
    store.begin(key(9), CONTENT.length);
    append(key(9), 0, 1000);
    store.close();
    store = SqlStore.open(Sqlite.in(folder()).upTo(200), clock);
    ByteBuffer rest = ByteBuffer.wrap(CONTENT, 1000, CONTENT.length - 1000);
    assertFull(
        () -> {
          for (int n = 10; n < 100; n++) {
            whole(n);
          }
        });
    assertFull(() -> store.append(key(9), 1000, rest));
    assertEquals(1000, rest.position());
    assertEquals(1000, store.state(key(9)).orElseThrow().offset());
    assertArrayEquals(CONTENT, read(key(2), 0));
    Usage usage = store.usage(MAILBOX);
    assertTrue(store.reply(key(2), new byte[10]), "what makes room has to go on");
    assertEquals(usage.waiting() - CONTENT.length, store.usage(MAILBOX).waiting());
    store.append(key(9), 1000, rest);
    assertArrayEquals(CONTENT, read(key(9), 0));
    reopen();
    assertArrayEquals(CONTENT, read(key(0), 0));
    whole(200);
  }

  private static void assertFull(org.junit.jupiter.api.function.Executable call) {
    StoreFullException e = assertThrows(StoreFullException.class, call);
    assertEquals("the disk of the relay's database is full", e.getMessage());
  }
}
