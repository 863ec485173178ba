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
import java.util.Set;
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

  /** The receiver tells what lasts again, at the latest when it is started: this is over. */
  private static final Duration LASTS = Duration.ofDays(7);

  private final LiveStreams live;
  private final Clock clock;
  private final Map<String, String> unavailable = new TreeMap<>();
  private final Deque<Problem> problems = new ArrayDeque<>();
  private @Nullable String stopped;
  private long number;

  Happenings(LiveStreams live, Clock clock) {
    this.live = live;
    this.clock = clock;
  }

  /**
   * A sentence for a person.
   *
   * @param number names it among those of this run
   */
  record Problem(long number, Instant at, String sentence) {}

  /** Why steps cannot be used now, by their ids. */
  synchronized Map<String, String> unavailable() {
    return Collections.unmodifiableMap(new TreeMap<>(unavailable));
  }

  /** The latest problems that nobody has seen to yet, the newest first. */
  synchronized List<Problem> problems() {
    Instant old = clock.instant().minus(LASTS);
    problems.removeIf(each -> each.at().isBefore(old));
    return new ArrayList<>(problems);
  }

  /** A person has seen to a problem; the number may be that of none. */
  synchronized void seen(String number) {
    problems.removeIf(each -> Long.toString(each.number()).equals(number));
  }

  /** Why the receiver has stopped by itself. */
  synchronized Optional<String> stoppedBecause() {
    return Optional.ofNullable(stopped);
  }

  private void changed(PhotoId id, String... parts) {
    List<String> topics = new ArrayList<>(List.of(Changes.PHOTO + id, "needs", "places"));
    topics.addAll(List.of(parts));
    live.tell(topics);
  }

  @Override
  public void delivered(StagedPhoto photo, Receipt.Delivered receipt) {
    changed(photo.id(), "devices");
  }

  @Override
  public void rejected(PhotoId id, String from, Receipt.Rejected receipt) {
    changed(id, "status");
  }

  @Override
  public void held(PhotoId id, String from, Receipt.Held receipt) {
    changed(id, "status");
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
    changed(id, "status");
  }

  @Override
  public void outcomeUnknown(PhotoId id, String sink, String why) {
    changed(id, "status");
  }

  @Override
  public void unavailable(String step, String why) {
    synchronized (this) {
      unavailable.put(step, why);
    }
    live.tell(List.of("status", "places", "relays"));
  }

  @Override
  public void available(String step) {
    synchronized (this) {
      unavailable.remove(step);
    }
    live.tell(List.of("status", "places", "relays"));
  }

  @Override
  public void problem(String sentence) {
    synchronized (this) {
      problems.removeIf(each -> each.sentence().equals(sentence));
      problems.addFirst(new Problem(++number, clock.instant(), sentence));
      if (problems.size() > MOST_PROBLEMS) {
        problems.removeLast();
      }
    }
    live.tell(List.of("status", "places", "relays"));
  }

  @Override
  public void problemOver(Set<String> over, String sentence) {
    synchronized (this) {
      problems.removeIf(each -> over.contains(each.sentence()));
    }
    live.tell(List.of("status", "places", "relays"));
  }

  @Override
  public void paired(PairedDevice device) {
    live.tell(List.of("pairing", "devices", "phones", "status"));
  }

  @Override
  public void offerBurnt(PairingOffer offer) {
    live.tell(List.of("pairing"));
  }

  @Override
  public void stopped(String sentence) {
    synchronized (this) {
      stopped = sentence;
    }
    live.tell(List.of("status", "places", "relays"));
  }
}
