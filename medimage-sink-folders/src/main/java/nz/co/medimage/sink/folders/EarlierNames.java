package nz.co.medimage.sink.folders;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nz.co.medimage.api.file.Folders;

/**
 * The names that the folder of a patient held when this run first looked into it. Whatever an
 * earlier run filed there is among them, so that one look at each folder is enough. Safe for use by
 * several threads.
 */
final class EarlierNames {
  private static final int MAX_REMEMBERED = 200_000;

  private final int maxRemembered;
  private final Map<Path, List<String>> byFolder = new HashMap<>();
  private int remembered;
  private int lastEpoch;

  EarlierNames() {
    this(MAX_REMEMBERED);
  }

  EarlierNames(int maxRemembered) {
    this.maxRemembered = maxRemembered;
  }

  /**
   * Looks into a folder.
   *
   * @param epoch the epoch of the session; in a new one all folders are looked into again
   * @return false if it was looked into already
   */
  synchronized boolean look(Path folder, int epoch) throws IOException {
    if (epoch == lastEpoch && byFolder.containsKey(folder)) {
      return false;
    }
    if (epoch != lastEpoch || remembered > maxRemembered) {
      byFolder.clear();
      remembered = 0;
      lastEpoch = epoch;
    }
    List<String> names = list(folder);
    byFolder.put(folder, names);
    remembered += names.size() + 1;
    return true;
  }

  /** The names in a folder that a photo may have got. */
  synchronized List<String> of(PhotoName photo, Path folder, int epoch) throws IOException {
    look(folder, epoch);
    return byFolder.getOrDefault(folder, List.of()).stream()
        .filter(photo::mayBe)
        .sorted(Comparator.comparing(String::length).thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  private static List<String> list(Path folder) throws IOException {
    List<String> names = new ArrayList<>();
    for (Path entry : Folders.list(folder)) {
      names.add(entry.getFileName().toString());
    }
    return List.copyOf(names);
  }
}
