package nz.co.medimage.transport.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.PairingLink;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.relay.store.MessageKey;
import nz.co.medimage.relay.store.RelayStore;
import nz.co.medimage.relay.store.SqlStore;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.Fault;
import nz.co.medimage.transport.http.MailboxClient;
import nz.co.medimage.transport.http.ServerTrust;
import nz.co.medimage.transport.http.WireClient;
import nz.co.medimage.transport.http.v1.SenderPage;
import nz.co.medimage.transport.http.v1.WaitingList;
import nz.co.medimage.transport.http.v1.WaitingList.Message;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What must be at the relay at once: who may send, and which pairing offers are open. */
@Timeout(60)
class RelayDeskTest extends RelayFixture {
  private static final Duration TERM = Duration.ofMinutes(5);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** A receiver's half of the protocol without a listener, straight to the relay. */
  private MailboxClient client(int to, Credential mailbox) {
    MailboxClient client =
        WireClient.builder(URI.create("http://127.0.0.1:" + to), ServerTrust.platform())
            .build()
            .mailbox(mailbox, new UUID(7, 7));
    open.add(client);
    return client;
  }

  private MailboxClient other() throws IOException {
    MailboxClient other = client(port, credential(40));
    other.enrol(Optional.empty());
    return other;
  }

  private boolean isLetIn(Route route, Credential sender) throws IOException {
    Route straight =
        new RelayRoute(RelayRoute.url("http://127.0.0.1:" + port), RelayRoute.of(route).mailbox())
            .toRoute();
    try {
      RelayTransport.builder().build().connect(straight, sender).close();
      return true;
    } catch (NotPairedException e) {
      return false;
    }
  }

  @Nested
  class Senders {
    @Test
    void revokedWhileTheConnectionIsMadeAreOut() throws Exception {
      Credential stolen = credential(3);
      context.intake().accept(stolen);
      listener = listener(SHORT);
      context.afterSenders(
          () -> {
            context.intake().revoke(stolen);
            listener.sendersChanged();
          });
      Route route = listener.start(context);
      await(() -> isLetIn(route, phone));
      await(() -> !isLetIn(route, stolen));
    }

    @Test
    void areRevokedAndPairedAndGetReceiptsWhileFourDownloadsStandStill() throws Exception {
      Credential stolen = credential(3);
      context.intake().accept(stolen);
      Link link = link(start(SHORT));
      SealedEnvelope before = envelope(1000);
      link.upload(before, QUIET);
      context.intake().awaitWaiting(before.id());
      CountDownLatch under = new CountDownLatch(4);
      CountDownLatch go = new CountDownLatch(1);
      context
          .intake()
          .onAppend(
              (id, held) -> {
                under.countDown();
                awaitLatch(go);
              });
      for (int i = 0; i < 5; i++) {
        link.upload(envelope(SIZE), QUIET);
      }
      under.await();
      try {
        context.intake().revoke(stolen);
        listener.sendersChanged();
        await(() -> !isLetIn(listener.route().orElse(routeOf(listener)), stolen));
        context.intake().onPair((nameplate, message) -> message);
        assertTrue(listener.reserve("417", TERM));
        RelayTransport transport = RelayTransport.builder().build();
        try (PairingLink pairing = transport.offersAt("http://127.0.0.1:" + port, "417").get(0)) {
          assertArrayEquals("hello".getBytes(UTF_8), pairing.exchange("hello".getBytes(UTF_8)));
        }
        answer(before);
        assertArrayEquals(receiptOf(before), link.receipt(before.id(), PATIENCE).orElseThrow());
      } finally {
        go.countDown();
      }
    }

    private Route routeOf(RelayListener started) {
      return new RelayRoute(
              RelayRoute.url("http://127.0.0.1:" + port),
              java.util.UUID.fromString(started.mailbox()))
          .toRoute();
    }

    private void awaitLatch(CountDownLatch latch) throws IOException {
      try {
        latch.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }

  @Nested
  class OpenOffers {
    @Test
    void areAskedForOnTheFirstConnectionToo() throws Exception {
      assertTrue(other().reserve("417", TERM));
      listener = listener(SHORT);
      listener.start(context);
      assertFalse(listener.reserve("417", TERM));
      assertTrue(listener.reserve("418", TERM));
      assertFalse(other().reserve("418", TERM));
      assertEquals(List.of(), context.problems());
    }

    @Test
    void ofAnAbsentRelayAreAProblemAndBroughtLater() throws Exception {
      proxy.always(Fault.refuse());
      start(SHORT);
      await(() -> !context.problems().isEmpty());
      assertTrue(listener.reserve("417", TERM));
      assertTrue(
          context
              .problems()
              .contains(
                  "The relay cannot be asked now: the pairing code that begins with 417"
                      + " works through it once it answers"),
          () -> "" + context.problems());
      proxy.clear();
      await(() -> context.problems().contains("The relay can be reached again"));
      assertFalse(other().reserve("417", TERM));
    }

    @Test
    void ofAReceiverThatTheRelayRefusesAreAProblem() throws Exception {
      relay.close();
      startRelay((mailbox, key) -> false);
      start(SHORT);
      await(() -> !context.problems().isEmpty());
      assertTrue(listener.reserve("417", TERM));
      assertTrue(
          context
              .problems()
              .contains(
                  "The relay does not serve this receiver: the pairing code that begins with 417"
                      + " works through it only once it does"),
          () -> "" + context.problems());
    }

    @Test
    void thatSomebodyElseTookMeanwhileAreToldOnce() throws Exception {
      proxy.always(Fault.refuse());
      start(SHORT);
      await(() -> !context.problems().isEmpty());
      assertTrue(listener.reserve("417", TERM));
      assertTrue(other().reserve("417", TERM));
      proxy.clear();
      String taken =
          "Another receiver has this pairing code's number at the relay:"
              + " devices can pair on the local network alone, or with a new code";
      await(() -> context.problems().contains(taken));
      await(() -> context.problems().contains("The relay can be reached again"));
      listener.announce(Set.of("417", "5"));
      assertTrue(listener.reserve("5", TERM));
      assertEquals(1, context.problems().stream().filter(taken::equals).count());
    }

    @Test
    void areWantedForAsLongAsWasSaidByMonotonicTime() throws Exception {
      MailboxClient mine = client(port, credential(41));
      mine.enrol(Optional.empty());
      AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // as nanoTime may be
      Offers offers = new Offers(nanos::get);
      offers.want("417", TERM);
      offers.want("418", TERM.multipliedBy(2));
      nanos.addAndGet(TERM.toNanos());
      assertEquals(List.of(), offers.bring(mine));
      assertTrue(other().reserve("417", TERM));
      assertFalse(other().reserve("418", TERM));
    }

    @Test
    void closedAndOpenedAgainAreHeld() throws Exception {
      MailboxClient mine = client(proxy.port(), credential(41));
      client(port, credential(41)).enrol(Optional.empty());
      assertTrue(client(port, credential(41)).reserve("417", TERM));
      Offers offers = new Offers(System::nanoTime);
      offers.want("417", TERM);
      offers.keepOnly(Set.of());
      // The relay is told that the offer is closed, and gets to know only after a while.
      proxy.next(Fault.freeze(0));
      Thread closing = new Thread(() -> quietly(() -> offers.bring(mine)));
      closing.start();
      proxy.awaitStruck(1);
      Thread opening = new Thread(() -> quietly(() -> offers.take(mine, "417", TERM)));
      opening.start();
      await(() -> opening.getState() == Thread.State.BLOCKED || !opening.isAlive());
      proxy.clear();
      closing.join();
      opening.join();
      assertFalse(other().reserve("417", TERM));
    }
  }

  @Nested
  class ManyDevices {
    private void accept(int many) {
      for (int i = 0; i < many; i++) {
        context.intake().accept(device(i));
      }
    }

    private Credential device(int i) {
      byte[] token = new byte[32];
      token[0] = (byte) i;
      return new Credential(new UUID(77, i), token);
    }

    private void assertCollects(Link link) throws Exception {
      SealedEnvelope envelope = envelope(1000);
      answer(envelope);
      link.upload(envelope, QUIET);
      assertArrayEquals(receiptOf(envelope), link.receipt(envelope.id(), PATIENCE).orElseThrow());
    }

    @Test
    void tenThousandMayAllSend() throws Exception {
      accept(SenderPage.MOST_OF_A_MAILBOX - 1);
      Route route = start(SHORT);
      assertCollects(link(route));
      for (int i : new int[] {0, 1001, SenderPage.MOST_OF_A_MAILBOX - 2}) {
        assertTrue(isLetIn(route, device(i)), "device " + i);
      }
      context.intake().revoke(device(5000));
      Credential next = credential(88);
      context.intake().accept(next);
      listener.sendersChanged();
      await(() -> isLetIn(route, next));
      await(() -> !isLetIn(route, device(5000)));
      assertEquals(List.of(), context.problems());
    }

    @Test
    void oneTooManyIsToldAndTheOthersGoOn() throws Exception {
      accept(SenderPage.MOST_OF_A_MAILBOX);
      Route route = start(SHORT);
      assertCollects(link(route));
      await(() -> !context.problems().isEmpty());
      assertEquals(
          List.of(
              "This receiver has 10001 paired devices, more than the relay lets in (10000): the"
                  + " others cannot send through it. Revoke those that are no longer used."),
          context.problems());
    }
  }

  @Nested
  class ManyMessages {
    @Test
    void allThatWaitsIsCollected() throws Exception {
      Route route = start(SHORT);
      link(route);
      listener.close();
      relay.close();
      int many = 250; // which is some pages
      UUID box = RelayRoute.of(route).mailbox();
      try (RelayStore store = SqlStore.open(folder.resolve("relay"), Clock.systemUTC())) {
        store.onChange(new Quiet());
        for (int i = 0; i < many; i++) {
          EnvelopeId id = EnvelopeId.create(Clock.systemUTC(), random);
          MessageKey key = new MessageKey(box, phone.id(), id.value());
          store.begin(key, 1);
          store.append(key, 0, ByteBuffer.allocate(1));
          context.intake().answer(id, id.toBytes());
        }
      }
      startRelay();
      start(SHORT);
      await(() -> context.intake().envelopes() == many);
    }
  }

  private static final class Quiet implements RelayStore.Listener {
    @Override
    public void changed(UUID id) {}

    @Override
    public void anything() {}
  }

  private interface Call {
    void run() throws IOException;
  }

  private static void quietly(Call call) {
    try {
      call.run();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Nested
  class Messages {
    @Test
    void toldOfAgainWhileInWorkAreTakenUpOnceMore() throws Exception {
      MailboxClient mine = client(port, credential(41));
      mine.enrol(Optional.empty());
      mine.admit(context.senders());
      Route here =
          new RelayRoute(RelayRoute.url("http://127.0.0.1:" + port), credential(41).id()).toRoute();
      Link link = link(here);
      SealedEnvelope envelope = envelope(1000);
      link.upload(envelope, QUIET);
      WaitingList list =
          mine.waiting(WaitingList.FROM_THE_START, Duration.ofSeconds(5)).orElseThrow();
      Message message = list.messages().get(0);
      try (Workers workers = new Workers();
          MailboxCollector collection =
              new MailboxCollector(mine, new RelayAdmission(context), workers, SHORT)) {
        collection.take(message);
        context.intake().awaitWaiting(envelope.id());
        collection.take(message);
        answer(envelope);
        await(() -> context.intake().receiptCalls() == 2);
      }
      assertArrayEquals(receiptOf(envelope), link.receipt(envelope.id(), PATIENCE).orElseThrow());
      assertEquals(1, context.intake().envelopes());
    }

    @Test
    void cutOverAndOverComeSoonAsLongAsSomeOfThemComes() throws Exception {
      proxy.always(Fault.cutFromTarget(120_000));
      Link link = link(start(SHORT));
      SealedEnvelope envelope = envelope(SIZE);
      answer(envelope);
      link.upload(envelope, QUIET);
      // With pauses that grow this would take minutes.
      assertArrayEquals(
          receiptOf(envelope), link.receipt(envelope.id(), Duration.ofSeconds(30)).orElseThrow());
      assertTrue(proxy.struck() >= 5, () -> proxy.struck() + " cuts");
    }
  }

  @Nested
  class Closing {
    private List<String> threads() {
      return Thread.getAllStackTraces().keySet().stream()
          .map(Thread::getName)
          .filter(name -> name.matches("medimage-relay-(listener|download|reply|control)"))
          .toList();
    }

    @Test
    void endsAPollAndAllThreads() throws Exception {
      link(start(SHORT));
      listener.close();
      listener.close();
      await(() -> threads().isEmpty());
    }

    @Test
    void breaksOffADownloadThatGoesOnLater() throws Exception {
      Link link = link(start(SHORT));
      SealedEnvelope envelope = envelope(SIZE);
      answer(envelope);
      Thread closing = new Thread(listener::close);
      context.intake().onAppend((id, held) -> closeMeanwhile(closing));
      link.upload(envelope, QUIET);
      await(() -> closing.getState() == Thread.State.TERMINATED && threads().isEmpty());
      int held = context.intake().received(envelope.id()).length;
      assertTrue(held > 0 && held < SIZE, () -> "it stands at " + held);
      start(SHORT);
      assertArrayEquals(receiptOf(envelope), link.receipt(envelope.id(), PATIENCE).orElseThrow());
      assertArrayEquals(bytes(envelope), context.intake().received(envelope.id()));
    }

    /** Returns once the listener waits for this download to end. */
    private void closeMeanwhile(Thread closing) {
      if (closing.getState() == Thread.State.NEW) {
        closing.start();
        Await.until("the listener waits", () -> closing.getState() == Thread.State.TIMED_WAITING);
      }
    }

    @Test
    void cannotBeStartedTwice() throws Exception {
      start(SHORT);
      assertThrows(IllegalStateException.class, () -> listener.start(context));
    }
  }
}
