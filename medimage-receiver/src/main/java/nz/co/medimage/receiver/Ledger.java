package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.file.Folders;
import nz.co.medimage.receiver.internal.state.DamagedStateException;
import nz.co.medimage.receiver.internal.state.JsonFile;
import nz.co.medimage.receiver.internal.state.LedgerEntry;

/**
 * Remembers what was decided on each envelope, so that a repeat, also years later, gets the same
 * receipt and makes nothing twice. A file for each envelope, in a folder for each day by the time
 * in its id; whole days are forgotten past {@link #AGE}, beyond which no envelope is taken.
 */
final class Ledger {
  /** Five years and their leap days. */
  static final Duration AGE = Duration.ofDays(5 * 365 + 2);

  private static final String ENDING = ".json";

  private final JsonFile<LedgerEntry> files = new JsonFile<>(LedgerEntry.class);
  private final Path folder;
  private final Clock clock;

  Ledger(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /**
   * What was decided on an envelope, if it was.
   *
   * @throws IOException if its entry is damaged
   */
  Optional<LedgerEntry> find(EnvelopeId id) throws IOException {
    return files.read(file(id));
  }

  /** Decides: when this returns, the outcome survives a power cut. */
  void write(LedgerEntry entry) throws IOException {
    Path file = file(entry.envelope());
    Path day = folder.resolve(day(entry.envelope()));
    DurableFiles.createPrivateFolders(day);
    files.write(file, entry);
  }

  /** Whether an envelope is from before what is remembered. */
  boolean isPast(EnvelopeId id) {
    return id.createdAt().isBefore(horizon().atStartOfDay().toInstant(ZoneOffset.UTC));
  }

  /**
   * All entries, the oldest envelope first; the sentence on a damaged one goes to {@code damaged}.
   */
  List<LedgerEntry> all(Consumer<String> damaged) throws IOException {
    List<LedgerEntry> entries = new ArrayList<>();
    for (Path day : list(folder)) {
      for (Path file : list(day)) {
        if (file.toString().endsWith(ENDING)) {
          try {
            files.read(file).ifPresent(entries::add);
          } catch (DamagedStateException e) {
            damaged.accept(e.getMessage());
          }
        }
      }
    }
    entries.sort(Comparator.comparing(LedgerEntry::envelope));
    return entries;
  }

  /** Forgets the days past the age. */
  void prune() throws IOException {
    for (Path day : list(folder)) {
      try {
        if (LocalDate.parse(day.getFileName().toString()).isBefore(horizon())) {
          DurableFiles.deleteTree(day);
        }
      } catch (DateTimeParseException e) {
        // not a day of ours; left alone
      }
    }
  }

  private LocalDate horizon() {
    return LocalDate.ofInstant(clock.instant().minus(AGE), ZoneOffset.UTC);
  }

  private Path file(EnvelopeId id) {
    return folder.resolve(day(id)).resolve(id + ENDING);
  }

  private static String day(EnvelopeId id) {
    Instant created = id.createdAt();
    return LocalDate.ofInstant(created, ZoneOffset.UTC).toString();
  }

  private static List<Path> list(Path folder) throws IOException {
    return Folders.list(folder);
  }
}
