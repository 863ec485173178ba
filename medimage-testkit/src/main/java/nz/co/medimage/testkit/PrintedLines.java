package nz.co.medimage.testkit;

import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a command prints, line by line as it comes: a writer to give to a command, or fed by a
 * reader of its output. Any thread may write; one thread waits.
 */
public final class PrintedLines extends Writer {
  /** How long tests wait for a line or the end of a process, in seconds. */
  public static final long PATIENCE_SECONDS = 60;

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final List<String> seen = new ArrayList<>();
  private final StringBuilder unfinished = new StringBuilder();

  /** Nothing is printed yet. */
  public PrintedLines() {}

  /** Adds a whole line, without its end. */
  public void add(String line) {
    lines.add(line);
  }

  /**
   * Waits for a line that the pattern finds something in. Lines before it are passed over.
   *
   * @return the pattern's first group; the line, if it has none
   * @throws AssertionError if there is none within {@link #PATIENCE_SECONDS}
   */
  public String await(String pattern) {
    Pattern wanted = Pattern.compile(pattern);
    try {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (true) {
        String line = lines.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (line == null) {
          throw new AssertionError("no line like " + pattern + " in " + this);
        }
        synchronized (seen) {
          seen.add(line);
        }
        Matcher matcher = wanted.matcher(line);
        if (matcher.find()) {
          return matcher.groupCount() > 0 ? matcher.group(1) : line;
        }
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits for a line that the pattern finds something in, unless there was one before. */
  public void awaitUnlessSeen(String pattern) {
    Pattern wanted = Pattern.compile(pattern);
    boolean isSeen;
    synchronized (seen) {
      isSeen = seen.stream().anyMatch(line -> wanted.matcher(line).find());
    }
    if (!isSeen) {
      String unused = await(pattern);
    }
  }

  /** All lines that nobody has waited for. */
  public List<String> rest() {
    List<String> rest = new ArrayList<>();
    lines.drainTo(rest);
    return rest;
  }

  @Override
  public void write(char[] text, int from, int length) {
    synchronized (unfinished) {
      unfinished.append(text, from, length);
      for (int end = unfinished.indexOf("\n"); end >= 0; end = unfinished.indexOf("\n")) {
        add(unfinished.substring(0, end).strip());
        unfinished.delete(0, end + 1);
      }
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}

  /** What was printed, for the message of a failed test. */
  @Override
  public String toString() {
    synchronized (seen) {
      return seen + " then " + lines;
    }
  }
}
