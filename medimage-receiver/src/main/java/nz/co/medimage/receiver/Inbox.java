package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.file.DiskSpace;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.file.Folders;
import nz.co.medimage.api.transport.EnvelopeDeferredException;
import nz.co.medimage.receiver.HeldEnvelope.Begun;

/**
 * The sealed envelopes that are coming in or wait for a required sink. They are not forced to disk:
 * until its receipt the sender has each of them too.
 *
 * <p>What comes by one transport is kept apart from what comes by another, as none of it is
 * authentic before it was opened: what a relay says of an envelope must not keep the envelope
 * itself from coming in over the local network.
 */
final class Inbox {
  /** How long an upload that makes no progress is kept. */
  static final Duration UNFINISHED_FOR = Duration.ofDays(7);

  private final Path folder;
  private final SizeLimit limit;
  private final Clock clock;
  private final DiskAlarm alarm;
  private final EarlyOpenings openings;
  private final Map<Key, Upload> uploads = new ConcurrentHashMap<>();

  Inbox(Path folder, SizeLimit limit, Clock clock, DiskAlarm alarm, EarlyOpenings openings) {
    this.folder = folder;
    this.limit = limit;
    this.clock = clock;
    this.alarm = alarm;
    this.openings = openings;
  }

  /**
   * The sender of an upload, and its transport.
   *
   * @param transport the id of the listener
   */
  record Key(String transport, PhotoId id) {
    static Key of(HeldEnvelope envelope) {
      return new Key(envelope.transport(), envelope.id());
    }
  }

  /** Tells which pairings stand. */
  @FunctionalInterface
  interface Standing {
    boolean stands(PairingId pairing) throws IOException;
  }

  /** What lies in an inbox, whole or not, also in one that another process runs. */
  static List<HeldEnvelope> list(Path folder) throws IOException {
    List<HeldEnvelope> held = new ArrayList<>();
    Folders.list(folder).forEach(file -> HeldEnvelope.of(file).ifPresent(held::add));
    return held;
  }

  /** Loads the uploads of an earlier process. */
  void load(Standing pairings) throws IOException {
    for (HeldEnvelope envelope : list(folder)) {
      Upload upload = found(pairings, envelope);
      Upload other = uploads.get(Key.of(envelope));
      if (envelope.transport().isEmpty() && !upload.isComplete()) {
        Files.deleteIfExists(envelope.file());
      } else if (other != null && other.isComplete()) {
        Files.deleteIfExists(envelope.file());
      } else {
        if (other != null) {
          Files.deleteIfExists(other.envelope().file());
        }
        uploads.put(Key.of(envelope), upload);
      }
    }
  }

  /**
   * A file without a transport in its name was begun by a version that did not note whether the
   * pairing had been revoked: if it is now, it may have come after that.
   */
  private Upload found(Standing pairings, HeldEnvelope envelope) throws IOException {
    boolean mayBeLate = envelope.transport().isEmpty() && !pairings.stands(envelope.from());
    return new Upload(
        mayBeLate ? envelope.begun(Begun.AFTER_REVOCATION) : envelope,
        limit.taken(envelope.size()),
        Files.size(envelope.file()),
        Files.getLastModifiedTime(envelope.file()).toInstant(),
        clock,
        alarm,
        openings);
  }

  /** The envelopes of which all wanted bytes are here. */
  List<HeldEnvelope> complete() {
    return uploads.values().stream().filter(Upload::isComplete).map(Upload::envelope).toList();
  }

  Optional<Upload> find(Key key) {
    return Optional.ofNullable(uploads.get(key));
  }

  /**
   * Begins an upload, or finds the one that was begun. One that was begun otherwise gives way,
   * since either may be a lie.
   *
   * @throws EnvelopeDeferredException if what was begun otherwise is at work, or if there is no
   *     room
   */
  synchronized Upload begin(Key key, long size, Begun begun) throws IOException {
    HeldEnvelope envelope = HeldEnvelope.in(folder, key.id(), size, key.transport(), begun);
    Upload before = uploads.get(key);
    if (before != null && isFor(before, envelope)) {
      return before;
    }
    if (before != null) {
      giveWay(before);
    }
    keepUnfinishedFew(key);
    makeRoom(limit.taken(size));
    create(envelope.file());
    Upload upload =
        new Upload(envelope, limit.taken(size), 0, clock.instant(), clock, alarm, openings);
    uploads.put(key, upload);
    return upload;
  }

  /** Whether an upload is the one that is to be begun; what came before a revocation stays so. */
  private static boolean isFor(Upload upload, HeldEnvelope wanted) {
    HeldEnvelope envelope = upload.envelope();
    return envelope.size() == wanted.size()
        && (upload.isComplete()
            || envelope.begun() == wanted.begun()
            || envelope.begun() == Begun.AFTER_REVOCATION);
  }

  private void giveWay(Upload upload) throws IOException {
    if (upload.isComplete() || upload.idleSince().isEmpty()) {
      throw begunOtherwise();
    }
    drop(upload);
  }

  private static EnvelopeDeferredException begunOtherwise() {
    return new EnvelopeDeferredException(
        "This photo is coming in with another size at this moment; it is taken again later.");
  }

  /**
   * Of too many that one device left unfinished the oldest gives way: its sender has it still.
   *
   * @throws EnvelopeDeferredException if all of them are coming in now
   */
  private void keepUnfinishedFew(Key key) throws IOException {
    Predicate<Upload> ofTheSame =
        upload ->
            upload.envelope().from().equals(key.id().pairing())
                && upload.envelope().transport().equals(key.transport());
    long unfinished =
        uploads.values().stream().filter(u -> !u.isComplete() && ofTheSame.test(u)).count();
    if (unfinished >= Quotas.MOST_UNFINISHED) {
      drop(oldestIdle(ofTheSame).orElseThrow(Quotas::tooManyUnfinished));
    }
  }

  /**
   * The sealed envelope and what comes out of it are both on this disk for a moment. What is
   * unfinished gives way, whichever way it came; what is coming in does not, or two that do not fit
   * together would push each other out for ever.
   */
  private void makeRoom(long size) throws IOException {
    while (!hasRoom(size)) {
      drop(oldestIdle(upload -> !upload.isComingIn()).orElseThrow(alarm::full));
    }
  }

  /**
   * Looks whether something else has room beside the envelopes.
   *
   * @throws EnvelopeDeferredException if not
   */
  void checkRoom(long size) throws EnvelopeDeferredException {
    if (!hasRoom(size)) {
      throw alarm.full();
    }
  }

  private boolean hasRoom(long size) {
    return DiskSpace.usable(folder).orElse(Long.MAX_VALUE) / 2 >= size;
  }

  private Optional<Upload> oldestIdle(Predicate<Upload> among) {
    return uploads.values().stream()
        .filter(upload -> !upload.isComplete() && upload.idleSince().isPresent())
        .filter(among)
        .min(Comparator.comparing(upload -> upload.idleSince().orElse(Instant.MAX)));
  }

  private void create(Path file) throws IOException {
    try {
      DurableFiles.createPrivate(file).close();
    } catch (FileAlreadyExistsException e) {
      // could not be deleted when it was dropped, and is written over
    } catch (IOException e) {
      throw alarm.failing(e);
    }
  }

  /** Drops an upload with its bytes. */
  void drop(Upload upload) throws IOException {
    drop(upload.envelope());
  }

  /** Drops an envelope, with its file if that is still there. */
  synchronized void drop(HeldEnvelope envelope) throws IOException {
    forget(Key.of(envelope));
    Files.deleteIfExists(envelope.file());
  }

  private void forget(Key key) {
    Upload upload = uploads.remove(key);
    if (upload != null) {
      upload.abandon();
    }
  }

  /**
   * Lets go of all that came of an envelope on which the last word is out.
   *
   * @param filed the one whose file was seen to
   */
  synchronized void dropOthers(HeldEnvelope filed) throws IOException {
    for (Upload upload : List.copyOf(uploads.values())) {
      HeldEnvelope envelope = upload.envelope();
      if (envelope.id().equals(filed.id())) {
        forget(Key.of(envelope));
        if (!envelope.file().equals(filed.file())) {
          Files.deleteIfExists(envelope.file());
        }
      }
    }
  }

  /**
   * Deletes what is unfinished and had no progress for {@link #UNFINISHED_FOR}, or will never be
   * finished because its pairing was revoked.
   */
  void sweep(Standing pairings) throws IOException {
    Instant before = clock.instant().minus(UNFINISHED_FOR);
    for (Upload upload : List.copyOf(uploads.values())) {
      HeldEnvelope envelope = upload.envelope();
      if (!upload.isComplete()
          && (upload.idleSince().filter(before::isAfter).isPresent()
              || (envelope.begun() == Begun.WHILE_PAIRED && !pairings.stands(envelope.from())))) {
        drop(upload);
      }
    }
  }
}
