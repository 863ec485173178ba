package nz.co.medimage.sender;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.file.Folders;
import nz.co.medimage.sender.DeliveryStatus.State;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of how photos ended, one small file each. The existence of a file is what counts: the
 * envelope of that id is never sent again.
 */
final class EndedRecords {
  private static final Logger LOG = LoggerFactory.getLogger(EndedRecords.class);

  private final Path folder;

  EndedRecords(Path folder) {
    this.folder = folder;
  }

  /** Only what the receiver has is kept under a mark, by which it is found later. */
  private Path file(EnvelopeId id, @Nullable SendMark mark) {
    return folder.resolve(new EntryName(id, null, mark).ended());
  }

  /** The names of all records; other files are ignored. */
  List<EntryName> names() throws IOException {
    List<EntryName> names = new ArrayList<>();
    for (Path file : Folders.list(folder, EntryName.ENDED)) {
      EntryName.ofEnded(file).ifPresent(names::add);
    }
    return names;
  }

  /**
   * Writes a record in one step: no crash of this process leaves half of it.
   *
   * <p>Only a withdrawal, a photo that is held and a delivery under a caller's key are forced to
   * disk as well. A power cut that loses any other record costs a line of history, or the photo is
   * offered once more, which the receiver answers with the same receipt. But a withdrawn photo
   * would be sent after all, and a photo that is not found when it is sent again would be sent as a
   * new one.
   */
  void write(EndedRecord ended, @Nullable SendMark mark) throws IOException {
    boolean keyed = ended.outcome() == State.DELIVERED && mark != null && mark.key() != null;
    boolean found = keyed || ended.outcome() == State.HELD;
    Path file = file(ended.id(), found ? mark : null);
    if (found || ended.outcome() == State.CANCELLED) {
      DurableFiles.write(file, ended.toJson());
    } else {
      DurableFiles.writeUnforced(file, ended.toJson());
    }
  }

  /** Reads a record, if it exists and can be read. */
  Optional<EndedRecord> find(EnvelopeId id, @Nullable SendMark mark) {
    return readable(file(id, mark)).filter(ended -> ended.id().equals(id));
  }

  private static Optional<EndedRecord> readable(Path file) {
    try {
      return read(file);
    } catch (IOException e) {
      LOG.warn("How a photo ended cannot be read now and is passed over: {}", e.toString());
      return Optional.empty();
    }
  }

  /**
   * Reads a record; empty if it is damaged or gone.
   *
   * @throws IOException if that cannot be determined now
   */
  private static Optional<EndedRecord> read(Path file) throws IOException {
    byte[] json;
    try {
      json = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      // pruned meanwhile
      return Optional.empty();
    }
    try {
      return Optional.of(EndedRecord.ofJson(json));
    } catch (IOException e) {
      LOG.debug("{} is damaged and passed over: {}", file, e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Whether a record says that the sealed copy was damaged.
   *
   * @throws IOException if it cannot be read now
   */
  boolean isDamage(EntryName name) throws IOException {
    return read(file(name.id(), name.mark()))
        .filter(ended -> ended.outcome() == State.DAMAGED)
        .isPresent();
  }

  /**
   * All records since {@code limit} that can be read, oldest first; a power cut may have emptied
   * some.
   */
  List<EndedRecord> readAll(Instant limit) throws IOException {
    List<EndedRecord> all = new ArrayList<>();
    for (Path file : Folders.list(folder, EntryName.ENDED)) {
      if (EntryName.ofEnded(file).isPresent() && !writtenAt(file).isBefore(limit)) {
        readable(file).ifPresent(all::add);
      }
    }
    all.sort((a, b) -> a.id().compareTo(b.id()));
    return all;
  }

  /**
   * Deletes records that were written before {@code limit}. The clock of this device may be wrong
   * now or have been wrong then, and a photo that its mark does not find is sent as a new one. So
   * records under a mark also stay while they are among the newest, and while they are recent by
   * the clock of their receiver.
   *
   * @param needed the records that must stay
   * @param newest how many records under a mark stay in any case
   */
  void prune(Instant limit, Set<EnvelopeId> needed, int newest) throws IOException {
    Map<Path, Instant> marked = new HashMap<>();
    for (Path file : Folders.list(folder, EntryName.ENDED)) {
      Optional<EntryName> name = EntryName.ofEnded(file);
      if (!name.filter(known -> needed.contains(known.id())).isPresent()) {
        Instant written = writtenAt(file);
        if (name.filter(known -> known.mark() != null).isPresent()) {
          marked.put(file, written);
        } else if (written.isBefore(limit)) {
          Files.deleteIfExists(file);
        }
      }
    }
    List<Path> newestFirst = new ArrayList<>(marked.keySet());
    newestFirst.sort(Comparator.comparing((Path file) -> marked.get(file)).reversed());
    for (Path file : newestFirst.subList(Math.min(newest, marked.size()), marked.size())) {
      if (marked.get(file).isBefore(limit) && !endedSince(file, limit)) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** By the clock of the receiver; a record that cannot be read now may be of any time. */
  private static boolean endedSince(Path file, Instant limit) {
    try {
      return read(file).filter(ended -> !ended.at().isBefore(limit)).isPresent();
    } catch (IOException e) {
      LOG.warn("How a photo ended cannot be read now and is kept: {}", e.toString());
      return true;
    }
  }

  private static Instant writtenAt(Path file) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (NoSuchFileException e) {
      // pruned meanwhile
      return Instant.MIN;
    }
  }
}
