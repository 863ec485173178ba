package nz.co.medimage.receiver.filter.internal.metadata;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where pictures and sound lie in a file, and which parts of that are kept. Nothing is kept that
 * lies elsewhere, or that other data shares.
 */
final class MediaData {
  /** Two tracks may share samples, but not so often that a small file takes long. */
  private static final int MOST_SHARING = 4;

  private final BlankedCopy copy;
  private final long most;
  private final TreeMap<Long, Long> areas = new TreeMap<>();
  private final TreeMap<Long, Long> dropped = new TreeMap<>();
  private long kept;

  MediaData(BlankedCopy copy, long fileSize) {
    this.copy = copy;
    this.most = MOST_SHARING * fileSize;
  }

  /** Media data may be between these places. */
  void area(long start, long end) {
    areas.put(start, end);
  }

  /** No media data may be between these places in an area, as something else is there that goes. */
  void drop(long start, long end) throws UncleanableException {
    if (end > start) {
      if (overlaps(start, end) || !isInArea(start, end)) {
        throw BoxReader.unusual();
      }
      dropped.put(start, end);
    }
  }

  /** Whether something that goes lies between these places, even if only in part. */
  private boolean overlaps(long start, long end) {
    Map.Entry<Long, Long> last = dropped.lowerEntry(end);
    return last != null && last.getValue() > start;
  }

  /** Keeps what is between these places; all that is dropped has to be known by then. */
  void keep(long start, long end) throws IOException, UncleanableException {
    if (end == start) {
      return;
    }
    kept += end - start;
    if (start < 0 || end < start || kept > most || overlaps(start, end) || !isInArea(start, end)) {
      throw BoxReader.unusual();
    }
    copy.keep(start, end);
  }

  boolean isEmpty() {
    return kept == 0;
  }

  private boolean isInArea(long start, long end) {
    Map.Entry<Long, Long> area = areas.floorEntry(start);
    return area != null && end <= area.getValue();
  }
}
