package nz.co.medimage.transport.http.server;

import java.util.concurrent.Semaphore;

/**
 * The memory of downloads. Some have large blocks, each of which is read from the store at once;
 * beyond that number blocks are small, as slow readers keep theirs for long.
 */
final class DownloadBlocks {
  private static final int LARGE = 256 * 1024;
  private static final int SMALL = 64 * 1024;
  private static final int MOST_LARGE = 64;

  private final Semaphore large = new Semaphore(MOST_LARGE);

  /** Takes one; the caller gives it back. */
  byte[] take() {
    return new byte[large.tryAcquire() ? LARGE : SMALL];
  }

  void giveBack(byte[] block) {
    if (block.length == LARGE) {
      large.release();
    }
  }
}
