package nz.co.medimage.relay.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.spi.Intake.UploadState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The store in PostgreSQL, and two nodes on it. */
@Timeout(120)
class PostgresStoreTest extends StoreContract {
  private @Nullable String url;

  @Override
  RelayStore open() throws IOException {
    if (url == null) {
      url = TestPostgres.freshDatabase();
    }
    return SqlStore.connect(url, "postgres", null, clock);
  }

  /** Is told by another node. */
  private static final class Ear implements RelayStore.Listener {
    final CountDownLatch listening = new CountDownLatch(1);
    final CountDownLatch heard = new CountDownLatch(1);
    private final UUID wanted;

    Ear(UUID wanted) {
      this.wanted = wanted;
    }

    @Override
    public void changed(UUID id) {
      if (id.equals(wanted)) {
        heard.countDown();
      }
    }

    @Override
    public void anything() {
      listening.countDown();
    }

    void await(CountDownLatch latch) throws InterruptedException {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void otherNodeGoesOnWithAnUploadAndIsToldOfWhatWaits() throws Exception {
    try (RelayStore other = open()) {
      Ear ear = new Ear(MAILBOX);
      other.onChange(ear);
      store.begin(key(1), CONTENT.length);
      append(key(1), 0, 70_000);
      assertEquals(new UploadState(70_000, CONTENT.length), other.state(key(1)).orElseThrow());
      other.append(key(1), 70_000, ByteBuffer.wrap(CONTENT, 70_000, 100_000));
      ear.await(ear.listening);
      append(key(1), 170_000, CONTENT.length);
      ear.await(ear.heard);
      assertEquals(List.of(key(1)), keys(other.waiting(MAILBOX, "0", 100)));
    }
    assertArrayEquals(CONTENT, read(key(1), 0));
  }

  @Test
  void receiptOfOneNodeWakesTheOther() throws Exception {
    whole(1);
    try (RelayStore other = open()) {
      Ear ear = new Ear(key(1).id());
      other.onChange(ear);
      ear.await(ear.listening);
      store.reply(key(1), new byte[] {7});
      ear.await(ear.heard);
      assertArrayEquals(new byte[] {7}, other.reply(key(1)).orElseThrow());
    }
  }

  @Test
  void otherUrlsAreRefused() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> SqlStore.connect("jdbc:mysql://localhost/x", null, null, clock));
    assertEquals("a store is a URL such as jdbc:postgresql://host/database", e.getMessage());
  }
}
