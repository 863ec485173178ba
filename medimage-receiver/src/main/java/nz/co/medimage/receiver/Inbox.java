package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.file.DiskSpace;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.file.Folders;
import nz.co.medimage.api.spi.EnvelopeRefusedException;

/**
 * The sealed envelopes that are coming in or wait for a required sink. They are not forced to disk:
 * until its receipt the sender has each of them too.
 */
final class Inbox {
  /** How long an upload that makes no progress is kept. */
  static final Duration UNFINISHED_FOR = Duration.ofDays(7);

  private final Path folder;
  private final Clock clock;
  private final DiskAlarm alarm;
  private final Map<EnvelopeId, Upload> uploads = new ConcurrentHashMap<>();

  Inbox(Path folder, Clock clock, DiskAlarm alarm) {
    this.folder = folder;
    this.clock = clock;
    this.alarm = alarm;
  }

  /** What lies in an inbox, whole or not, also in one that another process runs. */
  static List<HeldEnvelope> list(Path folder) throws IOException {
    List<HeldEnvelope> held = new ArrayList<>();
    Folders.list(folder).forEach(file -> HeldEnvelope.of(file).ifPresent(held::add));
    return held;
  }

  /** Takes up what an earlier process left. */
  void load() throws IOException {
    for (HeldEnvelope envelope : list(folder)) {
      long size = Files.size(envelope.file());
      if (size <= envelope.size()) {
        uploads.put(envelope.id(), new Upload(envelope, size, clock, alarm));
      }
    }
  }

  /** Those that are all there. */
  List<HeldEnvelope> whole() {
    return uploads.values().stream().filter(Upload::isWhole).map(Upload::envelope).toList();
  }

  Optional<Upload> find(EnvelopeId id) {
    return Optional.ofNullable(uploads.get(id));
  }

  /**
   * Begins an upload, or finds the one that was begun.
   *
   * @throws EnvelopeRefusedException if it was begun otherwise, too many others of the device are
   *     unfinished, or the disk is full
   */
  Upload begin(EnvelopeId id, PairingId from, long size) throws IOException {
    Upload upload = uploads.get(id);
    if (upload == null) {
      HeldEnvelope envelope = HeldEnvelope.in(folder, id, from, size);
      Quotas.checkUnfinished(unfinished(from));
      checkRoom(size);
      create(envelope.file());
      upload = new Upload(envelope, 0, clock, alarm);
      Upload other = uploads.putIfAbsent(id, upload);
      if (other != null) {
        if (!other.envelope().equals(envelope)) {
          Files.deleteIfExists(envelope.file());
        }
        upload = other;
      }
    }
    if (!upload.envelope().from().equals(from) || upload.envelope().size() != size) {
      throw new EnvelopeRefusedException(
          "An upload of this photo was begun with another size or from another device.");
    }
    return upload;
  }

  /** The sealed envelope and what comes out of it are both on this disk for a moment. */
  private void checkRoom(long size) throws EnvelopeRefusedException {
    if (DiskSpace.usable(folder).orElse(Long.MAX_VALUE) / 2 < size) {
      throw alarm.full();
    }
  }

  private long unfinished(PairingId from) {
    return uploads.values().stream()
        .filter(upload -> upload.envelope().from().equals(from) && !upload.isWhole())
        .count();
  }

  private void create(Path file) throws IOException {
    try {
      DurableFiles.createPrivate(file).close();
    } catch (FileAlreadyExistsException e) {
      // begun by two connections at once: one of them
    } catch (IOException e) {
      throw alarm.failing(e);
    }
  }

  /** Lets go of an envelope whose file was deleted or moved. */
  void forget(EnvelopeId id) {
    uploads.remove(id);
  }

  /** Lets go of an upload and what has come of it. */
  void drop(Upload upload) throws IOException {
    uploads.remove(upload.envelope().id(), upload);
    Files.deleteIfExists(upload.envelope().file());
  }

  /** Tells which pairings stand. */
  @FunctionalInterface
  interface Standing {
    boolean stands(PairingId pairing) throws IOException;
  }

  /**
   * Deletes what is unfinished and had no progress for {@link #UNFINISHED_FOR}, or will never be
   * finished because its pairing was revoked.
   */
  void sweep(Standing pairings) throws IOException {
    Instant before = clock.instant().minus(UNFINISHED_FOR);
    for (Upload upload : List.copyOf(uploads.values())) {
      HeldEnvelope envelope = upload.envelope();
      try {
        if (!upload.isWhole()
            && (Files.getLastModifiedTime(envelope.file()).toInstant().isBefore(before)
                || !pairings.stands(envelope.from()))) {
          drop(upload);
        }
      } catch (NoSuchFileException e) {
        uploads.remove(envelope.id(), upload);
      }
    }
  }
}
