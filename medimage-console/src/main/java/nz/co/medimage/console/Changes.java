package nz.co.medimage.console;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What has changed since this began, by topic: a part of the page, or a photo. Each change has a
 * number. Of each topic only the latest one is kept, as whoever looks then sees all of them. Safe
 * for use by several threads.
 */
final class Changes {
  /** Begins the topic of a photo. */
  static final String PHOTO = "photo/";

  /** What a page that was away for some hours may have missed. */
  static final int MOST = 1_000;

  /** Another one than before a restart, when the numbers begin again. */
  private final String run = Long.toHexString(new SecureRandom().nextLong());

  /** The number of each topic's latest change, the oldest first. */
  private final Map<String, Long> latest = new LinkedHashMap<>();

  private long number;
  private long forgotten;

  /**
   * What came after a position.
   *
   * @param topics the oldest first
   * @param position that of the last of them
   */
  record News(List<String> topics, String position) {}

  /** Notes that topics have changed. */
  synchronized void add(List<String> topics) {
    for (String topic : topics) {
      latest.remove(topic);
      latest.put(topic, ++number);
    }
    Iterator<Long> oldest = latest.values().iterator();
    while (latest.size() > MOST) {
      forgotten = oldest.next();
      oldest.remove();
    }
  }

  /** The number of a topic's latest change; 0 if there was none. */
  synchronized long of(String topic) {
    return latest.getOrDefault(topic, forgotten);
  }

  /** What a page that is made from now on is current to. */
  synchronized String position() {
    return run + "." + number;
  }

  /**
   * What came after a position, maybe nothing; empty if that is not known, as the position is from
   * another run or from too long ago: then everything may have changed.
   */
  synchronized Optional<News> since(String position) {
    long after = numberOf(position);
    if (after < forgotten || after > number) {
      return Optional.empty();
    }
    List<String> topics = new ArrayList<>();
    latest.forEach(
        (topic, at) -> {
          if (at > after) {
            topics.add(topic);
          }
        });
    return Optional.of(new News(topics, position()));
  }

  private long numberOf(String position) {
    try {
      return position.startsWith(run + ".")
          ? Long.parseLong(position.substring(run.length() + 1))
          : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
