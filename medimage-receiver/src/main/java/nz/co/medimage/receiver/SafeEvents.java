package nz.co.medimage.receiver;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.ReceiverObserver;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.receiver.filter.Uncleanable;
import nz.co.medimage.runtime.BareTrace;
import nz.co.medimage.runtime.Observers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs events, without anything about a patient, and passes them to the observers, each on a thread
 * of its own, so that one that throws or hangs delays nobody.
 */
final class SafeEvents implements ReceiverEvents {
  /** For what observers are told; a program that shows all of it can turn this off. */
  private static final Logger LOG = LoggerFactory.getLogger(Receiver.class);

  /** For what they are not told. */
  private static final Logger FAULTS = LoggerFactory.getLogger(SafeEvents.class);

  private final Observers<ReceiverObserver> observers;

  /**
   * Starts no thread yet.
   *
   * @param patience how long the caller waits for an observer's call to return
   */
  SafeEvents(List<ReceiverEvents> given, Duration patience, Clock clock) {
    observers = new Observers<>(patience, clock, ReceiverObserver::problem);
    int number = 1;
    for (ReceiverEvents listener : given) {
      observers.add(listener, listener.getClass().getName(), Integer.toString(number++));
    }
  }

  /**
   * Adds an observer.
   *
   * @param id the id of the add-on
   */
  void add(String id, ReceiverObserver observer) {
    observers.add(observer, id, id);
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
    boolean isOwnFault =
        step.equals(StepFailedException.RECEIVER) && !(cause instanceof IOException);
    if (isOwnFault) { // of add-ons it is logged
      FAULTS.warn("the receiver failed on {}", id.envelope(), new BareTrace(cause));
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
  public void unavailable(String step, String why) {
    LOG.warn("{} is unavailable", step);
    tellAll(observer -> observer.unavailable(step, why));
  }

  @Override
  public void available(String step) {
    LOG.info("{} is available again", step);
    tellAll(observer -> observer.available(step));
  }

  @Override
  public void outcomeUnknown(PhotoId id, String sink, String why) {
    LOG.warn("nobody knows whether {} has {}", sink, id.envelope());
    tellAll(observer -> observer.outcomeUnknown(id, sink, why));
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
  public void problemOver(Set<String> problems, String sentence) {
    LOG.info("{}", sentence);
    tellAll(observer -> observer.problemOver(problems, sentence));
  }

  @Override
  public void stopped(String sentence) {
    LOG.error("{}", sentence);
    tellAll(
        observer -> {
          if (observer instanceof ReceiverEvents listener) {
            listener.stopped(sentence);
          } else {
            observer.problem(sentence); // an add-on knows no other word for it
          }
        });
  }

  /** Whether an observer called this code while it is told something. */
  boolean isTelling() {
    return observers.isTelling();
  }

  /** Interrupts each observer whose call has lasted that long, and tells the others so. */
  void watch(Duration limit) {
    observers.watch(limit);
  }

  /** Blocks until all queued calls have returned, or for the given time. */
  void drain(Duration atMost) {
    observers.drain(atMost);
  }

  /** Removes an observer; completes once its last call has returned. */
  CompletableFuture<Void> remove(ReceiverObserver observer) {
    return observers.remove(observer);
  }

  /** Tells only observers that were given in code: they see more of the receiver than add-ons. */
  private void tell(Consumer<ReceiverEvents> call) {
    observers.tell(ReceiverEvents.class, call);
  }

  private void tellAll(Consumer<ReceiverObserver> call) {
    observers.tell(call);
  }
}
