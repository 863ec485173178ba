package nz.co.medimage.sender;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the clocks of receivers and relays are from this device's, and what a person is told of
 * it. Nothing is decided by it. Safe for use by several threads.
 */
final class ClockDifferences {
  /** How far clocks may be apart before anybody is told. */
  static final Duration TOLERANCE = Duration.ofMinutes(5);

  private static final Logger LOG = LoggerFactory.getLogger(ClockDifferences.class);

  private final Map<String, Duration> receivers = new TreeMap<>();
  private final Map<String, Duration> relays = new TreeMap<>();
  private Optional<String> logged = Optional.empty();

  /**
   * A receiver, or a relay on the way to it, told its time.
   *
   * @param difference how far its clock is ahead of this device's
   */
  synchronized void told(String receiver, boolean byRelay, Duration difference) {
    if (byRelay) {
      relays.put("the relay of " + receiver, difference);
    } else {
      receivers.put(receiver, difference);
    }
    Optional<String> now = problem();
    if (!now.equals(logged)) {
      logged = now;
      now.ifPresent(LOG::warn);
    }
  }

  /**
   * What looks wrong, in one sentence. A receiver has shown who it is; a relay's clock is a hint,
   * and two relays that agree may be one.
   */
  synchronized Optional<String> problem() {
    List<Map.Entry<String, Duration>> off = off(receivers);
    off.addAll(off(relays));
    if (off.isEmpty()) {
      return Optional.empty();
    }
    Map.Entry<String, Duration> first = off.get(0);
    List<String> alike =
        off.stream()
            .filter(other -> isClose(other.getValue().minus(first.getValue())))
            .map(Map.Entry::getKey)
            .collect(Collectors.toList());
    Duration ahead = first.getValue();
    String by = about(ahead.abs()) + (ahead.isNegative() ? " ahead of" : " behind");
    return Optional.of(
        alike.size() > 1 && receivers.containsKey(first.getKey())
            ? "The clock of this device is wrong: it is "
                + by
                + " those of "
                + String.join(" and ", alike.subList(0, 2))
                + ", which agree; set it."
            : "The clock of this device is "
                + by
                + " that of "
                + first.getKey()
                + "; check both and set the one that is wrong.");
  }

  private static List<Map.Entry<String, Duration>> off(Map<String, Duration> clocks) {
    List<Map.Entry<String, Duration>> off = new ArrayList<>(clocks.entrySet());
    off.removeIf(clock -> isClose(clock.getValue()));
    return off;
  }

  private static boolean isClose(Duration difference) {
    return difference.abs().compareTo(TOLERANCE) <= 0;
  }

  /** Rounded, as answers tell whole seconds and take some time. */
  private static String about(Duration difference) {
    Duration rounded = difference.plusSeconds(30);
    if (rounded.toDays() >= 2) {
      return rounded.toDays() + " days";
    }
    return rounded.toHours() >= 2 ? rounded.toHours() + " hours" : rounded.toMinutes() + " minutes";
  }
}
