package nz.co.medimage.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import nz.co.medimage.api.file.DiskSpace;
import nz.co.medimage.sink.folders.FolderSink;

/** Looks at a folder into which photos are to be filed. */
final class FolderCheck {
  private static final String NAME = "folder";

  /** Some dozens of photos: time enough for a person to make room. */
  private static final long ROOM = 1L << 30;

  private FolderCheck() {}

  static List<Check> look(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of(
          Check.mend(
              NAME, folder + " is not there; make it, or connect the share or disk it lies on"));
    }
    if (!Files.isDirectory(folder)) {
      return List.of(Check.mend(NAME, folder + " is no folder; choose another with --to"));
    }
    try {
      write(folder);
    } catch (IOException e) {
      return List.of(Check.mend(NAME, folder + " cannot be written to; " + advice(folder)));
    }
    List<Check> checks = new ArrayList<>();
    checks.add(Check.ok(NAME, folder + " can be written to"));
    for (String shortcoming : FolderSink.shortcomings(folder)) {
      checks.add(Check.mend("disk", shortcoming + "; choose another folder if you can"));
    }
    checks.add(HomeChecks.room("room", folder, ROOM));
    return checks;
  }

  private static void write(Path folder) throws IOException {
    Path probe = Files.createTempFile(folder, ".medimage-doctor-", "");
    try {
      Files.write(probe, new byte[] {1});
    } finally {
      Files.delete(probe);
    }
  }

  private static String advice(Path folder) throws IOException {
    if (DiskSpace.usable(folder).orElse(1) == 0) {
      return "its disk is full, make room on it";
    }
    return Files.getFileStore(folder).isReadOnly()
        ? "its disk is mounted for reading only, mount it for writing too"
        : "give the user that runs the receiver the right to";
  }
}
