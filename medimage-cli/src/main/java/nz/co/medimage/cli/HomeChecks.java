package nz.co.medimage.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import nz.co.medimage.api.file.DiskSpace;
import nz.co.medimage.runtime.ClockDifference;
import nz.co.medimage.runtime.Home;

/** Looks at a home as a folder: whose it is, who runs it, and how late it must be. */
final class HomeChecks {
  /** What a photo or two of the largest size and their receipts take up. */
  private static final long ROOM = 256L << 20;

  private final Path folder;
  private final Home.Kind kind;

  HomeChecks(Path folder, Home.Kind kind) {
    this.folder = folder;
    this.kind = kind;
  }

  /**
   * Whether a process runs it.
   *
   * @throws IOException if this user cannot write there, and so run it
   */
  boolean isRunning() throws IOException {
    if (!Files.isWritable(folder)) {
      throw new AccessDeniedException(folder.toString());
    }
    return Home.isRunning(folder);
  }

  Check whose(boolean running) {
    String name = kind.name().toLowerCase(Locale.ROOT);
    return Check.ok(
        "home",
        folder + " is the home of a " + name + (running ? ", which runs" : ", which does not run"));
  }

  /** Rights are those of a user: what another may do says little. */
  List<Check> user(String name) throws IOException {
    if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return List.of();
    }
    String owner = Files.getOwner(folder.resolve("medimage-home")).getName();
    return owner.equals(name) || name.equals("?")
        ? List.of()
        : List.of(
            Check.mend(
                "user",
                "doctor is run by "
                    + name
                    + ", but this home is that of "
                    + owner
                    + ", who may have other rights; run doctor as "
                    + owner));
  }

  Check room() {
    return room("room", folder, ROOM);
  }

  /** Whether a disk has room for what comes. */
  static Check room(String name, Path folder, long least) {
    OptionalLong free = DiskSpace.usable(folder);
    if (free.isEmpty()) {
      return Check.ok(name, "this system cannot tell how much is free on the disk of " + folder);
    }
    String left = ByteSize.format(free.getAsLong()) + " are free on the disk of " + folder;
    return free.getAsLong() >= least
        ? Check.ok(name, left)
        : Check.mend(name, "only " + left + "; make room on it");
  }

  /** The latest moment that this home knows of; the clock cannot be before it. */
  Instant latest() throws IOException {
    Instant latest = Instant.EPOCH;
    for (String file : List.of("medimage-home", "ledger.db", "ledger.db-wal")) {
      Path path = folder.resolve(file);
      if (Files.exists(path)) {
        Instant changed = Files.getLastModifiedTime(path).toInstant();
        latest = changed.isAfter(latest) ? changed : latest;
      }
    }
    return latest;
  }

  Check clock(Instant now) throws IOException {
    Instant latest = latest();
    return new ClockDifference(Duration.between(now, latest)).isAhead()
        ? Check.mend(
            "clock",
            "this computer believes that it is "
                + now
                + ", but this home was in use on "
                + latest
                + "; set the clock")
        : Check.ok("clock", "it is " + now.truncatedTo(ChronoUnit.SECONDS));
  }
}
