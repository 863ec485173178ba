package nz.co.medimage.relay;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that come in at this node, kept for a while in memory: who collects them here has them
 * while they are being stored, and does not read them back. What is stored counts, so anything may
 * be missing here: of each message the first bytes, and beyond a number of bytes the messages that
 * grew longest ago.
 */
final class ComingBytes {
  private static final long MOST = Math.min(32L << 20, Runtime.getRuntime().maxMemory() / 8);
  private static final long MOST_OF_ONE = 4L << 20;

  /** What the objects of each part take beside its bytes, about. */
  private static final int BESIDE = 256;

  private final long most;
  private final Map<UUID, Kept> all = new LinkedHashMap<>();
  private long bytes;

  ComingBytes() {
    this(MOST);
  }

  /**
   * @param most bytes of all messages together
   */
  ComingBytes(long most) {
    this.most = most;
  }

  private record Part(long start, ByteBuffer content) {
    int length() {
      return content.limit();
    }

    long end() {
      return start + length();
    }

    int takes() {
      return length() + BESIDE;
    }
  }

  /** What follows one another of a message. */
  private static final class Kept {
    final ArrayDeque<Part> parts = new ArrayDeque<>();
    long bytes;

    /** Stores the last part now. */
    @Nullable Thread storing;

    boolean endsAt(long offset) {
      return !parts.isEmpty() && parts.getLast().end() == offset;
    }
  }

  /**
   * Keeps bytes that the calling thread begins to store.
   *
   * @param topic of the message
   * @param content not changed afterwards
   */
  synchronized void storing(UUID topic, long start, byte[] content) {
    Kept before = remove(topic);
    Kept now = before != null && before.endsAt(start) ? before : new Kept();
    Part part = new Part(start, ByteBuffer.wrap(content));
    now.parts.add(part);
    now.bytes += part.takes();
    while (now.bytes > MOST_OF_ONE) {
      now.bytes -= now.parts.remove().takes();
    }
    now.storing = Thread.currentThread();
    all.put(topic, now);
    bytes += now.bytes;
    Iterator<Kept> oldest = all.values().iterator();
    while (bytes > most) {
      bytes -= oldest.next().bytes;
      oldest.remove();
    }
  }

  /** The calling thread has stored them, or failed to. */
  synchronized void stored(UUID topic, boolean isThere) {
    Kept kept = all.get(topic);
    if (kept != null && kept.storing == Thread.currentThread()) {
      kept.storing = null;
      if (!isThere) {
        forget(topic);
      }
    }
  }

  /** Whether those who collect a message were told of what the calling thread is storing of it. */
  synchronized boolean toldOf(UUID topic) {
    Kept kept = all.get(topic);
    return kept != null && kept.storing == Thread.currentThread();
  }

  /**
   * Reads what is here of a message, from an offset on; its last byte once it is stored.
   *
   * @param size of the message
   * @return how many bytes were read; 0 if they are not here
   */
  synchronized int read(UUID topic, long offset, long size, ByteBuffer into) {
    Kept kept = all.get(topic);
    if (kept == null) {
      return 0;
    }
    long end = kept.storing == null ? size : size - 1;
    ByteBuffer given = into.slice();
    given.limit((int) Math.min(given.limit(), Math.max(0, end - offset)));
    for (Part part : kept.parts) {
      long at = offset + given.position();
      if (part.start() <= at && at < part.end() && given.hasRemaining()) {
        int from = (int) (at - part.start());
        given.put(part.content().slice(from, Math.min(part.length() - from, given.remaining())));
      }
    }
    into.position(into.position() + given.position());
    return given.position();
  }

  /**
   * Whether what follows is not in the store either: who reads is told when it comes, or when the
   * message is forgotten here.
   */
  synchronized boolean isNextToCome(UUID topic, long offset) {
    Kept kept = all.get(topic);
    if (kept == null) {
      return false;
    }
    Part last = kept.parts.getLast();
    return kept.endsAt(offset)
        || (kept.storing != null && last.start() <= offset && offset < last.end());
  }

  /** Nobody needs the message any more. */
  synchronized void forget(UUID topic) {
    var unused = remove(topic);
  }

  /** Nobody may need any of it any more. */
  synchronized void forgetAll() {
    all.clear();
    bytes = 0;
  }

  private @Nullable Kept remove(UUID topic) {
    Kept kept = all.remove(topic);
    if (kept != null) {
      bytes -= kept.bytes;
    }
    return kept;
  }
}
