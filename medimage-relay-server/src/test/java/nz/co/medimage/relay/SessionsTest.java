package nz.co.medimage.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import nz.co.medimage.api.transport.PairingLink;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.relay.store.RelayStore;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.transport.http.MailboxClient;
import nz.co.medimage.transport.http.v1.ProblemException;
import nz.co.medimage.transport.http.v1.ProblemType;
import nz.co.medimage.transport.http.v1.WaitingList;
import nz.co.medimage.transport.http.v1.WaitingList.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** Two programs with one mailbox's key: one of them collects. */
@Timeout(60)
class SessionsTest extends RelayFixture {
  private static final Duration WAIT = Duration.ofSeconds(20);

  private final AtomicBoolean isReadOnly = new AtomicBoolean();

  SessionsTest() {
    around =
        store ->
            (RelayStore)
                Proxy.newProxyInstance(
                    RelayStore.class.getClassLoader(),
                    new Class<?>[] {RelayStore.class},
                    (proxy, method, values) -> call(store, method, values));
  }

  private Object call(RelayStore store, Method method, Object[] values) throws Throwable {
    if (method.getName().equals("answerChallenge") && isReadOnly.get()) {
      throw new IOException("read-only");
    }
    try {
      return method.invoke(store, values);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** The copy of the one that {@link #receiver()} is. */
  private MailboxClient copy() {
    return client().mailbox(mailbox, new UUID(8, 8));
  }

  private static void assertInUse(Executable call) {
    ProblemException e = assertThrows(ProblemException.class, call);
    assertEquals(ProblemType.MAILBOX_IN_USE, e.type());
  }

  @Test
  void newcomerIsTurnedAwayWhileTheOtherCollects() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Message> found = CompletableFuture.supplyAsync(() -> poll(over));
    try (MailboxClient copy = copy()) {
      for (int i = 0; i < 3; i++) {
        assertInUse(() -> copy.enrol(Optional.empty()));
      }
      assertInUse(() -> copy.waiting(WaitingList.FROM_THE_START, Duration.ZERO));
      assertInUse(() -> copy.admit(senders()));
      assertInUse(() -> copy.reserve("417", WAIT));
      SealedEnvelope envelope = uploaded(SIZE);
      assertEquals(message(envelope), found.get());
      assertInUse(() -> copy.read(message(envelope), 0));
      assertInUse(() -> copy.forget(message(envelope)));
      assertHeld(envelope);
    } finally {
      over.set(true);
    }
  }

  private Message poll(AtomicBoolean over) {
    try {
      MailboxClient receiver = receiver();
      String after = WaitingList.FROM_THE_START;
      while (!over.get()) {
        Optional<WaitingList> list = receiver.waiting(after, WAIT);
        if (list.isPresent() && !list.get().messages().isEmpty()) {
          return list.get().messages().get(0);
        }
        after = list.map(WaitingList::next).orElse(after);
      }
      throw new AssertionError("nothing came");
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  @Test
  void oneWhoseAnswerCannotBeWrittenDoesNotComeAgainAndAgain() throws Exception {
    isReadOnly.set(true);
    AtomicInteger polls = new AtomicInteger();
    try (MailboxClient copy = copy()) {
      CompletableFuture<Void> enrolled =
          CompletableFuture.runAsync(() -> unchecked(() -> copy.enrol(Optional.empty())));
      assertInUse(
          () -> {
            while (true) {
              receiver().waiting(WaitingList.FROM_THE_START, WAIT);
              polls.incrementAndGet();
            }
          });
      enrolled.get();
      assertTrue(polls.get() < 10, polls::toString);
    }
  }

  private interface Call {
    void run() throws IOException;
  }

  private static void unchecked(Call call) {
    try {
      call.run();
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  @Test
  void oneThatDoesNotAnswerLosesItsPlace() throws Exception {
    SealedEnvelope envelope = uploaded(SIZE);
    try (MailboxClient copy = copy();
        InputStream begun = receiver().read(message(envelope), 0)) {
      assertTrue(begun.read() >= 0);
      copy.enrol(Optional.empty());
      assertInUse(() -> receiver().waiting(WaitingList.FROM_THE_START, WAIT));
      assertInUse(() -> receiver().read(message(envelope), 1));
      assertEquals(
          List.of(message(envelope)),
          copy.waiting(WaitingList.FROM_THE_START, WAIT).orElseThrow().messages());
    }
  }

  @Test
  void receiptOfASessionThatLostItsPlaceIsTakenAndNoPairingAnswer() throws Exception {
    SealedEnvelope envelope = uploaded(SIZE);
    receiver().reserve("417", WAIT);
    CompletableFuture<byte[]> pairing = CompletableFuture.supplyAsync(this::hello);
    Message hello = awaitHello();
    try (MailboxClient copy = copy()) {
      copy.enrol(Optional.empty());
      assertInUse(() -> receiver().reply(hello, new byte[] {1}));
      receiver().reply(message(envelope), new byte[] {7});
      assertArrayEquals(new byte[] {7}, sender().receipt(envelope.id(), LONG).orElseThrow());
      copy.reply(hello, new byte[] {2});
      assertArrayEquals(new byte[] {2}, pairing.get());
    }
  }

  private byte[] hello() {
    try (PairingLink link = client().pairing("417")) {
      return link.exchange("hello".getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  private Message awaitHello() throws IOException {
    List<Message> hellos = new ArrayList<>();
    Await.until(
        "the hello came",
        () -> {
          waiting().stream().filter(each -> each.nameplate().isPresent()).forEach(hellos::add);
          return !hellos.isEmpty();
        });
    return hellos.get(0);
  }

  @Test
  void waitOfASessionThatLosesItsPlaceEnds() throws Exception {
    try (MailboxClient copy = copy()) {
      CompletableFuture<Void> waits =
          CompletableFuture.runAsync(
              () -> {
                try {
                  // It does not come again, once it was answered.
                  receiver().waiting(WaitingList.FROM_THE_START, WAIT);
                } catch (IOException e) {
                  throw new CompletionException(e);
                }
              });
      awaitEnrolled(copy);
      waits.handle((done, e) -> true).get();
      assertInUse(() -> receiver().waiting(WaitingList.FROM_THE_START, WAIT));
    }
  }

  /** The wait may begin only after this asked whether the other is there. */
  private static void awaitEnrolled(MailboxClient copy) throws IOException {
    Await.until(
        "the mailbox is the copy's",
        () -> {
          try {
            copy.enrol(Optional.empty());
            return true;
          } catch (ProblemException e) {
            assertEquals(ProblemType.MAILBOX_IN_USE, e.type());
            return false;
          }
        });
  }

  @Test
  void sessionThatEndedIsNotWaitedFor() throws Exception {
    receiver().endSession();
    try (MailboxClient copy = copy()) {
      assertTrue(store.mailbox(mailbox.id()).orElseThrow().session().isEmpty());
      copy.enrol(Optional.empty());
      copy.endSession();
    }
    receiver().waiting(WaitingList.FROM_THE_START, Duration.ZERO);
  }

  @Test
  void sessionOutlivesARestartOfTheRelay() throws Exception {
    restart(limits);
    assertEquals(Optional.empty(), receiver().waiting(WaitingList.FROM_THE_START, Duration.ZERO));
  }
}
