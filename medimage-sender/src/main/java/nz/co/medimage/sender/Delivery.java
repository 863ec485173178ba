package nz.co.medimage.sender;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Receipt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The handle of one photo on its way to a receiver. Safe for use by several threads.
 *
 * <pre>{@code
 * Delivery delivery = sender.send(photo, tag);
 * delivery.onStatus(status -> show(status.state(), status.sent(), status.total()));
 * delivery.receipt().thenAccept(receipt -> remember(delivery.id(), receipt));
 * }</pre>
 */
public final class Delivery {
  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

  private final EnvelopeId id;
  private final String to;
  private final long size;
  private final @Nullable String reference;
  private final CompletableFuture<Receipt> receipt = new CompletableFuture<>();

  private final Object lock = new Object();
  private final List<Consumer<DeliveryStatus>> listeners = new ArrayList<>();
  private final Queue<Runnable> notices = new ArrayDeque<>();
  private DeliveryStatus status;
  private boolean notifying;
  private Withdrawal withdrawal = () -> false;
  private volatile boolean mayBeFiled;

  /** Withdraws a photo, if it is not too late. */
  @FunctionalInterface
  interface Withdrawal {
    boolean withdraw();
  }

  Delivery(EnvelopeId id, String to, long size, DeliveryStatus status) {
    this(id, to, size, null, status);
  }

  Delivery(EnvelopeId id, String to, long size, @Nullable String reference, DeliveryStatus status) {
    this.id = id;
    this.to = to;
    this.size = size;
    this.reference = reference;
    this.status = status;
  }

  /** The id by which receivers, sinks and logs know the photo. */
  public EnvelopeId id() {
    return id;
  }

  /** The name of the receiver that the photo is addressed to. */
  public String to() {
    return to;
  }

  /** The size of the sealed envelope in bytes: the photo, what is known about it, and padding. */
  public long size() {
    return size;
  }

  /**
   * The app's own reference for the photo, see {@link SendOptions#reference}; it may be personal.
   * Empty if the app gave none, or if the keys of this home have been damaged since.
   */
  public Optional<String> reference() {
    return Optional.ofNullable(reference);
  }

  /** The status of the photo at this moment; the last one if its sender was closed. */
  public DeliveryStatus status() {
    synchronized (lock) {
      return status;
    }
  }

  /**
   * Calls {@code listener} with the current status and with each change until the status is final,
   * in order and one at a time. The calls come on this thread and on threads of the sender, never
   * under a lock. The listener should be quick, because the transfer waits for it; an exception
   * that it throws is logged and ignored.
   */
  public void onStatus(Consumer<DeliveryStatus> listener) {
    tellSoon(Objects.requireNonNull(listener, "listener"));
    notifyListeners();
  }

  /** Does what {@link #onStatus} does, but leaves the calls for later. */
  void tellSoon(Consumer<DeliveryStatus> listener) {
    synchronized (lock) {
      listeners.add(listener);
      DeliveryStatus now = status;
      notices.add(() -> listener.accept(now));
    }
  }

  /**
   * Waits for the receiver's authenticated receipt, without blocking. Callbacks run on a thread of
   * the sender, or on the calling thread if the receipt is already here, and should be quick.
   *
   * <p>The future completes with the receipt: {@link Receipt.Delivered}, {@link Receipt.Held} or
   * {@link Receipt.Rejected}. This also works after a restart, as long as this home remembers the
   * photo. It may take days, for example while the receiver is switched off. Otherwise the future
   * completes exceptionally:
   *
   * <ul>
   *   <li>with a {@link CancellationException} after {@link #cancel()};
   *   <li>with a {@link ReceiptNotKeptException} if the receiver answered, but the receipt is lost;
   *   <li>with another {@link IOException} if the sender is closed first, while the photo stays in
   *       the outbox for the next sender of this home, or if the copy in the outbox is damaged;
   *       {@link #status()} tells these two apart.
   * </ul>
   *
   * @return a future of the caller's own; cancelling it has no effect on the photo
   */
  public CompletableFuture<Receipt> receipt() {
    CompletableFuture<Receipt> copy = new CompletableFuture<>();
    var unused =
        receipt.whenComplete(
            (word, failure) -> {
              if (failure == null) {
                copy.complete(word);
              } else {
                copy.completeExceptionally(failure);
              }
            });
    return copy;
  }

  /**
   * Withdraws the photo, durably: no more of it leaves this device, and a transfer in progress is
   * aborted. A receiver that already has all of it, without this device knowing, may still file it.
   * Writes to the disk.
   *
   * @return whether the photo is withdrawn. False if it is too late: all of it has arrived, or is
   *     at a relay, where the receiver may collect it at any moment. Also false if the photo had
   *     already ended or the sender is closed
   * @throws java.io.UncheckedIOException if the disk fails; the photo is then not withdrawn
   */
  public boolean cancel() {
    Withdrawal now;
    synchronized (lock) {
      now = withdrawal;
    }
    return now.withdraw();
  }

  /**
   * Whether all of the photo has left this device at least once, in this process or an earlier one.
   * That is normal in the states {@code AT_RELAY} and {@code ARRIVED}: such a photo needs no help.
   * The receiver may then have filed it, or may still do so, even if its receipt never gets here.
   * If you send such a photo again, it may be filed twice: ask at the receiver first.
   */
  public boolean mayBeFiled() {
    return mayBeFiled;
  }

  void left() {
    mayBeFiled = true;
  }

  void withdrawBy(Withdrawal how) {
    synchronized (lock) {
      withdrawal = how;
    }
  }

  /** Makes {@code next} the status, unless the status is already final, and tells the listeners. */
  void publish(DeliveryStatus next) {
    post(next);
    notifyListeners();
  }

  /**
   * Makes {@code next} the status and leaves it to a later call to tell the listeners; may be
   * called under a lock.
   */
  void post(DeliveryStatus next) {
    synchronized (lock) {
      if (status.state().isFinal() || status.equals(next)) {
        return;
      }
      status = next;
      for (Consumer<DeliveryStatus> listener : listeners) {
        notices.add(() -> listener.accept(next));
      }
      if (next.state().isFinal()) {
        listeners.clear();
        withdrawal = () -> false;
      }
    }
  }

  void complete(Receipt word) {
    receipt.complete(word);
  }

  void withdrawn() {
    receipt.completeExceptionally(new CancellationException("The photo was withdrawn."));
  }

  void fail(IOException why) {
    receipt.completeExceptionally(why);
  }

  /** One thread at a time runs the notices, so that they keep their order outside the lock. */
  void notifyListeners() {
    synchronized (lock) {
      if (notifying) {
        return;
      }
      notifying = true;
    }
    for (Runnable notice = nextNotice(); notice != null; notice = nextNotice()) {
      try {
        notice.run();
      } catch (RuntimeException | Error e) {
        LOG.warn("A status listener of {} failed with {}", id, e.getClass().getName());
      }
    }
  }

  private @Nullable Runnable nextNotice() {
    synchronized (lock) {
      Runnable next = notices.poll();
      notifying = next != null;
      return next;
    }
  }

  /** Shows the envelope. */
  @Override
  public String toString() {
    return "Delivery[" + id + "]";
  }
}
