package nz.co.medimage.sender;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.sender.DeliveryStatus.State;

/** Passes on how a parcel goes its way, and breaks it off if it is withdrawn. Of one thread. */
final class UploadProgress implements Link.Progress {
  private final QueuedEnvelope parcel;
  private final DiskOutbox outbox;
  private final Beginnings beginnings;
  private final Set<Integer> begun = new HashSet<>();
  private int route;

  UploadProgress(QueuedEnvelope parcel, DiskOutbox outbox, Beginnings beginnings) {
    this.parcel = parcel;
    this.outbox = outbox;
    this.beginnings = beginnings;
  }

  /** Is told where the other end of a route lets it begin, once for each. */
  @FunctionalInterface
  interface Beginnings {
    void begun(int route, long offset);
  }

  /** The next bytes go this way. */
  void setOut(RouteRef way) {
    route = way.route();
    if (!way.countsAsRelay()) {
      parcel.takesOwnWay();
    }
  }

  @Override
  public void sent(long sent, long total) {
    if (!parcel.mayGoOn()) {
      throw new CancellationException("the photo was withdrawn, or the sender closed");
    }
    begin(sent);
    if (sent == total) {
      parcel.left(outbox);
    }
    if (!parcel.hasArrived()) {
      parcel.handle().publish(DeliveryStatus.of(State.SENDING, sent, total));
    }
  }

  private void begin(long offset) {
    if (begun.add(route)) {
      beginnings.begun(route, offset);
    }
  }

  /** All of it is at the other end. */
  void arrived(RouteRef way) {
    setOut(way);
    parcel.left(outbox);
    parcel.arrived(way);
    long size = parcel.envelope().size();
    begin(size);
    State state = parcel.isAtRelay() ? State.AT_RELAY : State.ARRIVED;
    parcel.handle().publish(DeliveryStatus.of(state, size, size));
  }

  boolean hasArrivedAtReceiver() {
    return parcel.hasArrivedAtReceiver();
  }

  /** The way to the relay where it lies already, if it does. */
  Optional<RouteRef> relay() {
    return parcel.relay();
  }
}
