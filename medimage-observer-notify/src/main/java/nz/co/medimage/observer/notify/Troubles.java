package nz.co.medimage.observer.notify;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The troubles that last, and those whose end nobody was told of yet. A start and an end are told
 * once they have lasted for the delay: what comes and goes within it is not told at all. All of one
 * kind that are pending when the first is due are told together. Not safe for use by several
 * threads.
 */
final class Troubles {
  /** The most that are followed one by one; of further ones people are told "at least". */
  static final int MOST = 1_000;

  static final int MOST_WITHOUT_END = 100;
  private static final Duration DAY = Duration.ofDays(1);

  private final Map<String, Trouble> all = new LinkedHashMap<>();
  private final Duration delay;
  private final Clock clock;

  /** What was unavailable when the process ended, and has not been reported since. */
  private final Set<String> unconfirmed = new HashSet<>();

  /**
   * Continues with what was remembered.
   *
   * @param remembered by key, the oldest first
   * @param delay how long something must last before it is told
   */
  Troubles(Map<String, Trouble> remembered, Duration delay, Clock clock) {
    all.putAll(remembered);
    // What is not available now is reported again.
    all.values()
        .removeIf(
            known -> known.kind() == TroubleKind.UNAVAILABLE && known.known() == Trouble.Known.NOT);
    all.forEach(
        (key, known) -> {
          if (known.kind() == TroubleKind.UNAVAILABLE) {
            unconfirmed.add(key);
          }
        });
    this.delay = delay;
    this.clock = clock;
  }

  /** All by key, to be remembered. */
  Map<String, Trouble> all() {
    return all;
  }

  /**
   * Something is wrong. Nothing changes if that is known.
   *
   * @param key names the photo or step, and the sink where one is meant
   * @return whether anything changed
   */
  boolean start(String key, Trouble trouble) {
    forgetOldOnes();
    unconfirmed.remove(key);
    Trouble known = all.get(key);
    if (known != null && known.kind() == trouble.kind()) {
      return known.isOver() && changed(key, known.endedAt(null));
    }
    if (known == null && !hasRoomFor(trouble)) {
      return false;
    }
    all.remove(key); // so that it becomes the youngest
    return changed(key, trouble);
  }

  /**
   * It is over. Nothing changes if it is not known.
   *
   * @return whether anything changed
   */
  boolean end(String key) {
    Trouble known = all.get(key);
    if (known == null || known.isOver()) {
      return false;
    }
    if (known.known() == Trouble.Known.NOT) {
      all.remove(key);
      return true;
    }
    return changed(key, known.endedAt(clock.instant()));
  }

  /**
   * All steps have dealt with a photo: what was unavailable before this process started, and was
   * not reported since, is so no longer. Nobody says so otherwise.
   *
   * @return whether anything changed
   */
  boolean endUnconfirmed() {
    boolean isChanged = false;
    for (String key : unconfirmed) {
      isChanged |= end(key);
    }
    unconfirmed.clear();
    return isChanged;
  }

  private boolean changed(String key, Trouble now) {
    all.put(key, now);
    return true;
  }

  private void forgetOldOnes() {
    Instant now = clock.instant();
    all.values()
        .removeIf(
            known ->
                known.kind().hasNoEnd()
                    && known.pendingSince().isEmpty()
                    && hasPassed(known.since(), DAY, now));
  }

  /** What was told longest ago makes room: nobody is told of its end then. */
  private boolean hasRoomFor(Trouble trouble) {
    boolean hasNoEnd = trouble.kind().hasNoEnd();
    List<Map.Entry<String, Trouble>> alike =
        all.entrySet().stream()
            .filter(entry -> entry.getValue().kind().hasNoEnd() == hasNoEnd)
            .toList();
    if (alike.size() < (hasNoEnd ? MOST_WITHOUT_END : MOST)) {
      return true;
    }
    Optional<String> oldest =
        alike.stream()
            .filter(entry -> entry.getValue().pendingSince().isEmpty())
            .filter(entry -> entry.getValue().kind() != TroubleKind.UNAVAILABLE)
            .map(Map.Entry::getKey)
            .findFirst();
    oldest.ifPresent(all::remove);
    return oldest.isPresent();
  }

  /**
   * What is to be told next. Its start counts as perhaps told from now on, which is to be
   * remembered before it is sent: so its end is told whatever becomes of the message and of this
   * process.
   *
   * @param isClosing what has no end is told at once then
   */
  Optional<Batch> due(boolean isClosing) {
    Instant now = clock.instant();
    Optional<Trouble> first =
        all.values().stream()
            .filter(
                trouble ->
                    trouble.pendingSince().filter(at -> hasPassed(at, delay, now)).isPresent()
                        || (isClosing && isPendingWithoutEnd(trouble)))
            .min(Comparator.comparing(trouble -> trouble.pendingSince().orElseThrow()));
    return first.map(this::with);
  }

  private static boolean isPendingWithoutEnd(Trouble trouble) {
    return trouble.kind().hasNoEnd() && trouble.pendingSince().isPresent();
  }

  private Batch with(Trouble first) {
    Batch wanted = new Batch(first.kind(), first.step(), first.isOver(), Map.of());
    List<Map.Entry<String, Trouble>> found = new ArrayList<>(all.entrySet());
    found.removeIf(entry -> !wanted.fits(entry.getValue()));
    found.sort(Comparator.comparing(entry -> entry.getValue().pendingSince().orElseThrow()));
    Map<String, Trouble> together = new LinkedHashMap<>();
    found.forEach(entry -> together.put(entry.getKey(), entry.getValue()));
    if (!first.isOver()) {
      together.keySet().forEach(key -> all.computeIfPresent(key, Troubles::perhapsTold));
    }
    return new Batch(first.kind(), first.step(), first.isOver(), together);
  }

  /** How long until something is due, if nothing happens meanwhile; empty if nothing is pending. */
  Optional<Duration> untilDue() {
    Instant now = clock.instant();
    @Nullable Duration least = null;
    for (Trouble trouble : all.values()) {
      if (trouble.pendingSince().isPresent()) {
        Duration left = delay.minus(Duration.between(trouble.pendingSince().get(), now).abs());
        least = least == null || left.compareTo(least) < 0 ? left : least;
      }
    }
    return Optional.ofNullable(least).map(left -> left.isNegative() ? Duration.ZERO : left);
  }

  private static Trouble perhapsTold(String key, Trouble trouble) {
    return trouble.known(Trouble.Known.PERHAPS);
  }

  /** People were told. */
  void told(Batch batch) {
    for (String key : batch.troubles().keySet()) {
      Trouble now = all.get(key);
      if (now == null || now.kind() != batch.kind()) {
        continue; // it became another one meanwhile
      }
      if (!batch.isEnd()) {
        all.put(key, now.known(Trouble.Known.YES));
      } else if (now.isOver()) {
        all.remove(key);
      } else {
        all.put(key, now.afresh(clock.instant())); // it came back meanwhile
      }
    }
  }

  /** A clock that was set back is as good as one that went on. */
  private static boolean hasPassed(Instant since, Duration time, Instant now) {
    return Duration.between(since, now).abs().compareTo(time) >= 0;
  }
}
