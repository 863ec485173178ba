package nz.co.medimage.relay.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store in files. */
class SqliteStoreTest extends StoreContract {
  @TempDir Path folder;

  @Override
  RelayStore open() throws IOException {
    return SqlStore.open(folder.resolve("store"), clock);
  }

  private void sql(String statement) throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("store/relay.db"));
        Statement run = connection.createStatement()) {
      run.execute(statement);
    }
  }

  @Test
  void nobodyElseMayRead() throws Exception {
    assertEquals(
        PosixFilePermissions.fromString("rwx------"),
        Files.getPosixFilePermissions(folder.resolve("store")));
  }

  @Test
  void anotherProcessMayGrantMeanwhile() throws Exception {
    try (RelayStore other = open()) {
      other.grant(MAILBOX, 7);
    }
    assertEquals(7, store.mailbox(MAILBOX).orElseThrow().granted());
    whole(1);
  }

  @Test
  void storeOfALaterVersionIsRefused() throws Exception {
    store.close();
    sql("INSERT INTO schema_version VALUES (99)");
    IOException e = assertThrows(IOException.class, this::open);
    assertEquals(
        "The relay's database is of a later version of MedImage; run that version", e.getMessage());
    sql("DELETE FROM schema_version WHERE version = 99");
    reopen();
  }

  @Test
  void fullDiskIsToldAndLosesNothing() throws Exception {
    whole(1);
    store.close();
    store = SqlStore.small(folder.resolve("store"), clock, 60);
    store.begin(key(2), 10_000_000);
    ByteBuffer block = ByteBuffer.allocate(250_000);
    assertThrows(
        StoreFullException.class,
        () -> {
          for (int i = 0; i < 10; i++) {
            store.append(key(2), i * 250_000L, block.duplicate());
          }
        });
    long stands = store.state(key(2)).orElseThrow().offset();
    assertTrue(stands % 250_000 == 0 && stands < 2_500_000, () -> "" + stands);
    assertEquals(List.of(key(1)), waiting());
    assertTrue(store.reply(key(1), new byte[300]));
    store.append(key(2), stands, block.duplicate());
    reopen();
    store.append(key(2), stands + 250_000, block.duplicate());
    assertFalse(store.state(key(2)).isEmpty());
  }

  @Test
  void roomComesBackWhenMessagesHaveGone() throws Exception {
    for (int i = 0; i < 20; i++) {
      whole(i);
    }
    store.close();
    reopen();
    long before = Files.size(folder.resolve("store/relay.db"));
    for (int i = 0; i < 20; i++) {
      store.reply(key(i), new byte[1]);
    }
    store.sweep(Duration.ofDays(1), Duration.ofDays(1));
    store.close();
    long after = Files.size(folder.resolve("store/relay.db"));
    assertTrue(after < before / 4, () -> before + " became " + after);
    reopen();
  }
}
