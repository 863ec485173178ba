package nz.co.medimage.relay.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import nz.co.medimage.testkit.ForkedJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The process that writes to the file is killed in the middle, several times. */
@Timeout(60)
final class KilledStoreTest {
  private static final UUID MAILBOX = new UUID(1, 1);
  private static final UUID PHONE = new UUID(2, 1);
  private static final int KILLS = 4;
  private static final int MOST_LINES = 60;
  private static final int SIZE = 200_000;
  private static final int BLOCK = 30_000;

  @TempDir Path folder;

  private static MessageKey key(int n) {
    return new MessageKey(MAILBOX, PHONE, new UUID(3, n));
  }

  private static byte[] content(int n) {
    byte[] content = new byte[SIZE];
    new Random(n).nextBytes(content);
    return content;
  }

  /** Appends for ever to messages from a number on, answers each third, and prints what is done. */
  public static void main(String[] arguments) throws IOException {
    RelayStore store = SqlStore.open(Path.of(arguments[0]), Clock.systemUTC());
    store.enrol(MAILBOX, StoreFixture.token(1));
    for (int n = Integer.parseInt(arguments[1]); ; n++) {
      byte[] content = content(n);
      long at = store.begin(key(n), SIZE).offset();
      while (at < SIZE) {
        int length = (int) Math.min(BLOCK, SIZE - at);
        at = store.append(key(n), at, ByteBuffer.wrap(content, (int) at, length)).offset();
        System.out.println(n + " " + at);
      }
      if (n % 3 == 0) {
        store.reply(key(n), new byte[] {(byte) n});
        System.out.println(n + " replied");
      }
    }
  }

  @Test
  void whatWasSaidToBeThereIsThereAndNothingIsHalfThere() throws Exception {
    Random random = new Random();
    Map<Integer, String> confirmed = new HashMap<>();
    int next = 1;
    for (int kill = 0; kill < KILLS; kill++) {
      ForkedJvm.runAndKill(
          KilledStoreTest.class,
          1 + random.nextInt(MOST_LINES),
          line -> note(line, confirmed),
          folder.toString(),
          Integer.toString(next));
      next = confirmed.keySet().stream().mapToInt(n -> n).max().orElse(1);
      check(confirmed, next + 1);
    }
  }

  private static void note(String line, Map<Integer, String> confirmed) {
    String[] words = line.split(" ", -1);
    if (words.length == 2 && !words[1].isEmpty()) {
      confirmed.put(Integer.valueOf(words[0]), words[1]);
    }
  }

  private void check(Map<Integer, String> confirmed, int last) throws IOException {
    try (RelayStore store = SqlStore.open(folder, Clock.systemUTC())) {
      List<MessageKey> waiting =
          store.waiting(MAILBOX, "0", 10_000).messages().stream()
              .map(Waiting.Message::key)
              .toList();
      long bytes = 0;
      for (int n = 1; n <= last; n++) {
        bytes += check(store, n, confirmed.getOrDefault(n, "0"), waiting.contains(key(n)));
      }
      assertEquals(bytes, store.usage(MAILBOX).waiting());
      assertEquals(SIZE * (long) store.messages(PHONE), store.usage(MAILBOX).taken());
    }
  }

  /** Returns what it holds of the bytes that wait. */
  private static long check(RelayStore store, int n, String said, boolean waits)
      throws IOException {
    if (store.state(key(n)).isEmpty()) {
      assertEquals("0", said);
      return 0;
    }
    long offset = store.state(key(n)).orElseThrow().offset();
    if (store.reply(key(n)).isPresent()) {
      assertArrayEquals(new byte[] {(byte) n}, store.reply(key(n)).orElseThrow());
      return 0;
    }
    assertTrue(!said.equals("replied") && offset >= Long.parseLong(said), () -> "lost " + said);
    assertEquals(offset == SIZE, waits);
    if (waits) {
      ByteBuffer all = ByteBuffer.allocate(SIZE + 1);
      assertEquals(SIZE, store.read(key(n), 0, all));
      assertArrayEquals(content(n), Arrays.copyOf(all.array(), SIZE));
    }
    return SIZE;
  }
}
