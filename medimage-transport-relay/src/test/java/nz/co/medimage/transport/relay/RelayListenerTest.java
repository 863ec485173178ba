package nz.co.medimage.transport.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.transport.ConnectionState;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.PairingLink;
import nz.co.medimage.api.transport.PairingRefusedException;
import nz.co.medimage.api.transport.PairingRefusedException.Reason;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.relay.store.MessageKey;
import nz.co.medimage.relay.store.RelayStore;
import nz.co.medimage.relay.store.SqlStore;
import nz.co.medimage.testkit.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a receiver gets from a relay, and what becomes of it when the connection fails. */
@Timeout(60)
class RelayListenerTest extends RelayFixture {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private void assertDelivered(Link link, SealedEnvelope envelope) throws IOException {
    assertArrayEquals(receiptOf(envelope), link.receipt(envelope.id(), PATIENCE).orElseThrow());
    assertArrayEquals(bytes(envelope), context.intake().received(envelope.id()));
  }

  @Test
  void photoIsCollectedAndItsReceiptComesBack() throws Exception {
    Link link = link(start(SHORT));
    SealedEnvelope envelope = envelope(SIZE);
    answer(envelope);
    link.upload(envelope, QUIET);
    assertDelivered(link, envelope);
    assertEquals(List.of(), context.problems());
  }

  @Test
  void clockOfTheRelayIsComparedAtTheStartAndAtEachAnswer() throws Exception {
    listener = listener(SHORT);
    Link link = link(listener.start(context));
    await(() -> context.clockDifferences("the relay").size() >= 2);
    int before = context.clockDifferences("the relay").size();
    link.upload(envelope(1000), QUIET);
    await(() -> context.clockDifferences("the relay").size() > before);
    for (Duration difference : context.clockDifferences("the relay")) {
      assertTrue(difference.abs().toMinutes() < 2, () -> difference + " on one computer");
    }
  }

  @Test
  void allThatWaitsIsCollectedWhenTheReceiverComes() throws Exception {
    Route route = start(SHORT);
    Link link = link(route);
    listener.close();
    List<SealedEnvelope> all = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      SealedEnvelope envelope = envelope(20_000);
      link.upload(envelope, QUIET);
      answer(envelope);
      all.add(envelope);
    }
    assertEquals(route, start(SHORT));
    for (SealedEnvelope envelope : all) {
      assertDelivered(link, envelope);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 500, 65_536, 300_000, 699_000})
  void downloadThatIsCutGoesOnWhereItStood(long bytes) throws Exception {
    Link link = link(start(SHORT));
    SealedEnvelope envelope = envelope(SIZE);
    answer(envelope);
    // The connection that waits answers; the download is cut.
    proxy.next(Fault.cutFromTarget(bytes), Fault.cutFromTarget(bytes + 200_000));
    proxy.resetNow();
    link.upload(envelope, QUIET);
    assertDelivered(link, envelope);
    assertEquals(1, context.intake().envelopes());
  }

  /** As after a home was restored from before a pairing, and the device has paired again. */
  @Test
  void whatCouldNotBeCollectedIsTriedAgainAtOnceWhenAnotherDeviceIsPaired() throws Exception {
    listener =
        RelayListener.at("http://127.0.0.1:" + proxy.port())
            .backoff(SHORT)
            .pausesOfOne(LONG)
            .build();
    open.add(listener);
    AtomicInteger tries = new AtomicInteger();
    context
        .intake()
        .onAppend(
            (id, held) -> {
              if (tries.getAndIncrement() == 0) {
                throw new NotPairedException("This device is not paired with the receiver.");
              }
            });
    Link link = link(listener.start(context));
    SealedEnvelope envelope = envelope(SIZE);
    answer(envelope);
    link.upload(envelope, QUIET);
    await(() -> tries.get() > 0);
    assertEquals(Optional.empty(), link.receipt(envelope.id(), Duration.ofMillis(100)));
    await(
        () -> {
          listener.sendersChanged();
          return link.receipt(envelope.id(), Duration.ofMillis(100)).isPresent();
        });
  }

  @Test
  void connectionAndAllowanceAreTold() throws Exception {
    Link link = link(start(SHORT));
    await(() -> listener.connection().flatMap(ConnectionState::allowance).isPresent());
    ConnectionState connected = listener.connection().orElseThrow();
    assertTrue(connected.isConnected(), connected::toString);
    assertEquals(0, connected.allowance().orElseThrow().taken());
    SealedEnvelope envelope = envelope(SIZE);
    answer(envelope);
    link.upload(envelope, QUIET);
    assertDelivered(link, envelope);
    relay.close();
    await(() -> !listener.connection().orElseThrow().why().isEmpty());
    ConnectionState away = listener.connection().orElseThrow();
    assertFalse(away.isConnected(), away::toString);
    assertFalse(away.since().isBefore(connected.since()), away::toString);
    startRelay();
    await(() -> listener.connection().orElseThrow().isConnected());
    await(
        () ->
            listener.connection().flatMap(ConnectionState::allowance).orElseThrow().taken()
                == envelope.size());
  }

  @Test
  void relayThatIsAwayAtTheStartIsFoundLater() throws Exception {
    relay.close();
    Route route = start(SHORT);
    await(() -> !context.problems().isEmpty());
    assertTrue(
        context.problems().get(0).startsWith("Nothing can be collected from the relay now: "),
        () -> "" + context.problems());
    startRelay();
    Link link = link(route);
    await(() -> context.problems().contains("The relay can be reached again"));
    assertEquals(2, context.problems().size());
    SealedEnvelope envelope = envelope(SIZE);
    answer(envelope);
    link.upload(envelope, QUIET);
    assertDelivered(link, envelope);
  }

  @Test
  void relayThatLostEverythingIsMadeUseOfAgain() throws Exception {
    Route route = start(SHORT);
    link(route);
    relay.close();
    DurableFiles.deleteTree(folder.resolve("relay"));
    startRelay();
    Link link = link(route);
    SealedEnvelope envelope = envelope(SIZE);
    answer(envelope);
    link.upload(envelope, QUIET);
    assertDelivered(link, envelope);
  }

  @Test
  void receiptThatIsLostOnItsWayIsBroughtAgain() throws Exception {
    Link link = link(start(SHORT));
    SealedEnvelope envelope = envelope(SIZE);
    link.upload(envelope, QUIET);
    context.intake().awaitWaiting(envelope.id());
    proxy.always(Fault.refuse());
    proxy.resetNow();
    answer(envelope);
    assertEquals(Optional.empty(), link.receipt(envelope.id(), Duration.ofMillis(100)));
    proxy.clear();
    assertDelivered(link, envelope);
    assertEquals(1, context.intake().envelopes());
  }

  @Test
  void manyThatWaitForTheirSinkDoNotHoldUpTheNext() throws Exception {
    Link link = link(start(SHORT));
    for (int i = 0; i < 20; i++) {
      SealedEnvelope waits = envelope(1000);
      link.upload(waits, QUIET);
      context.intake().awaitWaiting(waits.id());
    }
    SealedEnvelope envelope = envelope(SIZE);
    answer(envelope);
    link.upload(envelope, QUIET);
    assertDelivered(link, envelope);
    listener.close();
    assertEquals(0, context.intake().waiting());
  }

  @Test
  void envelopeThatTheReceiverLostIsSentAgain() throws Exception {
    Link link = link(start(SHORT));
    SealedEnvelope envelope = envelope(SIZE);
    link.upload(envelope, QUIET);
    context.intake().awaitWaiting(envelope.id());
    context.intake().lose(envelope.id());
    assertThrows(EnvelopeLostException.class, () -> link.receipt(envelope.id(), PATIENCE));
    answer(envelope);
    link.upload(envelope, QUIET);
    assertDelivered(link, envelope);
  }

  @Test
  void whatWasSentAgainMeanwhileOutlivesTheLossOfWhatWasThereBefore() throws Exception {
    Route route = start(SHORT);
    Link link = link(route);
    SealedEnvelope envelope = envelope(SIZE);
    link.upload(envelope, QUIET);
    context.intake().awaitWaiting(envelope.id());
    try (RelayStore beside = SqlStore.open(folder.resolve("relay"), Clock.systemUTC())) {
      UUID mailbox = RelayRoute.of(route).mailbox();
      beside.drop(new MessageKey(mailbox, phone.id(), envelope.id().value()));
    }
    link.upload(envelope, QUIET);
    context.intake().lose(envelope.id());
    answer(envelope);
    assertDelivered(link, envelope);
  }

  @Test
  void failureOfTheReceiversDiskIsTriedAgain() throws Exception {
    Link link = link(start(SHORT));
    boolean[] failed = {false};
    context
        .intake()
        .onAppend(
            (id, held) -> {
              if (!failed[0]) {
                failed[0] = true;
                throw new IOException("disk");
              }
            });
    SealedEnvelope envelope = envelope(SIZE);
    answer(envelope);
    link.upload(envelope, QUIET);
    assertDelivered(link, envelope);
    assertTrue(failed[0]);
  }

  @Test
  void errorAtAMessageIsNoReasonToLeaveItThere() throws Exception {
    Link link = link(start(SHORT));
    AtomicInteger times = new AtomicInteger();
    context
        .intake()
        .onAppend(
            (id, held) -> {
              if (times.getAndIncrement() == 0) {
                throw new StackOverflowError();
              }
            });
    SealedEnvelope envelope = envelope(SIZE);
    answer(envelope);
    link.upload(envelope, QUIET);
    assertDelivered(link, envelope);
  }

  @Test
  void revokedDeviceIsOutAtTheRelayToo() throws Exception {
    Route route = start(SHORT);
    Link link = link(route);
    context.intake().revoke(phone);
    listener.sendersChanged();
    await(
        () -> {
          try {
            link.receipt(envelope(1).id(), Duration.ZERO);
            return false;
          } catch (EnvelopeLostException e) {
            return false;
          } catch (NotPairedException e) {
            return true;
          }
        });
  }

  @Test
  void deviceThatPairsOverTheRelayIsLetInBeforeItHearsSo() throws Exception {
    Route route = start(SHORT);
    link(route);
    Credential next = credential(3);
    context
        .intake()
        .onPair(
            (nameplate, message) -> {
              context.intake().accept(next);
              return ("answer to " + new String(message, UTF_8)).getBytes(UTF_8);
            });
    assertTrue(listener.reserve("417", Duration.ofMinutes(5)));
    RelayTransport transport = RelayTransport.builder().build();
    try (PairingLink pairing = transport.offersAt("http://127.0.0.1:" + port, "417").get(0)) {
      assertEquals("answer to hello", new String(pairing.exchange("hello".getBytes(UTF_8)), UTF_8));
    }
    RelayRoute straight =
        new RelayRoute(RelayRoute.url("http://127.0.0.1:" + port), RelayRoute.of(route).mailbox());
    transport.connect(straight.toRoute(), next).close();
  }

  @Test
  void refusedGuessIsToldToWhoGuessed() throws Exception {
    link(start(SHORT));
    context
        .intake()
        .onPair(
            (nameplate, message) -> {
              throw new PairingRefusedException(Reason.WRONG_CODE, "That is another code");
            });
    assertTrue(listener.reserve("417", Duration.ofMinutes(5)));
    RelayTransport transport = RelayTransport.builder().build();
    try (PairingLink pairing = transport.offersAt("http://127.0.0.1:" + port, "417").get(0)) {
      assertEquals(
          Reason.WRONG_CODE,
          assertThrows(
                  PairingRefusedException.class, () -> pairing.exchange("guess".getBytes(UTF_8)))
              .reason());
    }
  }

  @Test
  void nameplateIsOneReceiversAndComesFreeAgain() throws Exception {
    link(start(SHORT));
    assertTrue(listener.reserve("417", Duration.ofMinutes(5)));
    RelayListener other = listener(SHORT);
    FakeReceptionOfAnother another = new FakeReceptionOfAnother();
    other.start(another.context);
    another.awaitIn(this);
    assertFalse(other.reserve("417", Duration.ofMinutes(5)));
    listener.announce(Set.of());
    await(() -> other.reserve("417", Duration.ofMinutes(5)));
  }

  /** A second receiver, whose only sender shows when it has told the relay. */
  private static final class FakeReceptionOfAnother {
    final nz.co.medimage.testkit.FakeListenerContext context =
        new nz.co.medimage.testkit.FakeListenerContext();
    private final Credential sender = credential(9);

    FakeReceptionOfAnother() {
      context.intake().accept(sender);
    }

    void awaitIn(RelayFixture fixture) throws Exception {
      Route route =
          new RelayRoute(
                  RelayRoute.url("http://127.0.0.1:" + fixture.port), new java.util.UUID(0, 0))
              .toRoute();
      await(
          () -> {
            try {
              RelayTransport.builder().build().connect(route, sender).close();
              return true;
            } catch (NotPairedException e) {
              return false;
            }
          });
    }
  }

  @Test
  void nameplateThatIsWantedWhileTheRelayIsAwayIsTakenLater() throws Exception {
    relay.close();
    Route route = start(SHORT);
    assertTrue(listener.reserve("417", Duration.ofMinutes(5)));
    listener.announce(Set.of("417"));
    context.intake().onPair((nameplate, message) -> message);
    startRelay();
    link(route);
    RelayTransport transport = RelayTransport.builder().build();
    await(
        () -> {
          try (PairingLink pairing = transport.offersAt("http://127.0.0.1:" + port, "417").get(0)) {
            return pairing.exchange("hello".getBytes(UTF_8)).length == 5;
          } catch (PairingRefusedException e) {
            return false;
          }
        });
  }

  @Test
  void otherNetworkEndsTheWaitForTheRelay() throws Exception {
    proxy.always(Fault.refuse());
    Route route = start(LONG);
    await(() -> !context.problems().isEmpty());
    proxy.clear();
    addresses = Set.of(InetAddress.getByName("192.0.2.9"));
    Link link = link(route);
    SealedEnvelope envelope = envelope(SIZE);
    answer(envelope);
    link.upload(envelope, QUIET);
    assertDelivered(link, envelope);
  }

  @Test
  void otherNetworkMeansAnotherConnectionToo() throws Exception {
    Link link = link(start(LONG));
    // What the old connection is asked from now on goes nowhere, without a sign.
    proxy.always(Fault.freeze(0));
    proxy.clear();
    int before = proxy.connections();
    addresses = Set.of(InetAddress.getByName("192.0.2.9"));
    await(() -> proxy.connections() > before);
    SealedEnvelope envelope = envelope(SIZE);
    answer(envelope);
    link.upload(envelope, QUIET);
    assertDelivered(link, envelope);
  }

  @Test
  void receiverKeepsItsMailboxAndHasAnotherAtEachRelay() throws Exception {
    Route first = start(SHORT);
    listener.close();
    assertEquals(first, start(SHORT));
    RelayListener elsewhere = RelayListener.at("https://relay.example").build();
    open.add(elsewhere);
    Route second = elsewhere.start(context);
    assertFalse(first.parameters().get("mailbox").equals(second.parameters().get("mailbox")));
    assertEquals("https://relay.example", second.parameters().get("url"));
  }
}
