package nz.co.medimage.runtime;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Makes a new JVM load and compile in the background what the first photo will need. All warm-ups
 * share one thread, since a photo that comes meanwhile needs the other cores. The system property
 * {@code medimage.warm-up} leaves them all out if it is {@code off}: many processes, such as those
 * of tests, end before it pays. Safe for use by several threads.
 */
public final class WarmUp {
  private static final String PROPERTY = "medimage.warm-up";
  private static final Set<String> STARTED = ConcurrentHashMap.newKeySet();
  private static final ThreadPoolExecutor THREAD =
      new ThreadPoolExecutor(
          1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), DaemonThreads.named("warm-up"));

  static {
    THREAD.allowCoreThreadTimeOut(true);
  }

  private WarmUp() {}

  /**
   * Runs a warm-up after those that wait already, once in a process. Returns at once.
   *
   * @param what a name of the warm-up, such as {@code tls-server}; a second one of that name is
   *     left out
   */
  public static void once(String what, Runnable warmUp) {
    if (!"off".equals(System.getProperty(PROPERTY)) && STARTED.add(what)) {
      THREAD.execute(warmUp);
    }
  }
}
