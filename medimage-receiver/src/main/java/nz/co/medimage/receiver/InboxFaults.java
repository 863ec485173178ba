package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.file.Folders;

/** How often photos that wait for filters and required sinks have made a step throw. */
final class InboxFaults {
  private final PhotoFaults faults;
  private final Path counts;

  InboxFaults(PhotoFaults faults, Path counts) {
    this.faults = faults;
    this.counts = counts;
  }

  /** Forgets the counts of photos that are not here. */
  void keepOnly(Collection<PhotoId> here) throws IOException {
    for (Path count : Folders.list(counts)) {
      if (here.stream().noneMatch(id -> count.equals(file(id)))) {
        Files.deleteIfExists(count);
      }
    }
  }

  /** Counts a failure; whether the photo is to blame, and is to be given up. */
  boolean isToBlame(PhotoId id, StepFailedException e) {
    try {
      return faults.isToBlame(id, e.isOpened() ? e.step() : "opening", file(id));
    } catch (IOException cannotBeCounted) {
      return false;
    }
  }

  /** Forgets a photo whose work here has ended. */
  void ended(PhotoId id) throws IOException {
    faults.ended(id);
    Files.deleteIfExists(file(id));
  }

  private Path file(PhotoId id) {
    return counts.resolve(id + ".json");
  }
}
