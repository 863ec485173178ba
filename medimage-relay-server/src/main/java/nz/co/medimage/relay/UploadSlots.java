package nz.co.medimage.relay;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Bounds how many uploads run at once, in all and into one mailbox: each holds a thread of the
 * server for as long as its sender cares to take. Safe for use by several threads.
 */
final class UploadSlots {
  private final int most;
  private final int mostOfOne;
  private final Map<UUID, Integer> running = new HashMap<>();
  private int all;

  /**
   * @param most in all; fewer than the server has threads, so that the others are served still
   * @param mostOfOne into one mailbox
   */
  UploadSlots(int most, int mostOfOne) {
    this.most = most;
    this.mostOfOne = mostOfOne;
  }

  /** Takes a slot, to be given back; false if there is none. */
  synchronized boolean take(UUID mailbox) {
    int before = running.getOrDefault(mailbox, 0);
    if (all == most || before == mostOfOne) {
      return false;
    }
    running.put(mailbox, before + 1);
    all++;
    return true;
  }

  synchronized void giveBack(UUID mailbox) {
    running.computeIfPresent(mailbox, (id, count) -> count == 1 ? null : count - 1);
    all--;
  }
}
