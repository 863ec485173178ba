package nz.co.medimage.relay.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every store of a relay keeps to with nameplates. */
@Timeout(60)
abstract class OffersContract extends StoreContract {
  private static final UUID OTHER = new UUID(1, 2);
  private static final Duration HOUR = Duration.ofHours(1);

  OffersContract(OpensStores stores) {
    super(stores);
  }

  @BeforeEach
  void other() throws IOException {
    store.enrol(OTHER, token(9));
  }

  private boolean reserve(UUID mailbox) throws IOException {
    return store.reserve("417", mailbox, clock.instant().plus(HOUR));
  }

  private Offer offer() throws IOException {
    return store.offer("417").orElseThrow();
  }

  /** A whole pairing message for the offer that stands. */
  private MessageKey message(int n) throws IOException {
    MessageKey key = new MessageKey(offer().mailbox(), offer().id(), new UUID(5, n));
    store.begin(key, 100);
    append(key, 0, 100);
    return key;
  }

  @Test
  void firstMailboxHasTheNameplate() throws Exception {
    assertTrue(reserve(MAILBOX));
    assertFalse(reserve(OTHER));
    reopen();
    Offer offer = offer();
    assertEquals(new Offer(offer.id(), MAILBOX, "417", clock.instant().plus(HOUR)), offer);
    assertEquals(Optional.empty(), store.offer("418"));
  }

  @Test
  void reservingAgainRenewsItsTimeAndKeepsWhatCame() throws Exception {
    reserve(MAILBOX);
    UUID id = offer().id();
    MessageKey key = message(1);
    clock.advance(HOUR.minusSeconds(1));
    assertTrue(reserve(MAILBOX));
    assertEquals(new Offer(id, MAILBOX, "417", clock.instant().plus(HOUR)), offer());
    assertEquals(List.of(key), waiting());
  }

  @Test
  void mailboxHasTenNameplatesAtMost() throws Exception {
    for (int i = 0; i < 10; i++) {
      assertTrue(store.reserve("50" + i, MAILBOX, clock.instant().plus(HOUR)));
    }
    assertFalse(reserve(MAILBOX));
    assertTrue(store.reserve("500", MAILBOX, clock.instant().plus(HOUR)), "it has this one");
    assertTrue(reserve(OTHER));
    store.release("500", MAILBOX);
    assertTrue(store.reserve("600", MAILBOX, clock.instant().plus(HOUR)));
    clock.advance(HOUR);
    assertTrue(reserve(MAILBOX), "those that are over do not count");
  }

  @Test
  void isOverByTheClock() throws Exception {
    reserve(MAILBOX);
    clock.advance(HOUR.minusMillis(1));
    assertTrue(store.offer("417").isPresent());
    clock.advance(Duration.ofMillis(1));
    assertEquals(Optional.empty(), store.offer("417"));
  }

  @Test
  void oneThatIsOverGoesToWhoeverAsksNext() throws Exception {
    for (UUID next : List.of(MAILBOX, OTHER)) {
      reserve(MAILBOX);
      MessageKey key = message(1);
      UUID before = offer().id();
      clock.advance(HOUR);
      assertTrue(reserve(next));
      assertNotEquals(before, offer().id());
      assertEquals(next, offer().mailbox());
      assertEquals(List.of(), waiting());
      assertTrue(told.contains(key.topic()));
      assertEquals(0, store.usage(MAILBOX).waiting());
    }
  }

  @Test
  void releaseDropsItWithItsMessages() throws Exception {
    reserve(MAILBOX);
    MessageKey key = message(1);
    whole(2);
    store.release("417", OTHER);
    assertEquals(List.of(key, key(2)), waiting());
    store.release("417", MAILBOX);
    store.release("417", MAILBOX);
    assertEquals(Optional.empty(), store.offer("417"));
    assertEquals(List.of(key(2)), waiting());
    assertTrue(told.contains(key.topic()));
    assertTrue(reserve(OTHER));
  }

  @Test
  void sweepDropsWhatIsOverWithItsMessages() throws Exception {
    reserve(MAILBOX);
    MessageKey key = message(1);
    store.reserve("418", MAILBOX, clock.instant().plus(HOUR).plusSeconds(1));
    whole(2);
    clock.advance(HOUR);
    store.sweep(Duration.ofDays(7), Duration.ofDays(30));
    assertEquals(Optional.empty(), store.state(key));
    assertEquals(List.of(key(2)), waiting());
    assertTrue(told.contains(key.topic()));
    assertTrue(store.offer("418").isPresent());
  }

  @Test
  void listOfSendersDoesNotTouchItsMessages() throws Exception {
    reserve(MAILBOX);
    MessageKey whole = message(1);
    MessageKey begun = new MessageKey(MAILBOX, offer().id(), new UUID(5, 2));
    store.begin(begun, 100);
    store.admit(MAILBOX, list(Map.of()));
    assertEquals(List.of(whole), waiting());
    assertTrue(store.state(begun).isPresent());
    assertEquals(2, store.messages(offer().id()));
  }

  /** Its receiver is told the id: under it, envelopes would pass for what is not charged. */
  @Test
  void idOfAnOfferIsNoSenders() throws Exception {
    reserve(MAILBOX);
    UUID id = offer().id();
    store.admit(MAILBOX, list(Map.of(id, token(5))));
    assertEquals(Optional.empty(), store.sender(id));
    store.admit(OTHER, list(Map.of(id, token(5))));
    MessageKey key = new MessageKey(OTHER, id, new UUID(5, 1));
    store.begin(key, 100);
    append(key, 0, 100);
    store.reply(key, new byte[1]);
    assertEquals(new Usage(0, 100), store.usage(OTHER));
  }

  @Test
  void nameplateIsToldWithWhatWaits() throws Exception {
    reserve(MAILBOX);
    MessageKey key = message(1);
    whole(2);
    assertEquals(
        List.of(
            new Waiting.Message(key, upload(key), 100, Optional.of("417")),
            new Waiting.Message(key(2), upload(key(2)), CONTENT.length, Optional.empty())),
        store.waiting(MAILBOX, "0", 100).messages());
  }

  @Test
  void twoMailboxesAtOnceDoNotBothHaveIt() throws Exception {
    for (int i = 0; i < 20; i++) {
      String nameplate = "9" + i;
      List<Boolean> had =
          AtOnce.all(
              () -> store.reserve(nameplate, MAILBOX, clock.instant().plus(HOUR)),
              () -> store.reserve(nameplate, OTHER, clock.instant().plus(HOUR)));
      assertEquals(Set.of(true, false), Set.copyOf(had));
      store.release(nameplate, MAILBOX);
      store.release(nameplate, OTHER);
    }
  }
}
