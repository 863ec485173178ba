package nz.co.medimage.sender;

import static nz.co.medimage.sender.FakeTransport.route;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.PairingLink;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.api.transport.Transport;
import nz.co.medimage.crypto.SecretStore;
import nz.co.medimage.crypto.SenderPairing;
import nz.co.medimage.crypto.envelope.EnvelopePrefix;
import nz.co.medimage.runtime.Home;
import nz.co.medimage.sender.DeliveryStatus.State;
import nz.co.medimage.testkit.TestPhotos;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a photo costs its courier does not grow with how many wait: counted in looks at parcels. */
@Timeout(120)
class QueueCostTest {
  private static final int MANY = 2_000;

  /**
   * A sorted structure is searched in some dozen steps, a few times for each step of a photo. If
   * all that wait were looked at for each of them, that would be over a thousand.
   */
  private static final long LOOKS = 500;

  @TempDir Path folder;
  private final AtomicLong looks = new AtomicLong();
  private final Workers workers = new Workers();
  private final List<QueuedEnvelope> parcels = new ArrayList<>();
  private SenderFixture on;
  private Relay relay;
  private SenderPairing pairing;
  private RetryClock pace;
  private DeliveryQueue courier;

  @BeforeEach
  void open() throws Exception {
    on = new SenderFixture(folder);
    FakeReceiver context = on.receiver("Reception").routes(route("relay", "anywhere"));
    try (Sender sender = on.sender()) {
      sender.pair(context.offer());
    }
    relay = new Relay();
    pace =
        new RetryClock(on.timer, on.clock, SenderFixture.EXACT, new SecureRandom(), Duration.ZERO);
    Pairings pairings = Pairings.load(SecretStore.open(on.home.resolve("keys")), problem -> {});
    pairing = pairings.only();
    DiskOutbox outbox =
        DiskOutbox.open(Home.open(on.home, Home.Kind.SENDER), SenderFixture.notes(on.home));
    courier =
        new DeliveryQueue(
            pairing.id(),
            pairings,
            List.of(relay),
            new ClockDifferences(problem -> {}),
            outbox,
            pace,
            workers);
  }

  @AfterEach
  void close() {
    courier.close();
    workers.close();
    on.close();
  }

  /** Counts each time that somebody looks at it. */
  private final class Counted extends QueuedEnvelope {
    Counted(DiskOutbox.Entry entry, Delivery handle) {
      super(entry, handle, pace.now());
    }

    @Override
    EnvelopeId id() {
      looks.incrementAndGet();
      return super.id();
    }

    @Override
    boolean isSettled() {
      looks.incrementAndGet();
      return super.isSettled();
    }

    @Override
    boolean isAtRelay() {
      looks.incrementAndGet();
      return super.isAtRelay();
    }

    @Override
    long notBefore() {
      looks.incrementAndGet();
      return super.notBefore();
    }

    @Override
    DeliveryStatus status(State state, String detail, @Nullable Instant next) {
      looks.incrementAndGet();
      return super.status(state, detail, next);
    }
  }

  /** Takes everything at once, and never has a receipt. */
  private static final class Relay implements Transport {
    volatile boolean off;

    @Override
    public String id() {
      return "relay";
    }

    @Override
    public boolean isStoreAndForward() {
      return true;
    }

    @Override
    public Link connect(Route route, Credential credential) throws IOException {
      if (off) {
        throw new IOException("off");
      }
      return new Link() {
        @Override
        public Route route() {
          return route;
        }

        @Override
        public void upload(SealedEnvelope envelope, Progress progress) {
          progress.sent(envelope.size(), envelope.size());
        }

        @Override
        public Optional<byte[]> receipt(EnvelopeId id, Duration atMost) {
          return Optional.empty();
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public List<PairingLink> findOffers(String nameplate) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<PairingLink> offersAt(String address, String nameplate) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }

  /** Gives the courier many, and waits until each has come into a state. */
  private void takeMany(State wanted) throws Exception {
    CountDownLatch reached = new CountDownLatch(MANY);
    for (int i = 0; i < MANY; i++) {
      EnvelopeId id = TestPhotos.id(i);
      Delivery handle = new Delivery(id, "Reception", 10, DeliveryStatus.of(State.SEALED, 0, 10));
      boolean[] counted = {false};
      handle.onStatus(
          status -> {
            if (status.state() == wanted && !counted[0]) {
              counted[0] = true;
              reached.countDown();
            }
          });
      Path file = Files.write(folder.resolve("sealed" + i), new byte[10]);
      SealedEnvelope envelope = SealedEnvelope.of(id, file, 10);
      EnvelopePrefix prefix = new EnvelopePrefix(id, pairing.id(), "0".repeat(64));
      parcels.add(new Counted(new DiskOutbox.Entry(envelope, file, prefix, null, null), handle));
    }
    parcels.forEach(courier::take);
    assertTrue(reached.await(60, TimeUnit.SECONDS), reached.getCount() + " are not " + wanted);
  }

  private void assertFewLooks(String what) {
    long each = looks.getAndSet(0) / MANY;
    assertTrue(each < LOOKS, each + " looks for each of " + MANY + " photos " + what);
  }

  @Test
  void asManyAsThereAreGoToTheRelayAndAreAskedFor() throws Exception {
    takeMany(State.AT_RELAY);
    assertFewLooks("left at a relay");

    for (int i = 0; i < 100; i++) {
      on.timer.advance(Duration.ofSeconds(20));
    }
    assertFewLooks("asked for");

    parcels.forEach(parcel -> parcel.handle().cancel());
    courier.retryNow();
    assertFewLooks("recalled");
  }

  @Test
  void asManyAsThereAreWaitWhileNobodyCanBeReached() throws Exception {
    relay.off = true;
    takeMany(State.WAITING);
    assertFewLooks("taken in vain");

    for (int i = 0; i < 5; i++) {
      on.timer.advance(Duration.ofHours(6));
    }
    assertFewLooks("paused");

    assertTrue(parcels.stream().allMatch(parcel -> parcel.handle().cancel()));
    assertFewLooks("withdrawn");
  }
}
