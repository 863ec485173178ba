package nz.co.medimage.sender;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import nz.co.medimage.runtime.ClockDifference;

/**
 * Compares the clocks of receivers and relays with this device's, and reports what looks wrong to a
 * person. Nothing is decided by it. Safe for use by several threads.
 */
final class ClockDifferences {
  private final Map<String, ClockDifference> receivers = new TreeMap<>();
  private final Map<String, ClockDifference> relays = new TreeMap<>();
  private final Consumer<String> problems;
  private Optional<String> told = Optional.empty();

  /** Makes one that reports each problem as soon as it shows. */
  ClockDifferences(Consumer<String> problems) {
    this.problems = problems;
  }

  /**
   * Called when a receiver, or a relay on the way to it, told its time.
   *
   * @param difference how far its clock is ahead of this device's
   */
  void told(String receiver, boolean byRelay, Duration difference) {
    Optional<String> now;
    synchronized (this) {
      if (byRelay) {
        relays.put("the relay of " + receiver, new ClockDifference(difference));
      } else {
        receivers.put(receiver, new ClockDifference(difference));
      }
      now = problem();
      if (now.equals(told)) {
        return;
      }
      told = now;
    }
    now.ifPresent(problems);
  }

  /**
   * What looks wrong, in one sentence. A receiver has shown who it is; a relay's clock is a hint,
   * and two relays that agree may be one.
   */
  synchronized Optional<String> problem() {
    List<Map.Entry<String, ClockDifference>> off = off(receivers);
    off.addAll(off(relays));
    if (off.isEmpty()) {
      return Optional.empty();
    }
    Map.Entry<String, ClockDifference> first = off.get(0);
    List<String> alike =
        off.stream()
            .filter(other -> agree(first.getValue(), other.getValue()))
            .map(Map.Entry::getKey)
            .collect(Collectors.toList());
    ClockDifference there = first.getValue();
    String by = there.about() + (there.isAhead() ? " behind" : " ahead of");
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

  private static List<Map.Entry<String, ClockDifference>> off(Map<String, ClockDifference> clocks) {
    List<Map.Entry<String, ClockDifference>> off = new ArrayList<>(clocks.entrySet());
    off.removeIf(clock -> clock.getValue().isTolerable());
    return off;
  }

  private static boolean agree(ClockDifference one, ClockDifference other) {
    return new ClockDifference(other.ahead().minus(one.ahead())).isTolerable();
  }
}
