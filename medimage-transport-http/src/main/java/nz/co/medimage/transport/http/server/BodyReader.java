package nz.co.medimage.transport.http.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a request block by block, as it comes. No thread waits for a sender: a thread
 * is used only while there is something to read.
 */
final class BodyReader implements Invocable.Task {
  /** A body that is slower is broken off, whether others wait or not. */
  static final int LEAST_BYTES_PER_SECOND = 1024;

  private final Request request;
  private final BodySlots.Slot slot;
  private final long limit;
  private final long graceSeconds;
  private final Taker taker;
  private final byte[] block;
  private int held;
  private long taken;

  /** What is done with a body. One call at a time; all may block on a disk. */
  interface Taker {
    /**
     * Takes what came: a whole block, or the last before the end.
     *
     * @return false if no more is wanted
     */
    boolean take(byte[] block, int length) throws IOException;

    /** There is no more. Called once, unless something failed. */
    void end() throws IOException;

    /**
     * The body broke off, after the part that came was taken, or {@link #take} or {@link #end}
     * threw an exception. Called at most once, and nothing after it.
     */
    void fail(Throwable e);
  }

  /** How a body ended too early. */
  static final class BrokenOffException extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenOffException(@Nullable Throwable cause) {
      super("the body broke off", cause);
    }
  }

  /**
   * @param limit how many bytes are wanted at most; the rest is not read
   * @param blockSize of the blocks
   * @param graceSeconds how long the sender is waited for before its pace counts
   */
  BodyReader(
      Request request,
      BodySlots.Slot slot,
      long limit,
      int blockSize,
      long graceSeconds,
      Taker taker) {
    this.request = request;
    this.slot = slot;
    this.limit = limit;
    this.graceSeconds = graceSeconds;
    this.taker = taker;
    long announced = request.getLength() < 0 ? limit : Math.min(limit, request.getLength());
    this.block = new byte[(int) Math.min(blockSize, Math.max(1, announced))];
  }

  @Override
  public InvocationType getInvocationType() {
    return InvocationType.BLOCKING;
  }

  /** Reads what is there, then again when there is more. */
  @Override
  public void run() {
    slot.resumes();
    try {
      if (isEnded()) {
        taker.end();
      } else {
        slot.awaits();
        request.demand(this);
      }
    } catch (Throwable e) {
      taker.fail(e);
    }
  }

  private boolean isEnded() throws IOException {
    while (taken < limit) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        return false;
      }
      if (Content.Chunk.isFailure(chunk)) {
        hand();
        throw new BrokenOffException(chunk.getFailure());
      }
      boolean last = chunk.isLast();
      try {
        if (!isWanted(chunk.getByteBuffer())) {
          return true;
        }
      } finally {
        chunk.release();
      }
      if (last) {
        break;
      }
      checkPace();
    }
    hand();
    return true;
  }

  private boolean isWanted(ByteBuffer bytes) throws IOException {
    slot.came(bytes.remaining());
    while (bytes.hasRemaining() && taken < limit) {
      int count = (int) Math.min(Math.min(bytes.remaining(), block.length - held), limit - taken);
      bytes.get(block, held, count);
      held += count;
      taken += count;
      if (held == block.length && !hand()) {
        return false;
      }
    }
    return true;
  }

  private boolean hand() throws IOException {
    int length = held;
    held = 0;
    return length == 0 || taker.take(block, length);
  }

  private void checkPace() throws IOException {
    if (slot.isSlowerThan(LEAST_BYTES_PER_SECOND, graceSeconds)) {
      hand();
      throw new BrokenOffException(null);
    }
  }
}
