package nz.co.medimage.receiver;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.receiver.DeliveryRecord.FollowUp;

/**
 * How far photos are at follow-up sinks, as last read, while nobody but this process changes it.
 * Safe for use by several threads.
 */
final class KnownStates {
  private final Map<PhotoId, List<FollowUp>> known = new HashMap<>();
  private boolean isEnabled;

  /** So that what was read before a change is not kept after it. */
  private long changes;

  /** Reads from the disk. */
  @FunctionalInterface
  interface Reading {
    List<FollowUp> read() throws IOException;
  }

  /** Writes to the disk. */
  @FunctionalInterface
  interface Change {
    void run() throws IOException;
  }

  /** Begins to keep what is read, or ends it. */
  synchronized void enable(boolean isOn) {
    isEnabled = isOn;
    known.clear();
    changes++;
  }

  /** How far a photo is; nothing is kept of one that is not here. */
  List<FollowUp> get(PhotoId id, Reading reading) throws IOException {
    long before;
    synchronized (this) {
      List<FollowUp> kept = known.get(id);
      if (kept != null) {
        return kept;
      }
      before = changes;
    }
    List<FollowUp> read = List.copyOf(reading.read());
    synchronized (this) {
      if (isEnabled && before == changes && !read.isEmpty()) {
        known.put(id, read);
      }
    }
    return read;
  }

  /** Changes something of a photo, or fails half-way. */
  void change(PhotoId id, Change change) throws IOException {
    try {
      change.run();
    } finally {
      synchronized (this) {
        known.remove(id);
        changes++;
      }
    }
  }
}
