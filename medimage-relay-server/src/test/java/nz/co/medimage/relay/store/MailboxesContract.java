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
import nz.co.medimage.api.transport.TokenHash;
import nz.co.medimage.transport.http.v1.SenderPage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** What every store of a relay keeps to with mailboxes, those who may send, and age. */
@Timeout(60)
abstract class MailboxesContract extends StoreContract {
  MailboxesContract(OpensStores stores) {
    super(stores);
  }

  @Nested
  final class Mailboxes {
    @Test
    void firstTokenStays() throws Exception {
      assertEquals(token(1), store.enrol(MAILBOX, token(9)).token());
      reopen();
      assertEquals(token(1), store.mailbox(MAILBOX).orElseThrow().token());
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
    void usageCountsAMessageOnceAndForGoodOnceItHasItsReply() throws Exception {
      assertEquals(new Usage(0, 0), store.usage(MAILBOX));
      store.begin(key(1), 1000);
      store.begin(key(1), 1000);
      assertEquals(new Usage(1000, 1000), store.usage(MAILBOX));
      long size = CONTENT.length;
      whole(2);
      assertEquals(new Usage(1000 + size, 1000 + size), store.usage(MAILBOX));
      store.reply(key(2), new byte[1]);
      store.reply(key(2), new byte[1]);
      assertEquals(new Usage(1000, 1000 + size), store.usage(MAILBOX));
      reopen();
      assertEquals(new Usage(1000, 1000 + size), store.usage(MAILBOX));
      store.drop(key(2));
      assertEquals(new Usage(1000, 1000 + size), store.usage(MAILBOX));
    }

    @Test
    void whatIsDroppedWithoutAReplyIsGivenBack() throws Exception {
      store.begin(key(1), 1000);
      whole(2);
      store.begin(key(3), 500);
      append(key(3), 0, 100);
      store.drop(key(1));
      store.drop(key(2));
      assertEquals(new Usage(500, 500), store.usage(MAILBOX));
      store.admit(MAILBOX, list(Map.of()));
      assertEquals(new Usage(0, 0), store.usage(MAILBOX));
      store.begin(key(4), 1000);
      clock.advance(Duration.ofDays(8));
      store.sweep(Duration.ofDays(7), Duration.ofDays(30));
      assertEquals(new Usage(0, 0), store.usage(MAILBOX));
    }

    @Test
    void pairingMessagesOfStrangersDoNotCount() throws Exception {
      store.reserve("417", MAILBOX, clock.instant().plusSeconds(60));
      MessageKey guess =
          new MessageKey(MAILBOX, store.offer("417").orElseThrow().id(), new UUID(5, 5));
      store.begin(guess, 1000);
      append(guess, 0, 1000);
      assertTrue(store.reply(guess, new byte[1]));
      assertEquals(new Usage(0, 0), store.usage(MAILBOX));
    }

    @Test
    void uploadsThatDoNotGoOnMakeRoom() throws Exception {
      store.begin(key(1), 1000);
      store.begin(key(2), 1000);
      append(key(2), 0, 1);
      whole(3);
      clock.advance(Duration.ofMinutes(2));
      store.begin(key(4), 1000);
      Duration minute = Duration.ofMinutes(1);
      assertEquals(1, store.dropStalled(MAILBOX, minute, minute.multipliedBy(10)));
      assertEquals(Optional.empty(), store.state(key(1)));
      assertTrue(told.contains(key(1).topic()));
      clock.advance(Duration.ofMinutes(9));
      store.begin(key(5), 1000);
      assertEquals(2, store.dropStalled(MAILBOX, minute, minute.multipliedBy(10)));
      assertEquals(1000 + CONTENT.length, store.usage(MAILBOX).taken());
      assertEquals(List.of(key(3)), waiting());
    }

    @Test
    void firstEnrolmentKeyStays() throws Exception {
      assertEquals("first-key", store.enrolmentKey("first-key"));
      reopen();
      assertEquals("first-key", store.enrolmentKey("second-key"));
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
      assertNone(() -> store.admit(PHONE, list(Map.of())));
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
          "the relay's database is of version 99, and this relay knows only those up to 3: use a"
              + " later relay",
          e.getMessage());
    }
  }

  @Nested
  final class Senders {
    @Test
    void listReplacesTheOneBefore() throws Exception {
      UUID other = new UUID(2, 2);
      store.admit(MAILBOX, list(Map.of(other, token(3))));
      assertEquals(Optional.empty(), store.sender(PHONE));
      assertTrue(told.contains(PHONE));
      reopen();
      assertEquals(Optional.of(new AdmittedSender(MAILBOX, token(3))), store.sender(other));
      assertEquals(Optional.empty(), store.sender(PHONE));
    }

    @Test
    void unfinishedMessagesOfTheRemovedGoAndWholeOnesStay() throws Exception {
      store.begin(key(1), CONTENT.length);
      append(key(1), 0, 1000);
      whole(2);
      store.admit(MAILBOX, list(Map.of()));
      assertEquals(Optional.empty(), store.state(key(1)));
      assertEquals(List.of(key(2)), waiting());
    }

    @Test
    void pairingOfAnotherMailboxIsNotTakenOver() throws Exception {
      UUID thief = new UUID(1, 2);
      store.enrol(thief, token(8));
      store.admit(thief, list(Map.of(PHONE, token(7))));
      assertEquals(Optional.of(new AdmittedSender(MAILBOX, token(2))), store.sender(PHONE));
      store.admit(thief, list(Map.of()));
      assertEquals(Optional.of(new AdmittedSender(MAILBOX, token(2))), store.sender(PHONE));
    }

    @Test
    void pairingMovesToAMailboxThatKnowsItsToken() throws Exception {
      UUID next = new UUID(1, 2);
      store.enrol(next, token(8));
      store.admit(next, list(Map.of(PHONE, token(2))));
      assertEquals(Optional.of(new AdmittedSender(next, token(2))), store.sender(PHONE));
      reopen();
      assertEquals(Optional.of(new AdmittedSender(next, token(2))), store.sender(PHONE));
    }

    @Test
    void unfinishedMessagesOfOneThatMovesGoWithIt() throws Exception {
      UUID next = new UUID(1, 2);
      store.enrol(next, token(8));
      store.begin(key(1), 10);
      whole(2);
      store.admit(next, list(Map.of(PHONE, token(2))));
      assertEquals(Optional.empty(), store.state(key(1)));
      assertEquals(List.of(key(2)), waiting());
      assertTrue(told.contains(PHONE));
      assertEquals(CONTENT.length, store.usage(MAILBOX).waiting());
    }

    @Test
    void tokenOfOneThatIsListedAgainIsReplaced() throws Exception {
      store.admit(MAILBOX, list(Map.of(PHONE, token(5))));
      assertEquals(Optional.of(new AdmittedSender(MAILBOX, token(5))), store.sender(PHONE));
    }

    @Test
    void partOfTheListIsReplacedAlone() throws Exception {
      UUID first = UUID.fromString("00000000-0000-0000-0000-000000000001");
      UUID middle = UUID.fromString("7fffffff-0000-0000-0000-000000000000");
      UUID last = UUID.fromString("f0000000-0000-0000-0000-000000000000");
      store.admit(MAILBOX, list(Map.of(first, token(1), middle, token(2), last, token(3))));
      assertTrue(store.admit(MAILBOX, part(first, middle, Map.of())));
      assertEquals(Optional.empty(), store.sender(middle));
      assertTrue(told.contains(middle));
      assertEquals(token(1), store.sender(first).orElseThrow().token());
      assertEquals(token(3), store.sender(last).orElseThrow().token());
      store.admit(MAILBOX, part(middle, null, Map.of(last, token(4))));
      assertEquals(token(4), store.sender(last).orElseThrow().token());
      store.admit(MAILBOX, part(null, first, Map.of()));
      assertEquals(Optional.empty(), store.sender(first));
    }

    @Test
    void tenThousandAreListedAndNotOneMore() throws Exception {
      Map<UUID, TokenHash> many = new HashMap<>();
      for (int i = 0; i < SenderPage.MOST_OF_A_MAILBOX; i++) {
        many.put(new UUID(4, i), token(i));
      }
      assertTrue(store.admit(MAILBOX, list(many)));
      assertTrue(store.admit(MAILBOX, list(many)));
      UUID more = new UUID(5, 0);
      assertFalse(store.admit(MAILBOX, part(new UUID(4, 99_999), null, Map.of(more, token(1)))));
      assertEquals(Optional.empty(), store.sender(more));
      assertEquals(
          Optional.of(new AdmittedSender(MAILBOX, token(999))), store.sender(new UUID(4, 999)));
    }
  }

  @Nested
  final class Idle {
    private final Duration day = Duration.ofDays(1);
    private final Duration year = Duration.ofDays(365);

    @Test
    void oneThatWasNeverUsedGoesSoonAndOthersAfterLong() throws Exception {
      UUID unused = new UUID(1, 2);
      store.enrol(unused, token(2));
      store.reserve("417", unused, clock.instant().plusSeconds(60));
      clock.advance(day.plusHours(1));
      assertEquals(1, store.dropIdle(day, year));
      assertEquals(Optional.empty(), store.mailbox(unused));
      assertTrue(told.contains(unused));
      clock.advance(year);
      assertEquals(1, store.dropIdle(day, year));
      assertEquals(Optional.empty(), store.mailbox(MAILBOX));
      assertEquals(Optional.empty(), store.sender(PHONE));
      assertTrue(told.contains(PHONE));
      assertEquals(token(9), store.enrol(MAILBOX, token(9)).token());
    }

    @Test
    void oneThatHoldsSomethingWasSeenOrHasAGrantStays() throws Exception {
      UUID granted = new UUID(1, 2);
      UUID seen = new UUID(1, 3);
      store.enrol(granted, token(2));
      store.enrol(seen, token(3));
      store.grant(granted, 1);
      whole(1);
      clock.advance(year.plusHours(1));
      store.touch(seen);
      assertEquals(clock.instant(), store.mailbox(seen).orElseThrow().seen());
      assertEquals(0, store.dropIdle(day, year));
    }
  }

  @Nested
  final class Sessions {
    private final UUID first = new UUID(6, 1);
    private final UUID second = new UUID(6, 2);

    private Optional<UUID> current() throws IOException {
      return store.mailbox(MAILBOX).orElseThrow().session();
    }

    @Test
    void firstToComeCollects() throws Exception {
      assertEquals(Optional.empty(), current());
      assertTrue(store.openSession(MAILBOX, first));
      assertTrue(store.openSession(MAILBOX, first));
      reopen();
      assertEquals(Optional.of(first), current());
    }

    @Test
    void challengeThatIsAnsweredFails() throws Exception {
      store.openSession(MAILBOX, first);
      told.clear();
      assertFalse(store.openSession(MAILBOX, second));
      assertTrue(told.contains(MAILBOX));
      assertEquals(Optional.of(second), store.mailbox(MAILBOX).orElseThrow().challenger());
      store.answerChallenge(MAILBOX, first);
      assertFalse(store.takeOver(MAILBOX, second));
      assertEquals(Optional.of(first), current());
    }

    @Test
    void challengeThatIsNotAnsweredSucceeds() throws Exception {
      store.openSession(MAILBOX, first);
      store.openSession(MAILBOX, second);
      store.answerChallenge(MAILBOX, second); // which is not its to answer
      assertTrue(store.takeOver(MAILBOX, second));
      assertEquals(Optional.of(second), current());
      assertFalse(store.openSession(MAILBOX, first));
    }

    @Test
    void laterChallengerStandsInTheFirstOnesPlace() throws Exception {
      store.openSession(MAILBOX, first);
      store.openSession(MAILBOX, second);
      UUID third = new UUID(6, 3);
      store.openSession(MAILBOX, third);
      assertFalse(store.takeOver(MAILBOX, second));
      assertTrue(store.takeOver(MAILBOX, third));
    }

    @Test
    void sessionThatEndedLeavesItsPlaceAtOnce() throws Exception {
      store.openSession(MAILBOX, first);
      store.endSession(MAILBOX, second);
      assertEquals(Optional.of(first), current());
      store.endSession(MAILBOX, first);
      assertTrue(store.openSession(MAILBOX, second));
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
      assertTrue(told.contains(key(1).topic()));
      assertEquals(List.of(key(2)), waiting());
      assertTrue(store.reply(key(3)).isPresent());
    }

    @Test
    void wholeOnesAndRepliesGoLater() throws Exception {
      sweepAfter(MONTH.plusHours(1));
      assertEquals(List.of(), waiting());
      assertEquals(Optional.empty(), store.reply(key(3)));
      assertEquals(new Usage(0, CONTENT.length), store.usage(MAILBOX));
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
          "INSERT INTO message (mailbox, upload, id, origin, size, held, changed) VALUES ('"
              + MAILBOX
              + "', 'what is this', '', '', 1, 0, 0)");
      assertThrows(IOException.class, () -> sweepAfter(WEEK.plusHours(1)));
      for (UUID other : others) {
        assertEquals(0, store.usage(other).waiting());
      }
    }
  }
}
