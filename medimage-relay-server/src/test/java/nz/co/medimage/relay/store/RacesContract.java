package nz.co.medimage.relay.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import nz.co.medimage.api.transport.TokenHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every store of a relay keeps to when several do something at once. */
@Timeout(60)
abstract class RacesContract extends StoreContract {
  RacesContract(OpensStores stores) {
    super(stores);
  }

  @Test
  void nobodyWhoPollsMissesAMessage() throws Exception {
    Set<MessageKey> found = new LinkedHashSet<>();
    List<Callable<Void>> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int first = i * 100;
      all.add(() -> send(first, 25));
    }
    all.add(
        () -> {
          String next = "0";
          while (found.size() < 100) {
            Waiting waiting = store.waiting(MAILBOX, next, 7);
            assertTrue(keys(waiting).stream().allMatch(found::add), "told twice");
            next = waiting.next();
          }
          return null;
        });
    AtOnce.all(all);
    assertEquals(100, store.totals().messages());
  }

  private Void send(int first, int number) throws IOException {
    for (int n = first; n < first + number; n++) {
      store.begin(key(n), 10);
      append(key(n), 0, 10);
    }
    return null;
  }

  @Test
  void messageThatIsDroppedIsReadWholeOrNotAtAll() throws Exception {
    for (int i = 0; i < 10; i++) {
      MessageKey key = whole(i);
      boolean dropped = i % 2 == 0;
      AtOnce.all(
          () -> readToTheEnd(key),
          () -> {
            if (dropped) {
              store.drop(key);
            } else {
              store.reply(key, new byte[1]);
            }
            return null;
          });
    }
    assertEquals(0, store.usage(MAILBOX).waiting());
  }

  private Void readToTheEnd(MessageKey key) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(CONTENT.length + 1);
    try {
      while (store.read(key, all.position(), all.duplicate().limit(cut(all))) > 0) {
        all.position(cut(all));
      }
    } catch (NoSuchFileException e) {
      return null;
    }
    assertArrayEquals(CONTENT, Arrays.copyOf(all.array(), all.position()));
    return null;
  }

  private static int cut(ByteBuffer all) {
    return Math.min(all.position() + 50_000, CONTENT.length);
  }

  @Test
  void firstOfTwoRepliesStandsForBoth() throws Exception {
    for (int i = 0; i < 20; i++) {
      MessageKey key = whole(i);
      AtOnce.all(() -> store.reply(key, new byte[1]), () -> store.reply(key, new byte[2]));
      byte[] first = store.reply(key).orElseThrow();
      store.reply(key, new byte[3]);
      assertArrayEquals(first, store.reply(key).orElseThrow());
    }
    assertEquals(0, store.usage(MAILBOX).waiting());
  }

  @Test
  void beginningTwiceCountsOnce() throws Exception {
    for (int i = 0; i < 20; i++) {
      MessageKey key = key(i);
      AtOnce.all(() -> store.begin(key, 10), () -> store.begin(key, 10));
    }
    assertEquals(new Usage(200, 200), store.usage(MAILBOX));
  }

  @Test
  void grantsAtOnceAddUp() throws Exception {
    for (int i = 0; i < 20; i++) {
      AtOnce.all(() -> store.grant(MAILBOX, 1), () -> store.grant(MAILBOX, 1));
    }
    assertEquals(40, store.mailbox(MAILBOX).orElseThrow().granted());
  }

  @Test
  void listsThatMoveSendersToAndFroDoNotStop() throws Exception {
    UUID other = new UUID(1, 2);
    store.enrol(other, token(9));
    Map<UUID, TokenHash> senders = new HashMap<>();
    for (int i = 0; i < 20; i++) {
      senders.put(new UUID(i * 7919L, i), token(4));
    }
    for (int i = 0; i < 10; i++) {
      AtOnce.all(() -> admit(MAILBOX, senders), () -> admit(other, senders));
      for (UUID sender : senders.keySet()) {
        assertTrue(store.sender(sender).isPresent());
      }
    }
  }

  private Void admit(UUID mailbox, Map<UUID, TokenHash> senders) throws IOException {
    store.admit(mailbox, list(senders));
    return null;
  }
}
