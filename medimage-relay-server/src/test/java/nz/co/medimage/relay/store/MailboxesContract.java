package nz.co.medimage.relay.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import nz.co.medimage.api.TokenHash;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** What every store of a relay keeps to with mailboxes, those who may send, and age. */
@Timeout(60)
abstract class MailboxesContract extends StoreFixture {
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

    @Test
    void grantThatCannotBeCountedIsRefused() throws Exception {
      store.grant(MAILBOX, 1);
      assertThrows(IllegalArgumentException.class, () -> store.grant(MAILBOX, Long.MAX_VALUE));
      assertThrows(IllegalArgumentException.class, () -> store.grant(MAILBOX, -1));
      assertEquals(1, store.mailbox(MAILBOX).orElseThrow().granted());
    }

    @Test
    void oneThatIsNotThereIsSaid() throws Exception {
      MessageKey lost = new MessageKey(PHONE, PHONE, PHONE);
      assertNone(() -> store.usage(PHONE));
      assertNone(() -> store.admit(PHONE, Map.of()));
      assertNone(() -> store.begin(lost, 1));
      assertNone(() -> store.reserve("417", PHONE, clock.instant()));
      store.release("417", PHONE);
      store.drop(lost);
      assertFalse(store.reply(lost, new byte[1]));
      assertEquals(new Waiting(List.of(), "0"), store.waiting(PHONE, "0", 1));
    }

    private static void assertNone(Executable call) {
      IOException e = assertThrows(IOException.class, call);
      assertEquals("there is no such mailbox", e.getMessage());
    }

    @Test
    void totalsAreOfAll() throws Exception {
      UUID other = new UUID(1, 2);
      store.enrol(other, token(2));
      store.begin(new MessageKey(other, PHONE, key(1).id()), 1000);
      whole(1);
      assertEquals(new Totals(2, 2, 1000 + CONTENT.length), store.totals());
      store.reply(key(1), new byte[1]);
      assertEquals(new Totals(2, 1, 1000), store.totals());
    }

    @Test
    void checkPassesWhileItCanBeWrittenTo() throws Exception {
      store.check();
      execute("DROP TABLE health");
      assertThrows(IOException.class, store::check);
    }

    @Test
    void laterVersionIsRefused() throws Exception {
      execute("UPDATE schema_version SET version = 99");
      IOException e = assertThrows(IOException.class, MailboxesContract.this::open);
      assertEquals(
          "the relay's database is of version 99, and this relay knows only those up to 1: use a"
              + " later relay",
          e.getMessage());
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

    @Test
    void unfinishedMessagesOfOneThatMovesGoWithIt() throws Exception {
      UUID next = new UUID(1, 2);
      store.enrol(next, token(8));
      store.begin(key(1), 10);
      whole(2);
      store.admit(next, Map.of(PHONE, token(2)));
      assertEquals(Optional.empty(), store.state(key(1)));
      assertEquals(List.of(key(2)), waiting());
      assertTrue(told.contains(PHONE));
      assertEquals(CONTENT.length, store.usage(MAILBOX).waiting());
    }

    @Test
    void tokenOfOneThatIsListedAgainIsReplaced() throws Exception {
      store.admit(MAILBOX, Map.of(PHONE, token(5)));
      assertEquals(Optional.of(new Sender(MAILBOX, token(5))), store.sender(PHONE));
    }

    @Test
    void thousandAreListed() throws Exception {
      Map<UUID, TokenHash> many = new HashMap<>();
      for (int i = 0; i < 1000; i++) {
        many.put(new UUID(4, i), token(i));
      }
      store.admit(MAILBOX, many);
      store.admit(MAILBOX, many);
      assertEquals(Optional.of(new Sender(MAILBOX, token(999))), store.sender(new UUID(4, 999)));
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

    @Test
    void manyGoInSeveralSteps() throws Exception {
      for (int i = 10; i < 260; i++) {
        store.begin(key(i), 1);
      }
      sweepAfter(WEEK.plusHours(1));
      assertEquals(2, store.messages(PHONE));
    }

    @Test
    void mailboxThatIsDamagedDoesNotKeepItFromTheOthers() throws Exception {
      List<UUID> others = List.of(new UUID(0, 1), new UUID(9, 9));
      for (UUID other : others) {
        store.enrol(other, token(3));
        store.begin(new MessageKey(other, PHONE, key(1).id()), 10);
      }
      execute(
          "INSERT INTO message (mailbox, id, origin, size, held, changed) VALUES ('"
              + MAILBOX
              + "', 'what is this', '', 1, 0, 0)");
      assertThrows(IOException.class, () -> sweepAfter(WEEK.plusHours(1)));
      for (UUID other : others) {
        assertEquals(0, store.usage(other).waiting());
      }
    }
  }
}
