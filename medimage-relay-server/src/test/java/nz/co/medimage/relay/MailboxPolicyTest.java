package nz.co.medimage.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import nz.co.medimage.api.transport.EnvelopeDeferredException;
import nz.co.medimage.api.transport.SealedEnvelope;
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
