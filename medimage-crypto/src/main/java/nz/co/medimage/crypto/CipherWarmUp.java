package nz.co.medimage.crypto;

import java.util.concurrent.atomic.AtomicBoolean;
import nz.co.medimage.crypto.v1.WarmUp;

/**
 * Makes a fresh JVM compile its ciphers before the first photo needs them: cold, they run at a
 * tenth of their speed.
 */
public final class CipherWarmUp {
  private static final AtomicBoolean STARTED = new AtomicBoolean();

  private CipherWarmUp() {}

  /** Begins on a daemon thread, once a process, and returns at once. */
  public static void start() {
    if (STARTED.compareAndSet(false, true)) {
      Thread thread = new Thread(WarmUp::run, "medimage-cipher-warm-up");
      thread.setDaemon(true);
      thread.start();
    }
  }
}
