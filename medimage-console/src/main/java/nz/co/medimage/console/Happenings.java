package nz.co.medimage.console;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.receiver.PairedDevice;
import nz.co.medimage.receiver.PairingOffer;
import nz.co.medimage.receiver.ReceiverEvents;
import org.jspecify.annotations.Nullable;

/** What a receiver tells as it happens: passed on to open pages, and kept as far as it lasts. */
final class Happenings implements ReceiverEvents {
  private static final int MOST_PROBLEMS = 20;

  private final LiveStreams live;
  private final Clock clock;
  private final Map<String, String> unavailable = new TreeMap<>();
  private final Deque<Problem> problems = new ArrayDeque<>();
  private @Nullable String stopped;

  Happenings(LiveStreams live, Clock clock) {
    this.live = live;
    this.clock = clock;
  }

  /** A sentence for a person. */
  record Problem(Instant at, String sentence) {}

  /** Why steps cannot be used now, by their ids. */
  synchronized Map<String, String> unavailable() {
    return Collections.unmodifiableMap(new TreeMap<>(unavailable));
  }

  /** The latest problems, the newest first. */
  synchronized List<Problem> problems() {
    return new ArrayList<>(problems);
  }

  /** Why the receiver has stopped by itself. */
  synchronized Optional<String> stoppedBecause() {
    return Optional.ofNullable(stopped);
  }

  private void changed(PhotoId id) {
    live.tell("photo", id.toString());
    part("needs");
    part("places");
  }

  private void statusChanged() {
    part("status");
    part("places");
  }

  private void part(String name) {
    live.tell("part", name);
  }

  @Override
  public void delivered(StagedPhoto photo, Receipt.Delivered receipt) {
    changed(photo.id());
    part("devices");
  }

  @Override
  public void rejected(PhotoId id, String from, Receipt.Rejected receipt) {
    changed(id);
    statusChanged();
  }

  @Override
  public void held(PhotoId id, String from, Receipt.Held receipt) {
    changed(id);
    statusChanged();
  }

  @Override
  public void retrying(PhotoId id, String step, String why, Duration pause, Throwable cause) {
    changed(id);
  }

  @Override
  public void followedUp(PhotoId id, SinkReference reference) {
    changed(id);
  }

  @Override
  public void followUpRejected(PhotoId id, String sink, String why) {
    changed(id);
    statusChanged();
  }

  @Override
  public void outcomeUnknown(PhotoId id, String sink, String why) {
    changed(id);
    statusChanged();
  }

  @Override
  public void unavailable(String step, String why) {
    synchronized (this) {
      unavailable.put(step, why);
    }
    statusChanged();
  }

  @Override
  public void available(String step) {
    synchronized (this) {
      unavailable.remove(step);
    }
    statusChanged();
  }

  @Override
  public void problem(String sentence) {
    synchronized (this) {
      problems.removeIf(each -> each.sentence().equals(sentence));
      problems.addFirst(new Problem(clock.instant(), sentence));
      if (problems.size() > MOST_PROBLEMS) {
        problems.removeLast();
      }
    }
    statusChanged();
  }

  @Override
  public void paired(PairedDevice device) {
    part("pairing");
    part("devices");
    statusChanged();
  }

  @Override
  public void offerBurnt(PairingOffer offer) {
    part("pairing");
  }

  @Override
  public void stopped(String sentence) {
    synchronized (this) {
      stopped = sentence;
    }
    statusChanged();
  }
}
