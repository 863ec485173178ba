package nz.co.medimage.sender;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.file.Folders;
import nz.co.medimage.api.file.Home;
import nz.co.medimage.api.spi.SealedEnvelope;
import nz.co.medimage.crypto.DamagedEnvelopeException;
import nz.co.medimage.crypto.EnvelopeException;
import nz.co.medimage.crypto.EnvelopePrefix;
import nz.co.medimage.crypto.EnvelopeSealer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sealed envelopes of a home, and how those ended that are no more. A file {@code
 * outbox/ID.sealed} is the whole of an entry: it waits from the moment that it bears this name
 * until there is an {@code ended/ID.json}, whatever happens in between.
 */
final class DiskOutbox {
  /** What a photo's receiver is called when the keys of its pairing are gone. */
  static final String UNKNOWN_RECEIVER = "a receiver whose keys are missing";

  private static final Logger LOG = LoggerFactory.getLogger(DiskOutbox.class);
  private static final String SEALED = ".sealed";
  private static final String TEMPORARY = ".tmp";

  private final Path waiting;
  private final Path ended;
  private final Path damaged;
  private final EndedRecords records;

  private DiskOutbox(Path home) {
    waiting = home.resolve("outbox");
    ended = home.resolve("ended");
    damaged = home.resolve("damaged");
    records = new EndedRecords(ended);
  }

  /** The outbox of a home that this process runs; its folders are made if missing. */
  static DiskOutbox open(Home home) throws IOException {
    DiskOutbox outbox = new DiskOutbox(home.folder());
    DurableFiles.createPrivateFolders(outbox.waiting);
    DurableFiles.createPrivateFolders(outbox.ended);
    return outbox;
  }

  /** The outbox of a home that another process may run, for reading only. */
  static DiskOutbox peek(Path home) {
    return new DiskOutbox(home);
  }

  /**
   * An entry that waits.
   *
   * @param pairing whose key opens it
   */
  record Waiting(SealedEnvelope envelope, PairingId pairing) {}

  /**
   * Seals a photo into the outbox. When this returns the entry is on the disk for good; when it
   * throws there is nothing of it.
   */
  SealedEnvelope seal(EnvelopeId id, EnvelopeSealer sealer, Manifest manifest, SourceStream content)
      throws IOException {
    Path temporary = waiting.resolve(id + TEMPORARY);
    Path file = file(id);
    try {
      try (FileChannel channel = DurableFiles.createPrivate(temporary);
          OutputStream out = Channels.newOutputStream(channel);
          content) {
        sealer.seal(id, manifest, content, out);
        content.finish();
        channel.force(true);
      }
      DurableFiles.moveInto(temporary, file);
      return new SealedEnvelope(id, file, EnvelopeSealer.sealedSize(manifest));
    } catch (IOException | RuntimeException e) {
      deleteAfter(e, temporary);
      deleteAfter(e, file);
      if (e instanceof IOException && !content.failed()) {
        throw new IOException(
            "The photo was not accepted, because the outbox cannot be written: " + e.getMessage(),
            e);
      }
      throw e;
    }
  }

  private static void deleteAfter(Exception failure, Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** Ends an entry; {@link #discard} follows. Only a withdrawal outlives any power cut. */
  void end(EndedRecord how) throws IOException {
    records.write(how);
  }

  /** Deletes the envelope of an entry that has ended. If that fails now, a later start does it. */
  void discard(EnvelopeId id) {
    try {
      Files.deleteIfExists(file(id));
    } catch (IOException e) {
      LOG.warn("The envelope {} has ended but cannot be deleted yet: {}", id, e.toString());
    }
  }

  /** How entries ended, oldest first. */
  List<EndedRecord> ended() throws IOException {
    return records.readAll();
  }

  /** Whether it is still known how the entry ended. */
  boolean hasEnded(EnvelopeId id) {
    return records.has(id);
  }

  /**
   * Forgets how entries ended that ended before {@code limit}, unless an envelope could not be
   * deleted yet: it would wait again.
   */
  void prune(Instant limit) throws IOException {
    records.prune(limit, name -> Files.exists(waiting.resolve(name + SEALED)));
  }

  /** Completes what a crash left half-done: to be called once, before anything else. */
  void recover() throws IOException {
    for (Path folder : List.of(waiting, ended)) {
      for (Path debris : Folders.list(folder, TEMPORARY)) {
        Files.deleteIfExists(debris);
      }
    }
    for (Path file : Folders.list(waiting, SEALED)) {
      EnvelopeId id = idOf(file);
      if (id != null && records.has(id)) {
        discard(id);
      }
    }
  }

  /**
   * The entries that wait, oldest first.
   *
   * @param problems gets one sentence for each file that cannot be used; it stays where it is
   */
  List<Waiting> waiting(Consumer<String> problems) throws IOException {
    return scan(problems, file -> file + " is damaged; send that photo again");
  }

  /** As {@link #waiting}, but moves damaged files out of the way. */
  List<Waiting> waitingSavingDamaged(Consumer<String> problems) throws IOException {
    return scan(problems, this::moveAside);
  }

  private List<Waiting> scan(Consumer<String> problems, OnDamage onDamage) throws IOException {
    List<Waiting> all = new ArrayList<>();
    for (Path file : Folders.list(waiting, SEALED)) {
      try {
        EnvelopeId id = idOf(file);
        EnvelopePrefix prefix = prefixOf(file);
        if (!prefix.id().equals(id)) {
          problems.accept(onDamage.sentence(file));
        } else if (!records.has(id)) {
          all.add(new Waiting(new SealedEnvelope(id, file, Files.size(file)), prefix.pairing()));
        }
      } catch (NoSuchFileException e) {
        // ended meanwhile, by the process that runs this home
      } catch (DamagedEnvelopeException e) {
        problems.accept(onDamage.sentence(file));
      } catch (EnvelopeException e) {
        problems.accept(file + " was sealed by a later version of MedImage; use that version");
      } catch (IOException e) {
        problems.accept(file + " cannot be read now: " + e.getMessage());
      }
    }
    all.sort(Comparator.comparing(entry -> entry.envelope().id()));
    return all;
  }

  /**
   * The prefix of an entry that waits, which stands for its sealed bytes.
   *
   * @throws IOException if it cannot be read, or is damaged
   */
  EnvelopePrefix prefix(EnvelopeId id) throws IOException {
    try {
      return prefixOf(file(id));
    } catch (EnvelopeException e) {
      throw new IOException("the copy in the outbox is damaged", e);
    }
  }

  private static EnvelopePrefix prefixOf(Path file) throws IOException, EnvelopeException {
    try (InputStream in = Files.newInputStream(file)) {
      return EnvelopePrefix.read(in);
    }
  }

  private String moveAside(Path file) throws IOException {
    DurableFiles.createPrivateFolders(damaged);
    Path aside = damaged.resolve(file.getFileName());
    for (int n = 2; Files.exists(aside); n++) {
      aside = damaged.resolve(file.getFileName() + "-" + n);
    }
    Files.move(file, aside);
    return file + " is damaged and was moved to " + aside + "; send that photo again";
  }

  private Path file(EnvelopeId id) {
    return waiting.resolve(id + SEALED);
  }

  private static @Nullable EnvelopeId idOf(Path file) {
    String name = file.getFileName().toString();
    try {
      return EnvelopeId.parse(name.substring(0, name.length() - SEALED.length()));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** What becomes of a damaged file, as one sentence. */
  @FunctionalInterface
  private interface OnDamage {
    String sentence(Path file) throws IOException;
  }
}
