package nz.co.medimage.cli;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import nz.co.medimage.api.file.DiskSpace;
import nz.co.medimage.api.file.Folders;
import nz.co.medimage.api.file.Home;

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
   * Whether a process runs it; takes and gives back its lock, which shows that it can be written.
   */
  boolean isRunning() throws IOException {
    try {
      Home.open(folder, kind).lock().close();
      return false;
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      return true;
    }
  }

  Check whose(boolean running) {
    String name = kind.name().toLowerCase(Locale.ROOT);
    return Check.ok(
        "home",
        folder + " is the home of a " + name + (running ? ", which runs" : ", which does not run"));
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
    Instant made = Files.getLastModifiedTime(folder.resolve("medimage-home")).toInstant();
    Path ledger = folder.resolve("ledger");
    return Folders.list(ledger).stream()
        .flatMap(day -> begin(day).stream())
        .filter(made::isBefore)
        .max(Instant::compareTo)
        .orElse(made);
  }

  private static Optional<Instant> begin(Path day) {
    try {
      LocalDate date = LocalDate.parse(day.getFileName().toString());
      return Optional.of(date.atStartOfDay().toInstant(ZoneOffset.UTC));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  Check clock(Instant now) throws IOException {
    Instant latest = latest();
    return now.plus(RelayCheck.TOLERATED).isBefore(latest)
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
