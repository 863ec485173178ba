package nz.co.medimage.sender;

import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.crypto.SenderPairing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pairings, and the delivery queue of each. No pairing is removed while a photo is being sealed
 * for it or waits. Safe for use by several threads.
 */
final class DeliveryQueues implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryQueues.class);

  private final Pairings pairings;
  private final Function<PairingId, DeliveryQueue> factory;
  private final Supplier<Optional<String>> unread;
  private final Map<PairingId, DeliveryQueue> queues = new HashMap<>();
  private final CompletableFuture<Void> quiet = new CompletableFuture<>();
  private int expected;
  private boolean closed;

  /**
   * Makes one.
   *
   * @param factory makes the queue for a pairing
   * @param unread says why some photo cannot be read, so that nobody knows for which pairing it
   *     waits; empty if all can be read
   */
  DeliveryQueues(
      Pairings pairings,
      Function<PairingId, DeliveryQueue> factory,
      Supplier<Optional<String>> unread) {
    this.pairings = pairings;
    this.factory = factory;
    this.unread = unread;
  }

  /** A pairing and the queue that expects one more photo for it. */
  record Address(SenderPairing pairing, DeliveryQueue queue) {}

  /**
   * Looks up the receiver of a photo, and announces the photo to its queue; {@link #expectNoMore}
   * follows.
   *
   * @throws UnknownReceiverException if {@code choice} finds none
   */
  synchronized Address expect(Function<Pairings, SenderPairing> choice) {
    checkOpen();
    SenderPairing pairing = choice.apply(pairings);
    DeliveryQueue queue = queue(pairing.id());
    queue.expect();
    expected++;
    return new Address(pairing, queue);
  }

  /** Ends what {@link #expect} began. */
  void expectNoMore(Address address) {
    address.queue().expectNoMore();
    boolean last;
    synchronized (this) {
      expected--;
      last = closed && expected == 0;
    }
    if (last) {
      quiet.complete(null);
    }
  }

  /** Completes once this is closed and no photo is expected any more. */
  CompletableFuture<Void> quiet() {
    return quiet;
  }

  synchronized DeliveryQueue queue(PairingId id) {
    return queues.computeIfAbsent(id, factory);
  }

  /**
   * Stores a new pairing. Its receiver has just learnt of the older ones with it again, which it
   * may have lost: what waits under them is tried at once.
   */
  PairedReceiver add(SenderPairing fresh) throws IOException {
    PairedReceiver added;
    List<DeliveryQueue> waiting;
    synchronized (this) {
      checkOpen();
      added = pairings.add(fresh);
      removeReplaced();
      waiting = pairings.with(added.name()).stream().map(this::queue).collect(Collectors.toList());
    }
    waiting.forEach(DeliveryQueue::retryNow);
    return added;
  }

  /**
   * The pairings under which a photo waits, then the others that count, each group newest first.
   */
  synchronized List<SenderPairing> inUse() {
    return pairings.newestFirst().stream()
        .sorted(Comparator.comparing(pairing -> queue(pairing.id()).isIdle()))
        .collect(Collectors.toList());
  }

  /** Removes pairings that have been replaced and under which no photo waits. */
  synchronized void removeReplaced() {
    // Before the queues are asked, because they get what can be read after all.
    if (unread.get().isPresent()) {
      return;
    }
    try {
      pairings.removeReplaced(id -> !queue(id).isIdle());
    } catch (IOException e) {
      LOG.warn("The keys of a replaced pairing cannot be removed yet: {}", e.toString());
    }
  }

  synchronized void forget(String name) throws IOException {
    checkOpen();
    List<PairingId> all = pairings.with(name);
    Optional<String> why = unread.get();
    if (why.isPresent()) {
      throw new IOException("A photo for " + name + " may be waiting: " + why.get());
    }
    if (!all.stream().allMatch(id -> queue(id).isIdle())) {
      throw new IOException(
          "Photos for " + name + " still wait; let them arrive or withdraw them first.");
    }
    for (PairingId id : all) {
      pairings.remove(id);
      queue(id).close();
      queues.remove(id);
    }
  }

  synchronized void checkOpen() {
    if (closed) {
      throw new IllegalStateException("this sender is closed");
    }
  }

  void retryNow() {
    all().forEach(DeliveryQueue::retryNow);
  }

  private synchronized List<DeliveryQueue> all() {
    return List.copyOf(queues.values());
  }

  /** Makes every queue break off. Calling it again does nothing. */
  @Override
  public void close() {
    boolean last;
    synchronized (this) {
      closed = true;
      last = expected == 0;
    }
    if (last) {
      quiet.complete(null);
    }
    all().forEach(DeliveryQueue::close);
  }
}
