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

  private final Map<Path, List<String>> byFolder = new HashMap<>();
  private int remembered;
  private int lastTurn;

  /**
   * Looks into a folder.
   *
   * @param turn of the session; another one than before has all folders looked into again
   * @return false if this run has already
   */
  synchronized boolean look(Path folder, int turn) throws IOException {
    if (turn != lastTurn || remembered > MAX_REMEMBERED) {
      byFolder.clear();
      remembered = 0;
      lastTurn = turn;
    }
    if (byFolder.containsKey(folder)) {
      return false;
    }
    List<String> names = list(folder);
    byFolder.put(folder, names);
    remembered += names.size() + 1;
    return true;
  }

  /** The names in a folder that a photo may have got. */
  synchronized List<String> of(PhotoName photo, Path folder, int turn) throws IOException {
    look(folder, turn);
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
