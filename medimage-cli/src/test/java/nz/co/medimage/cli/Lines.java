package nz.co.medimage.cli;

import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a command prints, line by line as it comes. */
final class Lines extends Writer {
  static final long PATIENCE_SECONDS = 60;

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final List<String> seen = new ArrayList<>();
  private final StringBuilder unfinished = new StringBuilder();

  void add(String line) {
    lines.add(line);
  }

  /** Waits for a line that the pattern finds something in, and gives its first group. */
  String await(String pattern) {
    Pattern wanted = Pattern.compile(pattern);
    try {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (true) {
        String line = lines.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (line == null) {
          throw new AssertionError("no line like " + pattern + " in " + seen);
        }
        seen.add(line);
        Matcher matcher = wanted.matcher(line);
        if (matcher.find()) {
          return matcher.groupCount() > 0 ? matcher.group(1) : line;
        }
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** All lines that nobody has waited for. */
  List<String> rest() {
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

  @Override
  public String toString() {
    return seen + " then " + lines;
  }

  /** Waits for a line that the pattern finds something in, unless there was one before. */
  void awaitUnlessSeen(String pattern) {
    Pattern wanted = Pattern.compile(pattern);
    if (seen.stream().noneMatch(line -> wanted.matcher(line).find())) {
      await(pattern);
    }
  }
}
