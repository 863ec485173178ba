package nz.co.medimage.relay;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.EnvelopeDeferredException;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.transport.http.MailboxClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An operator's own word on whose mailboxes there are, and what each may take. */
@Timeout(60)
class MailboxPolicyTest extends RelayFixture {

  private void restart(MailboxPolicy policy) throws Exception {
    relay.close();
    start(relay().policy(policy));
  }

  @Test
  void receiverThatIsNotEntitledGetsNoMailbox() throws Exception {
    ConcurrentHashMap<String, UUID> licences = new ConcurrentHashMap<>();
    restart(
        (id, key) ->
            key.isPresent()
                && key.get().startsWith("practice-")
                && licences.computeIfAbsent(key.get(), unused -> id).equals(id));

    IOException none =
        assertThrows(IOException.class, () -> receiver(credential(5)).enrol(Optional.empty()));
    IOException wrong =
        assertThrows(IOException.class, () -> receiver(credential(5)).enrol(Optional.of("other")));
    receiver(credential(5)).enrol(Optional.of("practice-12"));
    IOException taken =
        assertThrows(
            IOException.class, () -> receiver(credential(6)).enrol(Optional.of("practice-12")));

    assertEquals(
        "This relay does not admit this receiver without an enrolment key; its operator has one.",
        none.getMessage());
    assertEquals(
        "This relay does not admit this receiver with its enrolment key; its operator knows why.",
        wrong.getMessage());
    assertEquals(wrong.getMessage(), taken.getMessage());
    assertEquals(credential(5).id(), licences.get("practice-12"));
  }

  @Test
  void mailboxThatIsThereIsNotAskedAboutAgain() throws Exception {
    List<UUID> asked = new CopyOnWriteArrayList<>();
    restart(
        (id, key) -> {
          asked.add(id);
          return true;
        });

    receiver().enrol(Optional.empty());
    receiver(credential(5)).enrol(Optional.empty());
    receiver(credential(5)).enrol(Optional.empty());

    assertEquals(List.of(credential(5).id()), asked);
  }

  private static final class Allowances implements MailboxPolicy {
    private volatile long most;

    @Override
    public boolean admits(UUID mailbox, Optional<String> key) {
      return true;
    }

    @Override
    public long allowance(UUID mailbox, long standard) {
      return Math.min(most, standard);
    }
  }

  @Test
  void mailboxTakesWhatThePolicyAllowsAndKeepsWhatCame() throws Exception {
    Allowances policy = new Allowances();
    restart(policy);
    policy.most = SIZE;
    SealedEnvelope first = uploaded(SIZE);
    policy.most = -1;

    EnvelopeDeferredException refused =
        assertThrows(EnvelopeDeferredException.class, () -> uploaded(SIZE));

    assertEquals(
        "The receiver has used up its allowance at the relay; its operator can grant more.",
        refused.getMessage());
    assertHeld(first);
    policy.most = 2 * SIZE;
    assertHeld(uploaded(SIZE));
  }

  @Test
  void mailboxWhosePolicyIsSlowHoldsUpNoOther() throws Exception {
    Credential other = receiverOfTheSameLock();
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    restart(
        new MailboxPolicy() {
          @Override
          public boolean admits(UUID mailbox, Optional<String> key) {
            return true;
          }

          @Override
          public long allowance(UUID id, long standard) throws IOException {
            if (id.equals(mailbox.id())) {
              asked.countDown();
              await(answer);
            }
            return standard;
          }
        });
    MailboxClient receiver = receiver(other);
    receiver.enrol(Optional.empty());
    receiver.admit(senders(credential(9)));
    SealedEnvelope slow = envelope(SIZE);
    Link link = sender();
    CompletableFuture<Void> upload =
        CompletableFuture.runAsync(() -> assertDoesNotThrow(() -> link.upload(slow, QUIET)));
    await(asked);

    try {
      Link quick = sender(credential(9));
      CompletableFuture.runAsync(
              () -> assertDoesNotThrow(() -> quick.upload(envelope(SIZE), QUIET)))
          .get(20, TimeUnit.SECONDS);
      assertFalse(upload.isDone());
    } finally {
      answer.countDown();
    }
    upload.get(20, TimeUnit.SECONDS);
    assertHeld(slow);
  }

  @Test
  void mailboxOfARelayWithoutLimitMayBeGrantedMore() throws Exception {
    restart(Limits.builder().free(Long.MAX_VALUE).build());
    assertTrue(store.grant(mailbox.id(), 1));
    assertHeld(uploaded(SIZE));
  }

  /** Of all mailboxes some share a lock. */
  private Credential receiverOfTheSameLock() {
    int lock = Math.floorMod(mailbox.id().hashCode(), 64);
    return IntStream.range(100, 10_000)
        .mapToObj(RelayFixture::credential)
        .filter(one -> Math.floorMod(one.id().hashCode(), 64) == lock)
        .findFirst()
        .orElseThrow();
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      assertTrue(latch.await(60, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void policyThatCannotAnswerChangesNothing() throws Exception {
    restart(
        (id, key) -> {
          throw new IOException("the accounts cannot be reached");
        });

    IOException failed =
        assertThrows(
            IOException.class, () -> receiver(credential(5)).enrol(Optional.of("practice-12")));

    assertEquals(
        "The server could not store or read something; its log says more", failed.getMessage());
    assertEquals(Optional.empty(), store.mailbox(credential(5).id()));
  }
}
