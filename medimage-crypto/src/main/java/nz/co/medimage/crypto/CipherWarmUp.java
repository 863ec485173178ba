package nz.co.medimage.crypto;

import java.util.concurrent.atomic.AtomicBoolean;
import nz.co.medimage.crypto.v1.WarmUp;
import nz.co.medimage.runtime.DaemonThreads;

/**
 * Makes a new JVM compile its ciphers before the first photo needs them: until then they run at a
 * tenth of their speed.
 */
public final class CipherWarmUp {
  private static final AtomicBoolean STARTED = new AtomicBoolean();

  private CipherWarmUp() {}

  /** Starts the warm-up on a daemon thread, once in a process, and returns at once. */
  public static void start() {
    if (STARTED.compareAndSet(false, true)) {
      var unused = DaemonThreads.start("cipher-warm-up", WarmUp::run);
    }
  }
}
