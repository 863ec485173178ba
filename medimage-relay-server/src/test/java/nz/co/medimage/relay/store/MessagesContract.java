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
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import nz.co.medimage.api.transport.Intake.UploadState;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every store of a relay keeps to with messages. */
@Timeout(60)
abstract class MessagesContract extends StoreContract {
  MessagesContract(OpensStores stores) {
    super(stores);
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
      AtOnce.all(Collections.nCopies(4, this::appendAll));
      assertArrayEquals(CONTENT, read(key(1), 0));
    }

    private Void appendAll() throws IOException {
      int at = 0;
      while (at < CONTENT.length) {
        at = (int) append(key(1), at, Math.min(at + 1000, CONTENT.length)).offset();
      }
      return null;
    }

    @Test
    void bufferMovesOnlyIfItsBytesAreThere() throws Exception {
      ByteBuffer bytes = ByteBuffer.wrap(CONTENT, 0, 500).asReadOnlyBuffer();
      assertThrows(NoSuchFileException.class, () -> store.append(key(1), 0, bytes));
      store.begin(key(1), CONTENT.length);
      store.append(key(1), 1, bytes);
      assertEquals(0, bytes.position());
      store.append(key(1), 0, bytes);
      assertEquals(500, bytes.position());
      assertEquals(500, bytes.limit());
    }

    @Test
    void partOfABufferIsTaken() throws Exception {
      store.begin(key(1), 10);
      ByteBuffer bytes = ByteBuffer.allocateDirect(30).put(5, CONTENT, 0, 10).position(5).limit(15);
      assertEquals(new UploadState(10, 10), store.append(key(1), 0, bytes));
      assertArrayEquals(Arrays.copyOf(CONTENT, 10), read(key(1), 0));
    }

    @Test
    void appendingAgainWhatIsThereChangesNothing() throws Exception {
      store.begin(key(1), CONTENT.length);
      append(key(1), 0, 1000);
      assertEquals(1000, append(key(1), 0, 1000).offset());
      append(key(1), 1000, CONTENT.length);
      told.clear();
      assertEquals(CONTENT.length, append(key(1), 1000, CONTENT.length).offset());
      assertTrue(told.contains(MAILBOX), "the receiver might not have heard of it");
      assertArrayEquals(CONTENT, read(key(1), 0));
    }

    @Test
    void moreThanIsMissingIsRefused() throws Exception {
      store.begin(key(1), 100);
      assertThrows(IllegalArgumentException.class, () -> append(key(1), 0, 101));
      assertThrows(IllegalArgumentException.class, () -> store.begin(key(2), 0));
      assertEquals(new UploadState(0, 100), store.state(key(1)).orElseThrow());
    }

    @Test
    void anotherSizeBeginsItAnew() throws Exception {
      store.begin(key(1), 1000);
      append(key(1), 0, 500);
      assertEquals(new UploadState(0, 99), store.begin(key(1), 99));
      assertEquals(new Usage(99, 99), store.usage(MAILBOX));
      append(key(1), 0, 99);
      assertArrayEquals(Arrays.copyOf(CONTENT, 99), read(key(1), 0));
    }

    @Test
    void sizeOfAWholeOneStands() throws Exception {
      UploadState whole = new UploadState(CONTENT.length, CONTENT.length);
      whole(1);
      assertEquals(whole, store.begin(key(1), 99));
      assertArrayEquals(CONTENT, read(key(1), 0));
      store.reply(key(1), new byte[1]);
      assertEquals(whole, store.begin(key(1), 99));
    }

    @Test
    void oneIdOfTwoSendersIsTwoMessages() throws Exception {
      MessageKey rogue = new MessageKey(MAILBOX, new UUID(2, 9), key(1).id());
      store.begin(rogue, 7);
      append(rogue, 0, 3);
      whole(1);
      append(rogue, 3, 7);
      assertEquals(List.of(key(1), rogue), waiting());
      assertArrayEquals(CONTENT, read(key(1), 0));
      assertArrayEquals(Arrays.copyOf(CONTENT, 7), read(rogue, 0));
      assertEquals(new Usage(7L + CONTENT.length, 7L + CONTENT.length), store.usage(MAILBOX));
      told.clear();
      store.reply(rogue, "no".getBytes(UTF_8));
      assertFalse(told.contains(key(1).topic()), "told of what happened to the other");
      store.reply(key(1), "yes".getBytes(UTF_8));
      reopen();
      assertArrayEquals("yes".getBytes(UTF_8), store.reply(key(1)).orElseThrow());
      assertArrayEquals("no".getBytes(UTF_8), store.reply(rogue).orElseThrow());
      store.drop(rogue);
      assertEquals(Optional.empty(), store.state(rogue));
      assertArrayEquals("yes".getBytes(UTF_8), store.reply(key(1)).orElseThrow());
    }

    @Test
    void messagesOfOneSenderAreCounted() throws Exception {
      store.begin(key(1), 100);
      whole(2);
      whole(3);
      store.reply(key(3), new byte[1]);
      assertEquals(3, store.messages(PHONE));
      assertEquals(0, store.messages(MAILBOX));
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
      assertTrue(told.contains(key(1).topic()));
      reopen();
      assertArrayEquals("first".getBytes(UTF_8), store.reply(key(1)).orElseThrow());
      assertEquals(List.of(), waiting());
      assertThrows(NoSuchFileException.class, () -> read(key(1), 0));
      assertEquals(
          new UploadState(CONTENT.length, CONTENT.length), store.begin(key(1), CONTENT.length));
    }

    @Test
    void replyEndsWhatIsNotWholeToo() throws Exception {
      store.begin(key(1), CONTENT.length);
      append(key(1), 0, 10);
      told.clear();
      assertTrue(store.reply(key(1), "it came another way".getBytes(UTF_8)));
      assertTrue(told.contains(key(1).topic()));
      reopen();
      UploadState whole = new UploadState(CONTENT.length, CONTENT.length);
      assertEquals(whole, append(key(1), 10, 20));
      assertEquals(whole, store.begin(key(1), CONTENT.length));
      assertArrayEquals("it came another way".getBytes(UTF_8), store.reply(key(1)).orElseThrow());
      assertEquals(new Usage(0, 0), store.usage(MAILBOX));
      assertEquals(List.of(), waiting());
    }

    @Test
    void whatDoesNotGoOnIsUnfinished() throws Exception {
      Duration still = Duration.ofSeconds(10);
      store.begin(key(1), 100);
      clock.advance(Duration.ofSeconds(1));
      store.begin(key(2), CONTENT.length);
      append(key(2), 0, 10);
      whole(3);
      clock.advance(Duration.ofSeconds(9));
      assertEquals(List.of(key(1)), unfinished(still, 100));
      clock.advance(Duration.ofSeconds(1));
      assertEquals(List.of(key(2), key(1)), unfinished(still, 100));
      assertEquals(List.of(key(2)), unfinished(still, 1));
      append(key(2), 10, 20);
      store.reply(key(1), new byte[1]);
      assertEquals(List.of(), unfinished(still, 100));
      clock.advance(still);
      assertEquals(List.of(key(2)), unfinished(still, 100));
    }

    private List<MessageKey> unfinished(Duration still, int most) throws Exception {
      return store.unfinished(MAILBOX, still, most).stream().map(Waiting.Message::key).toList();
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
      assertTrue(told.contains(key(1).topic()));
      assertEquals(Optional.empty(), store.state(key(1)));
      whole(1);
      assertEquals(List.of(key(1)), waiting());
    }

    @Test
    void droppingAnEarlierUploadLeavesTheNewOne() throws Exception {
      UUID damaged = upload(whole(1));
      store.drop(key(1), damaged);
      assertEquals(Optional.empty(), store.state(key(1)));
      whole(1);
      store.drop(key(1), damaged);
      assertArrayEquals(CONTENT, read(key(1), 0));
      store.drop(key(1), upload(key(1)));
      assertEquals(List.of(), waiting());
      store.drop(key(1), damaged);
    }

    @Test
    void readsAcrossChunks() throws Exception {
      store.begin(key(1), 1000);
      for (int at = 0; at < 1000; at += 40) {
        append(key(1), at, at + 40);
      }
      for (int offset = 0; offset < 1000; offset += 33) {
        for (int room : new int[] {1, 7, 40, 41, 200, 2000}) {
          ByteBuffer into = ByteBuffer.allocate(room + 3).position(3);
          int due = Math.min(room, 1000 - offset);
          assertEquals(due, store.read(key(1), offset, into));
          assertEquals(3 + due, into.position());
          assertEquals(ByteBuffer.wrap(CONTENT, offset, due), into.flip().position(3));
        }
      }
    }

    @Test
    void nothingIsReadAtTheEndOrBeyond() throws Exception {
      whole(1);
      for (long offset : new long[] {CONTENT.length, CONTENT.length + 1, Long.MAX_VALUE - 1}) {
        assertEquals(0, store.read(key(1), offset, ByteBuffer.allocate(10)));
      }
      assertEquals(0, store.read(key(1), 5, ByteBuffer.allocate(0)));
      assertThrows(
          IndexOutOfBoundsException.class, () -> store.read(key(1), -1, ByteBuffer.allocate(10)));
    }

    @Test
    void lostBytesAreNotTheEnd() throws Exception {
      store.begin(key(1), 1000);
      append(key(1), 0, 400);
      append(key(1), 400, 700);
      append(key(1), 700, 1000);
      execute("DELETE FROM chunk WHERE start = 400");
      ByteBuffer into = ByteBuffer.allocate(1000);
      assertThrows(IOException.class, () -> store.read(key(1), 0, into));
      assertThrows(IOException.class, () -> store.read(key(1), 500, into));
      assertEquals(0, into.position());
    }

    @Test
    void smallestAndLargestReplyCome() throws Exception {
      byte[][] replies = {new byte[0], content(65_536)};
      for (int i = 0; i < replies.length; i++) {
        store.reply(whole(i), replies[i]);
        assertArrayEquals(replies[i], store.reply(key(i)).orElseThrow());
      }
    }

    @Test
    void placesOfALostDatabaseAreNotGivenAgain() throws Exception {
      whole(1);
      String next = store.waiting(MAILBOX, "0", 100).next();
      execute("DELETE FROM message");
      execute("UPDATE mailbox SET places = 0");
      clock.advance(Duration.ofMillis(1));
      whole(2);
      assertEquals(List.of(key(2)), keys(store.waiting(MAILBOX, next, 100)));
    }
  }
}
