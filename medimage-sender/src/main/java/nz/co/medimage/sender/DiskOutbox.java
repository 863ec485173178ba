package nz.co.medimage.sender;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.file.Folders;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.crypto.EnvelopeSealer;
import nz.co.medimage.crypto.SenderPairing;
import nz.co.medimage.crypto.envelope.DamagedEnvelopeException;
import nz.co.medimage.crypto.envelope.EnvelopeException;
import nz.co.medimage.crypto.envelope.EnvelopePrefix;
import nz.co.medimage.runtime.Home;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sealed envelopes of a home, and how earlier ones ended. One file {@code outbox/ID….sealed} is
 * a whole entry: it waits from the moment when the file has this name until there is a file {@code
 * ended/ID….json}. {@link EntryName} describes the rest of the names.
 */
final class DiskOutbox {
  /** The name of a receiver for which the keys of the pairing are gone. */
  static final String UNKNOWN_RECEIVER = "a receiver whose keys are missing";

  /** So many that ended are found by their marks whatever a clock says; 4 kB of disk each. */
  private static final int KEPT_UNDER_MARKS = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(DiskOutbox.class);
  private static final String SENT = "sent";
  private static final String REFERENCES = "references";

  private final Path waiting;
  private final Path ended;
  private final DamagedFolder damaged;
  private final EndedRecords records;
  private final SentNotes sent;
  private final References references;
  private final PrivateNotes notes;

  private DiskOutbox(Path home, PrivateNotes notes) {
    this.notes = notes;
    waiting = home.resolve("outbox");
    ended = home.resolve("ended");
    damaged = new DamagedFolder(home.resolve("damaged"));
    records = new EndedRecords(ended);
    sent = new SentNotes(home.resolve(SENT));
    references = new References(home.resolve(REFERENCES));
  }

  /**
   * Opens the outbox of a home that this process runs; its folders are created if they are missing.
   */
  static DiskOutbox open(Home home, PrivateNotes notes) throws IOException {
    DiskOutbox outbox = new DiskOutbox(home.folder(), notes);
    DurableFiles.createPrivateFolders(outbox.waiting);
    DurableFiles.createPrivateFolders(outbox.ended);
    DurableFiles.createPrivateFolders(home.folder().resolve(SENT));
    DurableFiles.createPrivateFolders(home.folder().resolve(REFERENCES));
    return outbox;
  }

  /** Opens the outbox of a home that another process may run, for reading only. */
  static DiskOutbox peek(Path home, PrivateNotes notes) {
    return new DiskOutbox(home, notes);
  }

  /**
   * An entry that waits.
   *
   * @param file where the envelope is
   * @param prefix the prefix of the envelope, which receipts name
   * @param digest the digest of its file as it was sealed; null if an earlier version sealed it
   * @param mark the mark by which it is found; null if an earlier version sealed it
   */
  record Entry(
      SealedEnvelope envelope,
      Path file,
      EnvelopePrefix prefix,
      @Nullable String digest,
      @Nullable SendMark mark) {

    /** The pairing whose key opens it. */
    PairingId pairing() {
      return prefix.pairing();
    }
  }

  /**
   * Seals a photo into the outbox. When this returns, the entry is durably on the disk; when it
   * throws, nothing of it is left.
   *
   * @param reference the app's reference; null if there is none
   * @param early may begin to upload it meanwhile; whoever takes the entry releases it
   */
  Entry seal(
      EnvelopeId id,
      SenderPairing pairing,
      Manifest manifest,
      SourceStream content,
      SendMark mark,
      @Nullable String reference,
      Predicate<GrowingEnvelope> early)
      throws IOException {
    Path temporary = waiting.resolve(id + ".tmp");
    long size = EnvelopeSealer.sealedSize(manifest);
    GrowingEnvelope growing = new GrowingEnvelope(id, temporary, size);
    CRC32 checksum = new CRC32();
    Path file = temporary;
    try {
      EnvelopePrefix prefix;
      try (FileChannel channel = DurableFiles.createPrivate(temporary);
          OutputStream grown = growing.through(Channels.newOutputStream(channel), early);
          OutputStream out = new CheckedOutputStream(grown, checksum);
          content) {
        // Before there is an entry, so that there is never one without its reference.
        if (reference != null) {
          references.write(id, notes.seal(id, reference));
        }
        prefix = new EnvelopeSealer(pairing).seal(id, manifest, content, out);
        content.finish();
        channel.force(true);
      }
      String digest = SealedFile.digest(checksum);
      file = waiting.resolve(new EntryName(id, digest, mark).sealed());
      growing.moveTo(file);
      DurableFiles.forceName(file);
      SealedEnvelope envelope = SealedEnvelope.of(id, file, size, !growing.isBegun());
      return new Entry(envelope, file, prefix, digest, mark);
    } catch (Throwable e) {
      growing.breakOff();
      deleteAfter(e, temporary);
      deleteAfter(e, file);
      references.remove(id);
      if (e instanceof IOException && !content.failed()) {
        throw PhotoSealer.notAccepted(e);
      }
      throw e;
    }
  }

  private static void deleteAfter(Throwable failure, Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** The reference of a photo that waits, if it has one that can be read. */
  @Nullable String reference(EnvelopeId id) {
    return notes.reference(id, references.read(id));
  }

  /** Seals and opens the private parts of {@link EndedRecord}s. */
  PrivateNotes notes() {
    return notes;
  }

  /** The photos that wait and have completely left this device before. */
  SentNotes sent() {
    return sent;
  }

  /** Ends an entry; {@link #discard} or {@link #setAside} follows. */
  void end(EndedRecord how, @Nullable SendMark mark) throws IOException {
    records.write(how, mark);
  }

  /** Deletes the envelope of an entry that has ended. If that fails now, a later start does it. */
  void discard(Entry entry) {
    discard(entry.file());
    forget(entry);
  }

  private void forget(Entry entry) {
    sent.remove(entry.envelope().id());
    references.remove(entry.envelope().id());
  }

  private static void discard(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("The envelope {} has ended but cannot be deleted yet: {}", file, e.toString());
    }
  }

  /** Moves the file of an entry that has ended as damaged out of the way, if it still exists. */
  void setAside(Entry entry) {
    forget(entry);
    try {
      damaged.take(entry.file());
    } catch (NoSuchFileException e) {
      LOG.debug("There is nothing of {} to set aside", entry.envelope().id());
    } catch (IOException e) {
      LOG.warn("The damaged {} cannot be moved: {}", entry.envelope().id(), e.toString());
    }
  }

  /**
   * Whether the file of an entry is certainly no longer what was sealed: its content or its size
   * differs, or it is gone.
   *
   * @param everyByte whether to read all of it; its size is checked in any case
   * @throws IOException if it cannot be read now, or if its disk is away
   */
  boolean isDamaged(Entry entry, boolean everyByte) throws IOException {
    try {
      if (Files.size(entry.file()) != entry.envelope().size()) {
        return true;
      }
      return everyByte && !SealedFile.isAsSealed(entry.file(), entry.digest());
    } catch (NoSuchFileException e) {
      if (Files.isDirectory(waiting)) {
        return true;
      }
      throw new IOException("there is no folder " + waiting, e);
    }
  }

  /** The records of entries that ended since {@code limit}, oldest first. */
  List<EndedRecord> ended(Instant limit) throws IOException {
    return records.readAll(limit);
  }

  /** The record of one entry that ended, if there is one. */
  Optional<EndedRecord> ended(EnvelopeId id, SendMark mark) {
    return records.find(id, mark);
  }

  /**
   * The names of all records.
   *
   * @throws IOException also if their disk is away
   */
  List<EntryName> endedNames() throws IOException {
    List<EntryName> names = records.names();
    if (!Files.isDirectory(ended)) {
      throw new NoSuchFileException(ended.toString());
    }
    return names;
  }

  /**
   * Forgets entries that ended before {@code limit}, except the newest ones with marks, and those
   * whose envelope could not be deleted yet, because these would wait again.
   */
  void prune(Instant limit) throws IOException {
    records.prune(limit, ids(), KEPT_UNDER_MARKS);
  }

  private Set<EnvelopeId> ids() throws IOException {
    Set<EnvelopeId> ids = new HashSet<>();
    for (Path file : files()) {
      EntryName.ofSealed(file).ifPresent(name -> ids.add(name.id()));
    }
    return ids;
  }

  /** Completes what a crash left half-done. Called once, before anything else. */
  void recover() throws IOException {
    for (Path folder : List.of(waiting, ended)) {
      DurableFiles.removeDebris(folder);
    }
    Map<EnvelopeId, EntryName> over = byId(records.names());
    for (Path file : files()) {
      Optional<EntryName> how = EntryName.ofSealed(file).map(name -> over.get(name.id()));
      if (how.isPresent()) {
        clear(file, how.get());
      }
    }
    Set<EnvelopeId> left = ids();
    sent.keepOnly(left);
    references.keepOnly(left);
  }

  private void clear(Path file, EntryName how) {
    try {
      if (records.isDamage(how)) {
        damaged.take(file);
      } else {
        discard(file);
      }
    } catch (IOException e) {
      LOG.warn("What is left of {} cannot be cleared away yet: {}", how.id(), e.toString());
    }
  }

  private static Map<EnvelopeId, EntryName> byId(List<EntryName> names) {
    Map<EnvelopeId, EntryName> byId = new HashMap<>();
    names.forEach(name -> byId.put(name.id(), name));
    return byId;
  }

  /**
   * The entries that wait, oldest first. Changes nothing.
   *
   * @param problems receives one sentence for each file that cannot be used
   */
  List<Entry> waiting(Consumer<String> problems) throws IOException {
    return scan(
        files(),
        problems,
        file -> file + " is damaged; " + advice(file),
        (file, why) -> problems.accept(why));
  }

  /** The files of all entries that wait, and of those that ended but cannot be deleted yet. */
  List<Path> files() throws IOException {
    return Folders.list(waiting, EntryName.SEALED);
  }

  /**
   * The entries in some files, oldest first. Files that are damaged are moved out of the way.
   *
   * @param damage receives one sentence for each of these
   * @param unread receives each file that cannot be used now, but may be later, and a sentence that
   *     says why
   * @throws IOException also if their disk is away
   */
  List<Entry> read(List<Path> files, Consumer<String> damage, BiConsumer<Path, String> unread)
      throws IOException {
    if (!Files.isDirectory(waiting)) {
      throw new NoSuchFileException(waiting.toString());
    }
    return scan(
        files,
        damage,
        file -> file + " is damaged and was moved to " + damaged.take(file) + "; " + advice(file),
        unread);
  }

  private String advice(Path file) {
    return EntryName.ofSealed(file).filter(name -> sent.contains(name.id())).isPresent()
        ? "ask whether that photo is filed, and if not send it again"
        : "send that photo again";
  }

  private List<Entry> scan(
      List<Path> files, Consumer<String> damage, OnDamage onDamage, BiConsumer<Path, String> unread)
      throws IOException {
    List<Entry> all = new ArrayList<>();
    // After the envelopes: one that ends meanwhile has its record before it is deleted.
    Map<EnvelopeId, EntryName> over = byId(records.names());
    for (Path file : files) {
      try {
        Optional<EntryName> name = EntryName.ofSealed(file);
        if (name.filter(known -> over.containsKey(known.id())).isPresent()) {
          continue;
        }
        EnvelopePrefix prefix = SealedFile.prefixOf(file);
        if (!name.isPresent() || !prefix.id().equals(name.get().id())) {
          damage.accept(onDamage.sentence(file));
        } else {
          SealedEnvelope envelope = SealedEnvelope.of(prefix.id(), file, Files.size(file));
          all.add(new Entry(envelope, file, prefix, name.get().digest(), name.get().mark()));
        }
      } catch (NoSuchFileException e) {
        // ended meanwhile, by the process that runs this home
      } catch (DamagedEnvelopeException e) {
        damage.accept(onDamage.sentence(file));
      } catch (EnvelopeException e) {
        unread.accept(file, file + " was sealed by a later version of MedImage; use that version");
      } catch (IOException e) {
        unread.accept(file, file + " cannot be read now: " + e.getMessage());
      }
    }
    all.sort(Comparator.comparing(entry -> entry.envelope().id()));
    return all;
  }

  /** What happens to a damaged file, as one sentence. */
  @FunctionalInterface
  private interface OnDamage {
    String sentence(Path file) throws IOException;
  }
}
