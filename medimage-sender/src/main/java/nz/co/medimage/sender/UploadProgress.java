package nz.co.medimage.sender;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.sender.DeliveryStatus.State;

/**
 * Publishes the progress of an upload, and breaks it off if the photo is withdrawn. For use by one
 * thread.
 */
final class UploadProgress implements Link.Progress {
  private final QueuedEnvelope envelope;
  private final DiskOutbox outbox;
  private final Beginnings beginnings;
  private final Set<Integer> begun = new HashSet<>();
  private int index;

  UploadProgress(QueuedEnvelope envelope, DiskOutbox outbox, Beginnings beginnings) {
    this.envelope = envelope;
    this.outbox = outbox;
    this.beginnings = beginnings;
  }

  EnvelopeId id() {
    return envelope.id();
  }

  /** Receives the offset at which the upload starts, once for each route. */
  @FunctionalInterface
  interface Beginnings {
    void begun(int index, long offset);
  }

  /**
   * Called before bytes go over this route.
   *
   * @return the envelope to upload
   */
  SealedEnvelope setOut(RouteRef route) {
    takes(route);
    return envelope.begin();
  }

  private void takes(RouteRef route) {
    index = route.index();
    if (!route.countsAsRelay()) {
      envelope.takesOwnRoute();
    }
  }

  @Override
  public void sent(long sent, long total) {
    if (!envelope.mayGoOn()) {
      throw new CancellationException("the photo was withdrawn, or the sender closed");
    }
    begin(sent);
    if (sent == total) {
      envelope.left(outbox);
    }
    if (!envelope.hasArrived()) {
      envelope.handle().publish(DeliveryStatus.of(State.SENDING, sent, total));
    }
  }

  private void begin(long offset) {
    if (begun.add(index)) {
      beginnings.begun(index, offset);
    }
  }

  /** Called when all of the envelope is at the other end. */
  void arrived(RouteRef route) {
    takes(route);
    envelope.left(outbox);
    envelope.arrived(route);
    long size = envelope.sealed().size();
    begin(size);
    State state = envelope.isAtRelay() ? State.AT_RELAY : State.ARRIVED;
    envelope.handle().publish(DeliveryStatus.of(state, size, size));
  }

  boolean hasArrivedAtReceiver() {
    return envelope.hasArrivedAtReceiver();
  }

  /** The route to the relay that already has the envelope, if there is one. */
  Optional<RouteRef> relay() {
    return envelope.relay();
  }
}
