package nz.co.medimage.receiver;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.ReceiverObserver;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.receiver.filter.Uncleanable;
import nz.co.medimage.runtime.BareTrace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what happens, without what is about a patient, and tells observers, each on a thread of its
 * own: one that throws or hangs keeps nobody from anything.
 */
final class SafeEvents implements ReceiverEvents {
  private static final Logger LOG = LoggerFactory.getLogger(Receiver.class);

  private final Duration patience;
  private final Clock clock;
  private final List<ObserverQueue<? extends ReceiverEvents>> listeners = new ArrayList<>();
  private final List<ObserverQueue<? extends ReceiverObserver>> observers =
      new CopyOnWriteArrayList<>();

  /**
   * Starts no thread yet.
   *
   * @param patience how long whoever tells something waits until it has been told
   */
  SafeEvents(List<ReceiverEvents> given, Duration patience, Clock clock) {
    this.patience = patience;
    this.clock = clock;
    for (ReceiverEvents listener : given) {
      String number = Integer.toString(listeners.size() + 1);
      listeners.add(queue(listener, listener.getClass().getName(), number));
    }
    observers.addAll(listeners);
  }

  /**
   * Tells this one too, from now on.
   *
   * @param id of the add-on
   */
  void add(String id, ReceiverObserver observer) {
    observers.add(queue(observer, id, id));
  }

  private <T extends ReceiverObserver> ObserverQueue<T> queue(T observer, String name, String id) {
    return new ObserverQueue<>(observer, name, "observer-" + id, clock, this::answered);
  }

  @Override
  public void delivered(StagedPhoto photo, Receipt.Delivered receipt) {
    LOG.info("delivered {}", photo.id());
    tellAll(observer -> observer.delivered(photo, receipt));
  }

  @Override
  public void rejected(PhotoId id, String from, Receipt.Rejected receipt) {
    LOG.warn("rejected {}: {}", receipt.id(), receipt.code());
    tellAll(observer -> observer.rejected(id, from, receipt));
  }

  @Override
  public void held(PhotoId id, String from, Receipt.Held receipt) {
    LOG.warn("held {}: {}", receipt.id(), receipt.code());
    tellAll(observer -> observer.held(id, from, receipt));
  }

  @Override
  public void notCleaned(PhotoId id, String type, String why, Uncleanable then) {
    LOG.warn("{} ({}) cannot be cleaned: {}", id.envelope(), type, then);
    tell(listener -> listener.notCleaned(id, type, why, then));
  }

  @Override
  public void retrying(PhotoId id, String step, String why, Duration pause, Throwable cause) {
    LOG.warn("{} waits for {}, again in {}", id.envelope(), step, pause);
    if (step.equals(StepFailedException.RECEIVER)) {
      LOG.warn(
          "the receiver failed on {}",
          id.envelope(),
          new BareTrace(cause)); // of add-ons it is logged
    }
    tellAll(observer -> observer.retrying(id, step, why, pause, cause));
  }

  @Override
  public void busy(PhotoId id, String step, Duration lasted) {
    LOG.warn("{} has been busy with {} for {}", step, id.envelope(), lasted);
    tellAll(observer -> observer.busy(id, step, lasted));
  }

  @Override
  public void followedUp(PhotoId id, SinkReference filed) {
    LOG.info("{} is at {} too", id.envelope(), filed.sink());
    tellAll(observer -> observer.followedUp(id, filed));
  }

  @Override
  public void followUpRejected(PhotoId id, String sink, String why) {
    LOG.warn("{} was refused by {}", id.envelope(), sink);
    tellAll(observer -> observer.followUpRejected(id, sink, why));
  }

  @Override
  public void paired(PairedDevice device) {
    LOG.info("paired {}", device.id());
    tell(listener -> listener.paired(device));
  }

  @Override
  public void offerBurnt(PairingOffer offer) {
    LOG.warn("a pairing offer was burnt by wrong guesses");
    tell(listener -> listener.offerBurnt(offer));
  }

  @Override
  public void problem(String sentence) {
    LOG.warn("{}", sentence);
    tellAll(observer -> observer.problem(sentence));
  }

  @Override
  public void stopped(String sentence) {
    LOG.error("{}", sentence);
    tell(listener -> listener.stopped(sentence));
  }

  /** Whether this code was called by an observer that is being told something. */
  boolean isTelling() {
    return observers.stream().anyMatch(ObserverQueue::isCurrent);
  }

  /** Interrupts an observer whose call has lasted that long, and tells the others of it. */
  void watch(Duration limit) {
    for (ObserverQueue<?> queue : observers) {
      queue.stuck(limit).ifPresent(sentence -> problemTo(others(queue), sentence));
    }
  }

  private List<ObserverQueue<? extends ReceiverObserver>> others(ObserverQueue<?> queue) {
    return observers.stream().filter(other -> other != queue).toList();
  }

  /** To itself too: it may show what is wrong by what it was told. */
  private void answered(String sentence) {
    problemTo(observers, sentence);
  }

  private void problemTo(List<ObserverQueue<? extends ReceiverObserver>> queues, String sentence) {
    LOG.warn("{}", sentence);
    tell(queues, observer -> observer.problem(sentence));
  }

  /** Waits until all that was told before has reached its observer, but no longer than that. */
  void drain(Duration atMost) {
    try {
      CompletableFuture.allOf(
              observers.stream().map(ObserverQueue::idle).toArray(CompletableFuture<?>[]::new))
          .get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.warn("an observer is still at work while its receiver closes");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("nothing fails", e);
    }
  }

  /** Tells this one nothing more; completes once its last call has returned. */
  CompletableFuture<Void> remove(ReceiverObserver observer) {
    List<ObserverQueue<?>> leaving = new ArrayList<>(observers);
    leaving.removeIf(queue -> !queue.isOf(observer));
    observers.removeAll(leaving);
    return CompletableFuture.allOf(
        leaving.stream().map(ObserverQueue::end).toArray(CompletableFuture<?>[]::new));
  }

  private void tell(Consumer<ReceiverEvents> call) {
    tell(listeners, call);
  }

  private void tellAll(Consumer<ReceiverObserver> call) {
    tell(observers, call);
  }

  /** All are told at once. An observer waits for no other one, which may wait for it. */
  private <T extends ReceiverObserver> void tell(
      List<ObserverQueue<? extends T>> queues, Consumer<? super T> call) {
    long until = System.nanoTime() + patience.toNanos();
    IdentityHashMap<ObserverQueue<?>, CompletableFuture<Void>> told = new IdentityHashMap<>();
    for (ObserverQueue<? extends T> queue : queues) {
      queue.add(call).ifPresent(future -> told.put(queue, future));
    }
    if (!isTelling()) {
      told.forEach((queue, future) -> queue.await(future, until - System.nanoTime()));
    }
  }
}
