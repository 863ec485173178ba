package nz.co.medimage.relay;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.EnvelopeDeferredException;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.transport.http.MailboxClient;
import nz.co.medimage.transport.http.v1.ProblemException;
import nz.co.medimage.transport.http.v1.ProblemType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An operator's own word on whose mailboxes there are, and what each may take. */
@Timeout(60)
class MailboxPolicyTest extends RelayFixture {
  private static final String FAULT =
      "The server could not store or read something; its log says more";

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
  void receiverIsToldThePolicysOwnSentence() throws Exception {
    restart(
        (id, key) -> {
          throw new ProblemException(
              ProblemType.ENROLMENT_REFUSED,
              "Your licence\n ended\u202e; call 03 123." + "x".repeat(999));
        });

    assertTrue(refusals("enrolment_refused").endsWith(" 0.0"), () -> refusals("enrolment_refused"));

    IOException refused =
        assertThrows(IOException.class, () -> receiver(credential(5)).enrol(Optional.of("a-12")));

    String sentence = String.valueOf(refused.getMessage());
    assertTrue(sentence.startsWith("Your licence ended; call 03 123.xx"), sentence);
    assertEquals(400, sentence.length());
    assertEquals(Optional.empty(), store.mailbox(credential(5).id()));
    assertTrue(refusals("enrolment_refused").endsWith(" 1.0"), () -> refusals("enrolment_refused"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void policyThatThrowsAnythingElseIsAFaultOfTheRelay(Exception failure) throws Exception {
    restart(
        new MailboxPolicy() {
          @Override
          public boolean admits(UUID mailbox, Optional<String> key) throws IOException {
            throw thrown(failure);
          }

          @Override
          public long allowance(UUID mailbox, long standard) throws IOException {
            throw thrown(failure);
          }

          @Override
          public void connected(UUID mailbox, Optional<String> key) throws IOException {
            throw thrown(failure);
          }
        });

    IOException unknown =
        assertThrows(IOException.class, () -> receiver(credential(5)).enrol(Optional.empty()));
    IOException upload = assertThrows(IOException.class, () -> uploaded(SIZE));

    assertEquals(FAULT, unknown.getMessage());
    assertEquals(FAULT, upload.getMessage());
    receiver().enrol(Optional.empty());
    assertEquals(List.of(), waiting());
  }

  static List<Exception> failures() {
    return List.of(
        new ProblemException(ProblemType.MAILBOX_IN_USE, "of another kind"),
        new NotPairedException("which would end the pairing"),
        new IllegalStateException("a bug"));
  }

  private static IOException thrown(Exception failure) {
    if (failure instanceof RuntimeException bug) {
      throw bug;
    }
    return (IOException) failure;
  }

  private String refusals(String type) {
    try {
      HttpResponse<String> figures =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(
                          URI.create("http://127.0.0.1:" + relay.port() + "/metrics"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      return figures
          .body()
          .lines()
          .filter(line -> line.startsWith("medimage_relay_refusals_total{type=\"" + type + "\"}"))
          .findFirst()
          .orElse("none");
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void senderIsToldThePolicysOwnSentenceAndWhatCameIsCollected() throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    restart(
        new MailboxPolicy() {
          @Override
          public boolean admits(UUID mailbox, Optional<String> key) {
            return true;
          }

          @Override
          public long allowance(UUID mailbox, long standard) throws IOException {
            if (ended.get()) {
              throw new ProblemException(
                  ProblemType.QUOTA_USED_UP, "The practice's licence ended on 1 May.");
            }
            return standard;
          }
        });
    SealedEnvelope first = uploaded(SIZE);
    ended.set(true);

    EnvelopeDeferredException refused =
        assertThrows(EnvelopeDeferredException.class, () -> uploaded(SIZE));

    assertEquals("The practice's licence ended on 1 May.", refused.getMessage());
    assertTrue(refusals("quota_used_up").endsWith(" 1.0"), () -> refusals("quota_used_up"));
    receiver().enrol(Optional.empty());
    assertHeld(first);
  }

  @Test
  void policyLearnsWhoseEarlierMailboxesAreWhenTheirReceiversConnect() throws Exception {
    ConcurrentHashMap<UUID, String> licences = new ConcurrentHashMap<>();
    restart(
        new MailboxPolicy() {
          @Override
          public boolean admits(UUID mailbox, Optional<String> key) {
            return false;
          }

          @Override
          public void connected(UUID mailbox, Optional<String> key) {
            key.ifPresent(licence -> licences.put(mailbox, licence));
          }
        });

    receiver().enrol(Optional.of("practice-12"));
    assertThrows(
        IOException.class, () -> receiver(credential(5)).enrol(Optional.of("practice-13")));
    Credential guessed = new Credential(mailbox.id(), new byte[32]);
    assertThrows(IOException.class, () -> receiver(guessed).enrol(Optional.of("practice-14")));

    assertEquals(Map.of(mailbox.id(), "practice-12"), licences);
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

    assertEquals(FAULT, failed.getMessage());
    assertEquals(Optional.empty(), store.mailbox(credential(5).id()));
  }
}
