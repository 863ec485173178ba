package nz.co.medimage.crypto;

import nz.co.medimage.crypto.v1.SegmentsWarmUp;
import nz.co.medimage.runtime.WarmUp;

/**
 * Makes a new JVM compile its ciphers before the first photo needs them: until then they run at a
 * tenth of their speed.
 */
public final class CipherWarmUp {
  private CipherWarmUp() {}

  /** Starts the warm-up in the background, once in a process, and returns at once. */
  public static void start() {
    WarmUp.once("ciphers", SegmentsWarmUp::run);
  }
}
