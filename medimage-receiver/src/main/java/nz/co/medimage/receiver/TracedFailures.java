package nz.co.medimage.receiver;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which kinds of failure were logged with their trace: a step that is away fails at each try of
 * each photo, always in the same place. Safe for use by several threads.
 */
final class TracedFailures {
  private static final int MOST_CAUSES = 10;
  private static final int MOST_KINDS = 100;

  private final Set<String> kinds = ConcurrentHashMap.newKeySet();

  /** Whether a step fails in this way for the first time; false once there are very many ways. */
  boolean isFirst(String step, Throwable failure) {
    StringBuilder kind = new StringBuilder(step);
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++) {
      StackTraceElement[] trace = cause.getStackTrace();
      kind.append(' ').append(cause.getClass().getName());
      kind.append(' ').append(trace.length == 0 ? "" : trace[0]);
      cause = cause.getCause();
    }
    return kinds.size() < MOST_KINDS && kinds.add(kind.toString());
  }
}
