package nz.co.medimage.receiver;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.ReceiverObserver;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.receiver.filter.Uncleanable;
import nz.co.medimage.runtime.BareTrace;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what happens, without what is about a patient, and shields from listeners that throw. */
final class SafeEvents implements ReceiverEvents {
  private static final Logger LOG = LoggerFactory.getLogger(Receiver.class);

  private final List<ReceiverEvents> listeners;
  private final List<ReceiverObserver> observers = new CopyOnWriteArrayList<>();
  private final ThreadLocal<@Nullable Boolean> telling = new ThreadLocal<>();

  SafeEvents(List<ReceiverEvents> listeners) {
    this.listeners = List.copyOf(listeners);
    observers.addAll(listeners);
  }

  /** Tells this one too, from now on. */
  void add(ReceiverObserver observer) {
    observers.add(observer);
  }

  @Override
  public void delivered(StagedPhoto photo, Receipt.Delivered receipt) {
    LOG.info("delivered {}", photo.id());
    tellAll(observer -> observer.delivered(photo, receipt));
  }

  @Override
  public void rejected(String from, Receipt.Rejected receipt) {
    LOG.warn("rejected {}: {}", receipt.id(), receipt.code());
    tellAll(observer -> observer.rejected(from, receipt));
  }

  @Override
  public void held(String from, Receipt.Held receipt) {
    LOG.warn("held {}: {}", receipt.id(), receipt.code());
    tellAll(observer -> observer.held(from, receipt));
  }

  @Override
  public void notCleaned(EnvelopeId id, String type, String why, Uncleanable then) {
    LOG.warn("{} ({}) cannot be cleaned: {}", id, type, then);
    tell(listener -> listener.notCleaned(id, type, why, then));
  }

  @Override
  public void retrying(EnvelopeId id, String step, String why, Duration pause, Throwable cause) {
    LOG.warn("{} waits for {}, again in {}", id, step, pause);
    if (step.equals(StepFailedException.RECEIVER)) {
      LOG.warn("the receiver failed on {}", id, new BareTrace(cause)); // of add-ons it is logged
    }
    tellAll(observer -> observer.retrying(id, step, why, pause, cause));
  }

  @Override
  public void busy(EnvelopeId id, String step, Duration lasted) {
    LOG.warn("{} has been busy with {} for {}", step, id, lasted);
    tellAll(observer -> observer.busy(id, step, lasted));
  }

  @Override
  public void followedUp(EnvelopeId id, SinkReference filed) {
    LOG.info("{} is at {} too", id, filed.sink());
    tellAll(observer -> observer.followedUp(id, filed));
  }

  @Override
  public void followUpRejected(EnvelopeId id, String sink, String why) {
    LOG.warn("{} was refused by {}", id, sink);
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

  /** Whether this code was called by a listener that is being told something. */
  boolean isTelling() {
    return telling.get() != null;
  }

  private void tell(Consumer<ReceiverEvents> call) {
    listeners.forEach(listener -> tell(listener, call));
  }

  private void tellAll(Consumer<ReceiverObserver> call) {
    observers.forEach(observer -> tell(observer, call));
  }

  private <T> void tell(T listener, Consumer<T> call) {
    @Nullable Boolean outer = telling.get();
    telling.set(true);
    try {
      call.accept(listener);
    } catch (Throwable e) {
      // No messages: what a listener says of a photo can name the patient. Errors too, for the
      // photo must go on its way.
      LOG.error("a listener of this receiver threw", new BareTrace(e));
    } finally {
      if (outer == null) {
        telling.remove();
      }
    }
  }
}
