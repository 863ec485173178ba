package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import nz.co.medimage.api.transport.OffsetConflictException;
import org.jspecify.annotations.Nullable;

/**
 * An envelope that is coming in. Its file holds exactly the bytes that have arrived, so that after
 * any crash the size of the file is the offset to resume from.
 *
 * <p>If the envelope seems too large, only its first bytes are taken. Then the upload stands at its
 * end, which says that nothing more is wanted.
 *
 * <p>One thread appends at a time. A second one is turned away while the first makes progress, and
 * takes over when the first is stalled: on a dead connection it may sit for minutes.
 */
final class Upload {
  /** How long an appender may be silent before another one takes over. */
  static final Duration STALLED = Duration.ofSeconds(5);

  /** How long after its last byte more can be expected, as a server stores it in blocks. */
  static final Duration BETWEEN_BLOCKS = Duration.ofSeconds(30);

  private static final int CHECK_EVERY = 1 << 19;

  private final HeldEnvelope envelope;
  private final long wanted;
  private final Clock clock;
  private final DiskAlarm alarm;
  private final EarlyOpenings openings;
  private long held;
  private @Nullable EarlyOpening opening;
  private boolean isAbandoned;
  private @Nullable Object appender;
  private Instant progress;

  /**
   * Takes one up.
   *
   * @param wanted how many bytes of it are taken
   * @param held how many of them are in its file
   * @param progress when the last of them came
   */
  Upload(
      HeldEnvelope envelope,
      long wanted,
      long held,
      Instant progress,
      Clock clock,
      DiskAlarm alarm,
      EarlyOpenings openings) {
    this.envelope = envelope;
    this.wanted = wanted;
    this.held = held;
    this.progress = progress;
    this.clock = clock;
    this.alarm = alarm;
    this.openings = openings;
  }

  /** Can refuse the rest of an upload. */
  @FunctionalInterface
  interface Guard {
    void check() throws IOException;
  }

  HeldEnvelope envelope() {
    return envelope;
  }

  /** The offset of the upload: the size of the envelope once no more of it is wanted. */
  synchronized long offset() {
    return held < wanted ? held : envelope.size();
  }

  /** Whether all that is wanted of it is here. */
  synchronized boolean isComplete() {
    return held >= wanted;
  }

  /** Since when nobody has appended to it; nothing while somebody is at it. */
  synchronized Optional<Instant> idleSince() {
    return appender == null ? Optional.of(progress) : Optional.empty();
  }

  /** Whether somebody is at it, or was a moment ago. */
  synchronized boolean isComingIn() {
    Duration since = Duration.between(progress, clock.instant()).abs();
    return appender != null || since.compareTo(BETWEEN_BLOCKS) < 0;
  }

  /**
   * Appends what {@code blocks} give, up to what is wanted.
   *
   * @param at where they belong
   * @param guard is asked before the first byte, every so often, and before the last one is kept
   * @return where the upload now stands
   * @throws OffsetConflictException if it stands elsewhere or another thread is at it
   */
  long append(long at, Blocks blocks, Guard guard) throws IOException {
    check(guard);
    Object turn = takeTurn(at);
    if (at >= wanted) {
      endTurn(turn);
      return envelope.size(); // its file may be gone by now
    }
    try (FileChannel channel = open()) {
      long now = at;
      long checked = at;
      while (now < wanted) {
        int n = blocks.next(wanted - now);
        if (n < 0) {
          return now;
        }
        if (now + n == wanted || now + n - checked >= CHECK_EVERY) {
          check(guard);
          checked = now + n;
        }
        now = keep(turn, channel, blocks.block());
      }
      return envelope.size();
    } finally {
      endTurn(turn);
    }
  }

  private void check(Guard guard) throws IOException {
    boolean goesOn = false;
    try {
      guard.check();
      goesOn = true;
    } finally {
      if (!goesOn) {
        closeOpening();
      }
    }
  }

  private synchronized Object takeTurn(long at) throws OffsetConflictException {
    Instant now = clock.instant();
    // A clock that was set back must not keep others away either.
    boolean busy =
        appender != null
            && !now.isBefore(progress)
            && Duration.between(progress, now).compareTo(STALLED) < 0;
    if (at != offset() || busy) {
      throw new OffsetConflictException(offset());
    }
    Object turn = new Object();
    appender = turn;
    progress = now;
    return turn;
  }

  private synchronized void endTurn(Object turn) {
    if (appender == turn) {
      appender = null;
    }
  }

  private synchronized long keep(Object turn, FileChannel channel, ByteBuffer bytes)
      throws IOException {
    if (appender != turn) {
      throw new OffsetConflictException(offset());
    }
    long from = held;
    int first = bytes.arrayOffset() + bytes.position();
    int count = bytes.remaining();
    if (from == 0 && wanted == envelope.size() && !isAbandoned) {
      opening = openings.begin(envelope).orElse(null);
    }
    while (bytes.hasRemaining()) {
      try {
        held += channel.write(bytes, held);
      } catch (IOException e) {
        closeOpening(); // it does not have what came of the block, and takes room
        throw alarm.failing(e);
      }
    }
    progress = clock.instant();
    if (opening != null && !opening.write(from, bytes.array(), first, count, progress)) {
      closeOpening();
    }
    return held;
  }

  private synchronized void closeOpening() {
    if (opening != null) {
      openings.drop(opening);
      opening = null;
    }
  }

  /** It is not wanted any more, whoever may be at it still. */
  synchronized void abandon() {
    isAbandoned = true;
    closeOpening();
  }

  private FileChannel open() throws IOException {
    try {
      return FileChannel.open(envelope.file(), StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw alarm.failing(e);
    }
  }
}
