package nz.co.medimage.crypto;

import java.util.concurrent.atomic.AtomicBoolean;
import nz.co.medimage.crypto.v1.WarmUp;
import nz.co.medimage.runtime.DaemonThreads;

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
      var unused = DaemonThreads.start("cipher-warm-up", WarmUp::run);
    }
  }
}
