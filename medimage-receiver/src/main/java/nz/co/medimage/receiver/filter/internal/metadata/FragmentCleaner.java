package nz.co.medimage.receiver.filter.internal.metadata;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Cleans movie fragments: ISO/IEC 14496-12 section 8.8. */
final class FragmentCleaner {
  private static final Set<String> KEPT = Set.of("tfhd", "tfdt", "trun", "sbgp", "sgpd", "subs");
  private static final Set<String> ENCRYPTED = Set.of("senc", "saio", "saiz");

  private static final int BASE_IS_SAID = 1;
  private static final int DESCRIPTION_IS_SAID = 2;
  private static final int DURATION_IS_SAID = 8;
  private static final int SIZE_IS_SAID = 0x10;
  private static final int BASE_IS_FRAGMENT = 0x20000;

  private static final int RUN_OFFSET = 1;
  private static final int RUN_FIRST_FLAGS = 4;
  private static final int RUN_DURATIONS = 0x100;
  private static final int RUN_SIZES = 0x200;
  private static final int RUN_FLAGS = 0x400;
  private static final int RUN_TIMES = 0x800;

  private final BoxReader reader;
  private final BlankedCopy copy;
  private final MediaData data;
  private final Map<Long, Track> tracks;

  /** Whether a track of this fragment is gone, behind which the next one cannot be found. */
  private boolean hasDropped;

  FragmentCleaner(BoxReader reader, BlankedCopy copy, MediaData data, Map<Long, Track> tracks) {
    this.reader = reader;
    this.copy = copy;
    this.data = data;
    this.tracks = tracks;
  }

  void clean(Box fragment) throws IOException, UncleanableException {
    copy.keepHeader(fragment);
    List<Box> children = reader.children(fragment.body(), fragment.end());
    long next = fragment.start();
    hasDropped = false;
    for (Box child : children) {
      switch (child.type()) {
        case "mfhd" -> copy.keep(child);
        case "traf" -> next = track(child, fragment.start(), next);
        default -> copy.free(child);
      }
    }
  }

  /** Gives where the data of the next track is, should it not say so. */
  private long track(Box box, long fragment, long next) throws IOException, UncleanableException {
    List<Box> children = reader.children(box.body(), box.end());
    Box header = BoxReader.needed(children, "tfhd");
    @Nullable Track track = tracks.get(reader.u32(header.body() + 4));
    int flags = (int) reader.u32(header.body()) & 0xFFFFFF;
    boolean saysWhere = (flags & (BASE_IS_SAID | BASE_IS_FRAGMENT)) != 0;
    if (track == null
        || (track.isKept() && hasDropped && !saysWhere)
        || children.stream().anyMatch(c -> ENCRYPTED.contains(c.type()))) {
      throw BoxReader.unusual();
    }
    long base =
        isSet(flags, BASE_IS_SAID)
            ? reader.s64(header.body() + 8)
            : isSet(flags, BASE_IS_FRAGMENT) ? fragment : next;
    long at = base;
    for (Box child : children) {
      if (child.is("trun")) {
        at = run(child, track, base, at, defaultSize(header, flags, track));
      }
    }
    if (!track.isKept()) {
      hasDropped = true;
      copy.free(box);
      return at;
    }
    copy.keepHeader(box);
    for (Box child : children) {
      if (KEPT.contains(child.type())) {
        copy.keep(child);
      } else {
        copy.free(child);
      }
    }
    return at;
  }

  private long defaultSize(Box header, int flags, Track track)
      throws IOException, UncleanableException {
    long at = header.body() + 8;
    at += isSet(flags, BASE_IS_SAID) ? 8 : 0;
    at += isSet(flags, DESCRIPTION_IS_SAID) ? 4 : 0;
    at += isSet(flags, DURATION_IS_SAID) ? 4 : 0;
    return isSet(flags, SIZE_IS_SAID) ? reader.u32(at) : track.defaultSize();
  }

  /** Keeps the samples of a run if they are kept; gives where they end. */
  private long run(Box box, Track track, long base, long next, long defaultSize)
      throws IOException, UncleanableException {
    int flags = (int) reader.u32(box.body()) & 0xFFFFFF;
    long count = reader.u32(box.body() + 4);
    long field = box.body() + 8;
    long start = next;
    if (isSet(flags, RUN_OFFSET)) {
      start = base + (int) reader.u32(field);
      field += 4;
    }
    field += isSet(flags, RUN_FIRST_FLAGS) ? 4 : 0;
    int sizeAt = isSet(flags, RUN_DURATIONS) ? 4 : 0;
    int perSample =
        4 * Integer.bitCount(flags & (RUN_DURATIONS | RUN_SIZES | RUN_FLAGS | RUN_TIMES));
    if (count * perSample > box.end() - field) {
      throw BoxReader.unusual();
    }
    long bytes = 0;
    if (isSet(flags, RUN_SIZES)) {
      for (long i = 0; i < count; i++) {
        bytes += reader.u32(field + i * perSample + sizeAt);
      }
    } else if (defaultSize > 0 && count > reader.size() / defaultSize) {
      throw BoxReader.unusual();
    } else {
      bytes = count * defaultSize;
    }
    if (track.isKept()) {
      data.keep(start, start + bytes);
    }
    return start + bytes;
  }

  private static boolean isSet(int flags, int bit) {
    return (flags & bit) != 0;
  }
}
