package nz.co.medimage.sink.folders;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.file.Folders;
import org.jspecify.annotations.Nullable;

/**
 * Which photos were filed, and under which names: a file each, in folders by the day in the photo's
 * id. Days that lie five years back are forgotten. Safe for use by several threads.
 */
final class FiledMemory {
  private static final int YEARS = 5;

  private final Path folder;
  private final Clock clock;
  private @Nullable LocalDate pruned;

  FiledMemory(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  Optional<Intent> find(EnvelopeId id) throws IOException {
    try {
      return Optional.of(Intent.read(day(id).resolve(id.toString())));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Where a photo that was filed is to be remembered; its folder is made. */
  Path fileFor(EnvelopeId id) throws IOException {
    prune();
    return DurableFiles.createPrivateFolders(day(id)).resolve(id.toString());
  }

  /** Forces to disk that a photo is remembered. */
  void force(EnvelopeId id) throws IOException {
    DurableFiles.forceFolder(day(id));
  }

  private Path day(EnvelopeId id) {
    return folder.resolve(LocalDate.ofInstant(id.createdAt(), ZoneOffset.UTC).toString());
  }

  /** Once a day, forgets days that are old enough; a day more, for clocks that differ. */
  private synchronized void prune() throws IOException {
    LocalDate today = LocalDate.now(clock.withZone(ZoneOffset.UTC));
    if (today.equals(pruned) || !Files.isDirectory(folder)) {
      return;
    }
    pruned = today;
    LocalDate oldest = today.minusYears(YEARS).minusDays(1);
    for (Path day : Folders.list(folder)) {
      if (isBefore(day.getFileName().toString(), oldest)) {
        DurableFiles.deleteTree(day);
      }
    }
  }

  private static boolean isBefore(String day, LocalDate oldest) {
    try {
      return LocalDate.parse(day).isBefore(oldest);
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
