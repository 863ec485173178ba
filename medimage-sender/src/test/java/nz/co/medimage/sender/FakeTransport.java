package nz.co.medimage.sender;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.PairingLink;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.api.transport.Transport;
import nz.co.medimage.testkit.LoopbackNetwork;
import nz.co.medimage.testkit.LoopbackTransport;

/** The loopback under another name, which can be switched off, and learns an address. */
final class FakeTransport implements Transport {
  final AtomicInteger connects = new AtomicInteger();
  final AtomicInteger uploads = new AtomicInteger();
  private final String id;
  private final LoopbackTransport real;
  private final List<Link> links = new CopyOnWriteArrayList<>();
  final CountDownLatch begun = new CountDownLatch(1);
  final CountDownLatch hanging = new CountDownLatch(1);
  final CountDownLatch interrupted = new CountDownLatch(1);
  volatile boolean off;
  volatile boolean hang;
  volatile boolean isStoreAndForward;

  /** Attempts to connect stand still until it completes. */
  volatile CompletableFuture<Void> silence = CompletableFuture.completedFuture(null);

  /** The attempts so far, as far as they tell how they come along. */
  final BlockingQueue<Attempt> attempts = new LinkedBlockingQueue<>();

  /** Does not hear when it is interrupted in the silence. */
  volatile boolean deaf;

  /** Of each upload so far, whether it was of a fresh envelope. */
  final List<Boolean> fresh = new CopyOnWriteArrayList<>();

  /** So many uploads end with the head of the envelope: the other end wants no more of it. */
  final AtomicInteger headsWanted = new AtomicInteger();

  volatile boolean faulty;
  final Semaphore closedLinks = new Semaphore(0);

  /** Waits for a receipt until the link is closed. */
  volatile boolean waitsForever;

  volatile long breaksAfter = Long.MAX_VALUE;
  volatile boolean closed;
  volatile Optional<Duration> clockDifference = Optional.empty();

  FakeTransport(LoopbackNetwork network, String id) {
    this.real = new LoopbackTransport(network);
    this.id = id;
  }

  static Route route(String id, String address) {
    return new Route(id, Map.of("address", address));
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public boolean isStoreAndForward() {
    return isStoreAndForward;
  }

  /** Cannot be reached from now on, and breaks what is under way. */
  void turnOff() {
    off = true;
    links.forEach(Link::close);
  }

  @Override
  public Link connect(Route route, Credential credential, Attempt attempt) throws IOException {
    CompletableFuture<Void> now = silence;
    attempts.add(attempt);
    awaitEnd(now);
    return connect(route, credential);
  }

  @Override
  public Link connect(Route route, Credential credential) throws IOException {
    connects.incrementAndGet();
    if (faulty) {
      throw new IllegalStateException(id + " is faulty");
    }
    if (hang) {
      hangUntilInterrupted();
    }
    if (off) {
      throw new IOException(id + " is off");
    }
    Map<String, String> learnt = new HashMap<>(route.parameters());
    learnt.put("learnt", "yes");
    Link link = real.connect(new Route(real.id(), route.parameters()), credential);
    links.add(link);
    return new Over(link, new Route(id, learnt));
  }

  private void awaitEnd(CompletableFuture<Void> quiet) throws IOException {
    try {
      if (deaf) {
        quiet.join();
      }
      quiet.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      interrupted.countDown();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(id + " was interrupted");
    }
  }

  private void hangUntilInterrupted() throws IOException {
    hanging.countDown();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(id + " was interrupted");
    }
  }

  @Override
  public List<PairingLink> findOffers(String nameplate) {
    return real.findOffers(nameplate);
  }

  @Override
  public List<PairingLink> offersAt(String address, String nameplate) throws IOException {
    return real.offersAt(address, nameplate);
  }

  @Override
  public void close() {
    closed = true;
  }

  private final class Over implements Link {
    private final Link link;
    private final Route route;

    Over(Link link, Route route) {
      this.link = link;
      this.route = route;
    }

    @Override
    public Route route() {
      return route;
    }

    @Override
    public Optional<Duration> clockDifference() {
      return clockDifference;
    }

    @Override
    public void upload(SealedEnvelope envelope, Progress progress) throws IOException {
      uploads.incrementAndGet();
      begun.countDown();
      fresh.add(envelope.fresh());
      if (off) {
        throw new IOException(id + " broke");
      }
      if (headsWanted.get() > 0) {
        progress.sent(0, envelope.size());
        try (InputStream head = envelope.open(0)) {
          var unused = head.readNBytes(1000);
        }
        headsWanted.decrementAndGet();
        return;
      }
      AtomicLong begun = new AtomicLong(-1);
      try {
        link.upload(
            envelope,
            (sent, total) -> {
              progress.sent(sent, total);
              begun.compareAndSet(-1, sent);
              if (sent - begun.get() > breaksAfter) {
                throw new UncheckedIOException(new IOException(id + " broke"));
              }
            });
      } catch (UncheckedIOException e) {
        throw new IOException(e.getCause());
      }
    }

    @Override
    public Optional<byte[]> receipt(EnvelopeId envelope, Duration atMost) throws IOException {
      return link.receipt(envelope, waitsForever ? Duration.ofDays(1) : atMost);
    }

    @Override
    public void close() {
      link.close();
      closedLinks.release();
    }
  }
}
