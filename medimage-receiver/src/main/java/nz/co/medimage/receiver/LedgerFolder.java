package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.file.Folders;
import nz.co.medimage.receiver.internal.state.DamagedStateException;
import nz.co.medimage.receiver.internal.state.JsonFile;
import nz.co.medimage.receiver.internal.state.LedgerEntry;
import nz.co.medimage.receiver.internal.state.LedgerFile;
import nz.co.medimage.store.SqliteFile;

/**
 * The ledger as earlier versions kept it, a file for each envelope in a folder for each day. It
 * moves over when a receiver starts: a file is deleted once its entry is on stable storage in the
 * new place, so a kill at any instant leaves each entry in one of them at least.
 */
final class LedgerFolder {
  private static final int AT_ONCE = 1_000;
  private static final String ENDING = ".json";

  private final JsonFile<LedgerFile> files = new JsonFile<>(LedgerFile.class);
  private final Path folder;

  /** Those that cannot be read: nobody knows whether their photos were delivered. */
  private final Map<EnvelopeId, String> damaged = new ConcurrentHashMap<>();

  LedgerFolder(Path folder) {
    this.folder = folder;
  }

  Path folder() {
    return folder;
  }

  boolean exists() {
    return Files.isDirectory(folder);
  }

  /**
   * Throws the sentence on a damaged entry of this envelope, if there is one: it must not be taken
   * for one that never came.
   */
  void requireUndamaged(EnvelopeId id) throws DamagedStateException {
    String sentence = damaged.get(id);
    if (sentence != null) {
      throw new DamagedStateException(sentence);
    }
  }

  /** Moves all over; the sentence on a damaged one, which stays, goes to {@code told}. */
  void moveInto(SqliteFile store, Consumer<String> told) throws IOException {
    if (!exists()) {
      return;
    }
    for (Path day : Folders.list(folder)) {
      List<Path> entries = new ArrayList<>();
      if (Files.isDirectory(day)) {
        for (Path file : Folders.list(day)) {
          if (file.toString().endsWith(ENDING)) {
            entries.add(file);
          }
        }
        for (int i = 0; i < entries.size(); i += AT_ONCE) {
          move(entries.subList(i, Math.min(entries.size(), i + AT_ONCE)), store, told);
        }
        deleteIfEmpty(day);
      }
    }
    deleteIfEmpty(folder);
  }

  private void move(List<Path> some, SqliteFile store, Consumer<String> told) throws IOException {
    List<Path> readable = new ArrayList<>();
    List<LedgerEntry> entries = new ArrayList<>();
    for (Path file : some) {
      try {
        Optional<LedgerEntry> entry = files.read(file).map(LedgerFile::entry);
        entry.ifPresent(entries::add);
        readable.add(file);
      } catch (DamagedStateException e) {
        keep(file, String.valueOf(e.getMessage()));
        told.accept(e.getMessage());
      }
    }
    store.write(
        sql -> {
          for (LedgerEntry entry : entries) {
            // What is there already is from before a kill, or newer.
            if (!LedgerTable.holds(sql, entry.photo())) {
              LedgerTable.put(sql, entry, seen(entry));
            }
          }
          return entries.size();
        });
    for (Path file : readable) {
      Files.deleteIfExists(file);
    }
  }

  /** Of what was rejected nobody knows whether it was authentic. */
  private static Optional<Instant> seen(LedgerEntry entry) {
    return Optional.of(entry)
        .filter(LedgerEntry::isDelivered)
        .map(delivered -> delivered.envelope().createdAt());
  }

  private void keep(Path file, String sentence) {
    String name = file.getFileName().toString();
    try {
      String id = name.substring(0, name.length() - ENDING.length());
      damaged.put(EnvelopeId.parse(id), sentence);
    } catch (IllegalArgumentException e) {
      // Named otherwise, so it was never found by its name either.
    }
  }

  private static void deleteIfEmpty(Path folder) throws IOException {
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      // A file that is damaged, or not ours, stays.
    }
  }
}
