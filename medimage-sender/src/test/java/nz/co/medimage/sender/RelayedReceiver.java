package nz.co.medimage.sender;

import static nz.co.medimage.sender.FakeTransport.route;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import nz.co.medimage.sender.DeliveryStatus.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of relays begin with: a receiver that is on the local network, and at a relay. */
abstract class RelayedReceiver {
  @TempDir Path folder;
  SenderFixture on;
  FakeReceiver context;
  FakeRelay relay;
  FakeTransport wifi;
  FakeTransport overRelay;
  Sender sender;

  @BeforeEach
  void open() throws Exception {
    on = new SenderFixture(folder);
    context =
        on.receiver("Reception")
            .routes(route("relay", "relay.example"), route("wifi", "Reception"));
    relay = new FakeRelay(on.network, "relay.example");
    wifi = new FakeTransport(on.network, "wifi");
    overRelay = new FakeTransport(on.network, "relay");
    overRelay.isStoreAndForward = true;
    sender = sender();
    sender.pair(context.offer());
  }

  /** One that prefers the local network. */
  Sender sender() throws Exception {
    return on.keep(builder().transport(wifi).transport(overRelay));
  }

  Sender.Builder builder() {
    return Sender.builder(on.home)
        .clock(on.clock)
        .timer(on.timer)
        .backoff(SenderFixture.EXACT)
        .withoutWarmUp();
  }

  @AfterEach
  void close() {
    on.close();
    relay.close();
  }

  /** The states from now on, without repeats. */
  static List<State> states(Delivery delivery) {
    List<State> states = new CopyOnWriteArrayList<>();
    delivery.onStatus(
        status -> {
          if (states.isEmpty() || states.get(states.size() - 1) != status.state()) {
            states.add(status.state());
          }
        });
    return states;
  }

  /** Waits until it is to be tried again in so many seconds, and lets them pass. */
  DeliveryStatus passPause(Delivery delivery, long seconds) throws Exception {
    DeliveryStatus waiting = awaitPause(delivery, seconds);
    on.timer.advance(Duration.ofSeconds(seconds));
    return waiting;
  }

  DeliveryStatus awaitPause(Delivery delivery, long seconds) throws Exception {
    return SenderFixture.await(delivery, s -> s.nextTry().isPresent() && pause(s) == seconds);
  }

  private long pause(DeliveryStatus status) {
    return Duration.between(on.clock.instant(), status.nextTry().orElseThrow()).toSeconds();
  }
}
