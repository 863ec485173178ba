package nz.co.medimage.relay.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import nz.co.medimage.api.Credential;
import nz.co.medimage.api.TokenHash;
import nz.co.medimage.api.spi.Intake.UploadState;
import nz.co.medimage.testkit.MutableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every store of a relay keeps to. */
@Timeout(60)
abstract class StoreContract {
  static final UUID MAILBOX = new UUID(1, 1);
  static final UUID PHONE = new UUID(2, 1);
  static final byte[] CONTENT = content(300_000);

  final MutableClock clock = MutableClock.at("2026-11-24T09:00:00Z");
  final Told told = new Told();
  RelayStore store;

  /** Opens the store; what an earlier one of this test kept is there. */
  abstract RelayStore open() throws Exception;

  @BeforeEach
  final void openFirst() throws Exception {
    reopen();
    store.enrol(MAILBOX, token(1));
    store.admit(MAILBOX, Map.of(PHONE, token(2)));
  }

  @AfterEach
  final void close() {
    store.close();
  }

  final void reopen() throws Exception {
    if (store != null) {
      store.close();
    }
    store = open();
    store.onChange(told);
  }

  static byte[] content(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }

  static TokenHash token(int seed) {
    byte[] token = new byte[32];
    token[0] = (byte) seed;
    return new Credential(new UUID(0, 0), token).tokenHash();
  }

  static MessageKey key(int n) {
    return new MessageKey(MAILBOX, PHONE, new UUID(3, n));
  }

  final UploadState append(MessageKey key, int from, int to) throws IOException {
    return store.append(key, from, ByteBuffer.wrap(CONTENT, from, to - from));
  }

  final MessageKey whole(int n) throws IOException {
    store.begin(key(n), CONTENT.length);
    append(key(n), 0, CONTENT.length);
    return key(n);
  }

  final byte[] read(MessageKey key, long offset) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(CONTENT.length + 1);
    int at = 0;
    for (int n = 1; n > 0; at += n) {
      n = store.read(key, offset + at, all);
    }
    byte[] bytes = new byte[at];
    all.flip().get(bytes);
    return bytes;
  }

  final List<MessageKey> waiting() throws IOException {
    return keys(store.waiting(MAILBOX, "0", 100));
  }

  static List<MessageKey> keys(Waiting waiting) {
    return waiting.messages().stream().map(Waiting.Message::key).toList();
  }

  @Nested
  final class Mailboxes {
    @Test
    void firstTokenStays() throws Exception {
      assertEquals(new Mailbox(MAILBOX, token(1), 0), store.enrol(MAILBOX, token(9)));
      reopen();
      assertEquals(Optional.of(new Mailbox(MAILBOX, token(1), 0)), store.mailbox(MAILBOX));
      assertEquals(Optional.empty(), store.mailbox(PHONE));
      assertEquals(1, store.mailboxes());
    }

    @Test
    void grantsAddUpAndStay() throws Exception {
      assertTrue(store.grant(MAILBOX, 100));
      assertTrue(store.grant(MAILBOX, 1));
      assertFalse(store.grant(PHONE, 1));
      reopen();
      assertEquals(101, store.mailbox(MAILBOX).orElseThrow().granted());
    }

    @Test
    void usageCountsAMessageOnceAndWhatIsGoneAsTaken() throws Exception {
      assertEquals(new Usage(0, 0), store.usage(MAILBOX));
      store.begin(key(1), 1000);
      store.begin(key(1), 1000);
      assertEquals(new Usage(1000, 1000), store.usage(MAILBOX));
      store.drop(key(1));
      long size = CONTENT.length;
      whole(2);
      assertEquals(new Usage(size, 1000 + size), store.usage(MAILBOX));
      store.reply(key(2), new byte[1]);
      assertEquals(new Usage(0, 1000 + size), store.usage(MAILBOX));
      reopen();
      assertEquals(new Usage(0, 1000 + size), store.usage(MAILBOX));
      store.drop(key(2));
      assertEquals(new Usage(0, 1000 + size), store.usage(MAILBOX));
    }
  }

  @Nested
  final class Senders {
    @Test
    void listReplacesTheOneBefore() throws Exception {
      UUID other = new UUID(2, 2);
      store.admit(MAILBOX, Map.of(other, token(3)));
      assertEquals(Optional.empty(), store.sender(PHONE));
      assertTrue(told.contains(PHONE));
      reopen();
      assertEquals(Optional.of(new Sender(MAILBOX, token(3))), store.sender(other));
      assertEquals(Optional.empty(), store.sender(PHONE));
    }

    @Test
    void unfinishedMessagesOfTheRemovedGoAndWholeOnesStay() throws Exception {
      store.begin(key(1), CONTENT.length);
      append(key(1), 0, 1000);
      whole(2);
      store.admit(MAILBOX, Map.of());
      assertEquals(Optional.empty(), store.state(key(1)));
      assertEquals(List.of(key(2)), waiting());
    }

    @Test
    void pairingOfAnotherMailboxIsNotTakenOver() throws Exception {
      UUID thief = new UUID(1, 2);
      store.enrol(thief, token(8));
      store.admit(thief, Map.of(PHONE, token(7)));
      assertEquals(Optional.of(new Sender(MAILBOX, token(2))), store.sender(PHONE));
      store.admit(thief, Map.of());
      assertEquals(Optional.of(new Sender(MAILBOX, token(2))), store.sender(PHONE));
    }

    @Test
    void pairingMovesToAMailboxThatKnowsItsToken() throws Exception {
      UUID next = new UUID(1, 2);
      store.enrol(next, token(8));
      store.admit(next, Map.of(PHONE, token(2)));
      assertEquals(Optional.of(new Sender(next, token(2))), store.sender(PHONE));
      reopen();
      assertEquals(Optional.of(new Sender(next, token(2))), store.sender(PHONE));
    }
  }

  @Nested
  final class Growing {
    @Test
    void goesOnWhereItStoodAfterARestart() throws Exception {
      assertEquals(new UploadState(0, CONTENT.length), store.begin(key(1), CONTENT.length));
      assertEquals(new UploadState(70_000, CONTENT.length), append(key(1), 0, 70_000));
      reopen();
      assertEquals(new UploadState(70_000, CONTENT.length), store.begin(key(1), CONTENT.length));
      append(key(1), 70_000, CONTENT.length);
      reopen();
      assertEquals(List.of(key(1)), waiting());
      assertArrayEquals(CONTENT, read(key(1), 0));
    }

    @Test
    void bytesThatBelongElsewhereAreNotTaken() throws Exception {
      store.begin(key(1), CONTENT.length);
      append(key(1), 0, 1000);
      assertEquals(1000, append(key(1), 0, 500).offset());
      assertEquals(1000, append(key(1), 2000, 3000).offset());
      append(key(1), 1000, CONTENT.length);
      assertArrayEquals(CONTENT, read(key(1), 0));
    }

    @Test
    void unfinishedOneNeitherWaitsNorIsRead() throws Exception {
      store.begin(key(1), CONTENT.length);
      append(key(1), 0, 1000);
      assertEquals(List.of(), waiting());
      assertThrows(NoSuchFileException.class, () -> read(key(1), 0));
      assertFalse(store.reply(key(1), new byte[1]));
      assertFalse(told.contains(MAILBOX));
    }

    @Test
    void messageThatWasNotBegunTakesNothing() throws Exception {
      assertEquals(Optional.empty(), store.state(key(1)));
      assertThrows(NoSuchFileException.class, () -> append(key(1), 0, 10));
      MessageKey others = new MessageKey(MAILBOX, new UUID(2, 9), key(1).id());
      whole(1);
      assertEquals(Optional.empty(), store.state(others));
      assertThrows(NoSuchFileException.class, () -> read(others, 0));
    }

    @Test
    void severalAtOnceNeverMixTheBytes() throws Exception {
      store.begin(key(1), CONTENT.length);
      ExecutorService threads = Executors.newFixedThreadPool(4);
      try {
        List<Future<Void>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          all.add(threads.submit(this::appendAll));
        }
        for (Future<Void> each : all) {
          each.get();
        }
      } finally {
        threads.shutdownNow();
      }
      assertArrayEquals(CONTENT, read(key(1), 0));
    }

    private Void appendAll() throws IOException {
      int at = 0;
      while (at < CONTENT.length) {
        at = (int) append(key(1), at, Math.min(at + 1000, CONTENT.length)).offset();
      }
      return null;
    }
  }

  @Nested
  final class Collecting {
    @Test
    void oldestComesFirstAndNextTellsWhatCameLater() throws Exception {
      whole(3);
      whole(1);
      Waiting first = store.waiting(MAILBOX, "0", 1);
      assertEquals(List.of(key(3)), keys(first));
      Waiting second = store.waiting(MAILBOX, first.next(), 100);
      assertEquals(List.of(key(1)), keys(second));
      assertEquals(List.of(), keys(store.waiting(MAILBOX, second.next(), 100)));
      whole(2);
      assertEquals(List.of(key(2)), keys(store.waiting(MAILBOX, second.next(), 100)));
      assertTrue(told.contains(MAILBOX));
    }

    @Test
    void cursorOfBeforeARestartMissesNothing() throws Exception {
      whole(1);
      String next = store.waiting(MAILBOX, "0", 100).next();
      store.reply(key(1), new byte[1]);
      reopen();
      whole(2);
      assertEquals(List.of(key(2)), keys(store.waiting(MAILBOX, next, 100)));
      assertEquals(List.of(key(2)), keys(store.waiting(MAILBOX, "what is this", 100)));
    }

    @Test
    void readsFromAnyOffset() throws Exception {
      whole(1);
      byte[] rest = new byte[CONTENT.length - 12_345];
      System.arraycopy(CONTENT, 12_345, rest, 0, rest.length);
      assertArrayEquals(rest, read(key(1), 12_345));
      assertEquals(0, store.read(key(1), CONTENT.length, ByteBuffer.allocate(10)));
    }

    @Test
    void replyEndsItAndTheFirstStands() throws Exception {
      whole(1);
      assertTrue(store.reply(key(1), "first".getBytes(UTF_8)));
      assertTrue(store.reply(key(1), "second".getBytes(UTF_8)));
      assertTrue(told.contains(key(1).id()));
      reopen();
      assertArrayEquals("first".getBytes(UTF_8), store.reply(key(1)).orElseThrow());
      assertEquals(List.of(), waiting());
      assertThrows(NoSuchFileException.class, () -> read(key(1), 0));
      assertEquals(
          new UploadState(CONTENT.length, CONTENT.length), store.begin(key(1), CONTENT.length));
    }

    @Test
    void thereIsNoReplyToWhatNeverCame() throws Exception {
      assertFalse(store.reply(key(1), new byte[1]));
      assertEquals(Optional.empty(), store.reply(key(1)));
    }

    @Test
    void droppedOneIsForgottenAndCanComeAgain() throws Exception {
      whole(1);
      told.clear();
      store.drop(key(1));
      store.drop(key(1));
      assertTrue(told.contains(key(1).id()));
      assertEquals(Optional.empty(), store.state(key(1)));
      whole(1);
      assertEquals(List.of(key(1)), waiting());
    }
  }

  @Nested
  final class Sweeping {
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration MONTH = Duration.ofDays(30);

    @BeforeEach
    void threeKinds() throws IOException {
      store.begin(key(1), CONTENT.length);
      whole(2);
      whole(3);
      store.reply(key(3), new byte[1]);
    }

    private void sweepAfter(Duration later) throws IOException {
      clock.advance(later);
      store.sweep(WEEK, MONTH);
    }

    @Test
    void unfinishedOnesGoFirst() throws Exception {
      sweepAfter(WEEK.plusHours(1));
      assertEquals(Optional.empty(), store.state(key(1)));
      assertTrue(told.contains(key(1).id()));
      assertEquals(List.of(key(2)), waiting());
      assertTrue(store.reply(key(3)).isPresent());
    }

    @Test
    void wholeOnesAndRepliesGoLater() throws Exception {
      sweepAfter(MONTH.plusHours(1));
      assertEquals(List.of(), waiting());
      assertEquals(Optional.empty(), store.reply(key(3)));
      assertEquals(3L * CONTENT.length, store.usage(MAILBOX).taken());
    }

    @Test
    void freshOnesStay() throws Exception {
      sweepAfter(Duration.ofDays(6));
      assertTrue(store.state(key(1)).isPresent());
      assertEquals(List.of(key(2)), waiting());
      assertTrue(store.reply(key(3)).isPresent());
    }
  }
}
