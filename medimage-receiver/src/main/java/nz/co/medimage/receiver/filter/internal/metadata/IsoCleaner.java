package nz.co.medimage.receiver.filter.internal.metadata;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Cleans files of boxes: MP4 and what is like it (ISO/IEC 14496-12), HEIF (ISO/IEC 23008-12) and
 * QuickTime. Everything keeps its place, as these formats point to places in the file. What is kept
 * is the samples of pictures and sound and what it takes to decode them, with the times at which
 * they were made; boxes of any other kind become free space, and all that no picture and no sound
 * claims becomes zeros.
 */
final class IsoCleaner {
  private static final Set<String> KEPT = Set.of("ftyp", "styp", "sidx", "ssix");
  private static final Set<String> BLANKED = Set.of("free", "skip", "wide");
  private static final int LONGEST_TYPES = 4096;

  private final BoxReader reader;
  private final BlankedCopy copy;
  private final MediaData data;
  private final List<Box> movies = new ArrayList<>();
  private final List<Box> fragments = new ArrayList<>();
  private final List<Box> metas = new ArrayList<>();

  private IsoCleaner(FileChannel file, FileChannel cleaned) throws IOException {
    reader = new BoxReader(file);
    copy = new BlankedCopy(file, cleaned);
    data = new MediaData(copy, reader.size());
  }

  /** Cleans, see {@link MetadataCleaner#clean}. */
  static boolean clean(FileChannel file, FileChannel cleaned)
      throws IOException, UncleanableException {
    return new IsoCleaner(file, cleaned).clean();
  }

  private boolean clean() throws IOException, UncleanableException {
    long at = 0;
    for (Optional<Box> box = next(at); box.isPresent(); box = next(at)) {
      sort(box.get());
      at = box.get().end();
    }
    boolean isWhole = movies.size() + metas.size() > 0;
    if (!isWhole || movies.size() > 1 || metas.size() > 1) {
      throw BoxReader.unusual();
    }
    // Items first: what of theirs goes has to be known before samples are kept.
    for (Box meta : metas) {
      new ItemCleaner(reader, copy, data).clean(meta);
    }
    for (Box movie : movies) {
      MovieCleaner cleaner = new MovieCleaner(reader, copy, data);
      cleaner.clean(movie);
      FragmentCleaner pieces = new FragmentCleaner(reader, copy, data, cleaner.tracks());
      for (Box fragment : fragments) {
        pieces.clean(fragment);
      }
    }
    if (data.isEmpty() || (movies.isEmpty() && !fragments.isEmpty())) {
      throw BoxReader.unusual();
    }
    return copy.finish();
  }

  /** What comes behind the last whole box is no box, and goes. */
  private Optional<Box> next(long at) throws IOException, UncleanableException {
    return reader.box(at, reader.size());
  }

  private void sort(Box box) throws IOException, UncleanableException {
    switch (box.type()) {
      case "mdat" -> {
        copy.keepHeader(box);
        data.area(box.body(), box.end());
      }
      case "moov" -> movies.add(box);
      case "moof" -> fragments.add(box);
      case "meta" -> metas.add(box);
      case "mfra" -> keepOnly(box, Set.of("tfra", "mfro"));
      default -> {
        if (KEPT.contains(box.type()) && box.length() <= LONGEST_TYPES) {
          copy.keep(box);
        } else if (BLANKED.contains(box.type())) {
          copy.keepHeader(box);
        } else {
          copy.free(box);
        }
      }
    }
  }

  private void keepOnly(Box box, Set<String> kept) throws IOException, UncleanableException {
    copy.keepHeader(box);
    for (Box child : reader.children(box.body(), box.end())) {
      if (kept.contains(child.type())) {
        copy.keep(child);
      } else {
        copy.free(child);
      }
    }
  }
}
