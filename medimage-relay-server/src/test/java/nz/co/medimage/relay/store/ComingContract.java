package nz.co.medimage.relay.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a store keeps to that tells of messages while they are coming in. */
@Timeout(60)
abstract class ComingContract extends StoreContract {
  private static final Duration WITHIN = Duration.ofSeconds(10);

  ComingContract(OpensStores stores) {
    super(stores);
  }

  private Waiting coming(String after) throws IOException {
    return store.waitingOrComing(MAILBOX, after, 100, WITHIN);
  }

  private byte[] readComing(MessageKey key, long offset, int most) throws IOException {
    ByteBuffer into = ByteBuffer.allocate(most);
    int count = store.readComing(key, offset, into);
    assertEquals(count, into.position());
    return Arrays.copyOf(into.array(), count);
  }

  @Nested
  final class Listing {
    @Test
    void beginsWithTheFirstBytes() throws Exception {
      store.begin(key(1), CONTENT.length);
      assertEquals(List.of(), coming("0").messages());
      assertFalse(told.contains(Waiting.comingTopic(MAILBOX)));
      append(key(1), 0, 1000);
      assertTrue(told.contains(Waiting.comingTopic(MAILBOX)));
      Waiting first = coming("0");
      assertEquals(List.of(key(1)), keys(first));
      assertFalse(first.messages().get(0).isWhole());
      assertEquals(List.of(), waiting());
    }

    @Test
    void tellsOfAMessageOnceWhileItComesAndOnceItIsWhole() throws Exception {
      store.begin(key(1), CONTENT.length);
      append(key(1), 0, 1000);
      Waiting first = coming("0");
      append(key(1), 1000, 2000);
      assertEquals(new Waiting(List.of(), first.next()), coming(first.next()));
      append(key(1), 2000, CONTENT.length);
      Waiting second = coming(first.next());
      assertEquals(List.of(key(1)), keys(second));
      assertTrue(second.messages().get(0).isWhole());
      assertEquals(first.messages().get(0).upload(), second.messages().get(0).upload());
      assertEquals(List.of(), coming(second.next()).messages());
    }

    @Test
    void passesOverNothingThatIsWhole() throws Exception {
      store.begin(key(1), CONTENT.length);
      append(key(1), 0, 1000);
      whole(2);
      store.begin(key(3), CONTENT.length);
      append(key(3), 0, 1000);
      Waiting first = coming("0");
      assertEquals(List.of(key(2), key(1), key(3)), keys(first));
      // One that is told of whole messages alone goes on from the same place.
      append(key(1), 1000, CONTENT.length);
      assertEquals(List.of(key(1)), keys(store.waiting(MAILBOX, first.next(), 100)));
      append(key(3), 1000, CONTENT.length);
      assertEquals(List.of(key(1), key(3)), keys(coming(first.next())));
    }

    @Test
    void isNoLongerThanAskedFor() throws Exception {
      for (int n = 1; n <= 6; n++) {
        store.begin(key(n), CONTENT.length);
        append(key(n), 0, 1000);
        whole(10 + n);
      }
      Waiting some = store.waitingOrComing(MAILBOX, "0", 4, WITHIN);
      assertEquals(List.of(key(11), key(12), key(1), key(2)), keys(some));
      Waiting more = store.waitingOrComing(MAILBOX, some.next(), 100, WITHIN);
      assertEquals(List.of(key(13), key(14), key(15), key(16)), keys(more).subList(0, 4));
    }

    @Test
    void leavesOutWhatStandsStill() throws Exception {
      store.begin(key(1), CONTENT.length);
      append(key(1), 0, 1000);
      clock.advance(WITHIN.plusMillis(1));
      assertEquals(List.of(), coming("0").messages());
      append(key(1), 1000, 2000);
      assertEquals(List.of(key(1)), keys(coming("0")));
    }

    @Test
    void leavesOutPairingMessages() throws Exception {
      store.reserve("417", MAILBOX, clock.instant().plusSeconds(60));
      MessageKey hello =
          new MessageKey(MAILBOX, store.offer("417").orElseThrow().id(), key(1).id());
      store.begin(hello, 1000);
      append(hello, 0, 500);
      assertEquals(List.of(), coming("0").messages());
      append(hello, 500, 1000);
      assertEquals(List.of(hello), keys(coming("0")));
    }
  }

  @Nested
  final class Reading {
    @Test
    void givesWhatIsThere() throws Exception {
      store.begin(key(1), CONTENT.length);
      assertThrows(NoSuchFileException.class, () -> readComing(key(1), 0, 10));
      append(key(1), 0, 1000);
      append(key(1), 1000, 3000);
      assertArrayEquals(Arrays.copyOf(CONTENT, 3000), readComing(key(1), 0, 5000));
      assertArrayEquals(Arrays.copyOfRange(CONTENT, 500, 1500), readComing(key(1), 500, 1000));
      assertArrayEquals(new byte[0], readComing(key(1), 3000, 1000));
      append(key(1), 3000, CONTENT.length);
      assertArrayEquals(
          Arrays.copyOfRange(CONTENT, 3000, CONTENT.length),
          readComing(key(1), 3000, CONTENT.length));
      assertArrayEquals(new byte[0], readComing(key(1), CONTENT.length, 1000));
    }

    @Test
    void isToldOfEachPart() throws Exception {
      store.begin(key(1), CONTENT.length);
      append(key(1), 0, 1000);
      for (int at = 1000; at < CONTENT.length; at += CONTENT.length / 4) {
        told.clear();
        append(key(1), at, Math.min(at + CONTENT.length / 4, CONTENT.length));
        assertTrue(told.contains(key(1).topic()));
      }
    }

    @Test
    void endsWithTheMessage() throws Exception {
      store.begin(key(1), CONTENT.length);
      append(key(1), 0, 1000);
      store.reply(key(1), new byte[1]);
      assertThrows(NoSuchFileException.class, () -> readComing(key(1), 0, 10));
      store.begin(key(2), CONTENT.length);
      append(key(2), 0, 1000);
      store.drop(key(2));
      assertThrows(NoSuchFileException.class, () -> readComing(key(2), 0, 10));
    }
  }
}
