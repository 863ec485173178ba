package nz.co.medimage.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code medimage} command in a process of its own, whose output is read to its end. */
final class Command implements AutoCloseable {
  private static final int MOST_LINES = 100;

  private final Process process;
  private final List<String> lines = new ArrayList<>();
  private boolean ended;

  private Command(Process process) {
    this.process = process;
    Thread reader = new Thread(() -> read(process.inputReader()));
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts it with 256 MB of heap. */
  static Command start(Object... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path")));
    command.add("nz.co.medimage.cli.Medimage");
    for (Object arg : args) {
      command.add(arg.toString());
    }
    return new Command(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  private void read(BufferedReader reader) {
    try {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        synchronized (this) {
          if (lines.size() < MOST_LINES) {
            lines.add(line);
          }
          notifyAll();
        }
      }
    } catch (IOException e) {
      // killed
    }
    synchronized (this) {
      ended = true;
      notifyAll();
    }
  }

  /** The first group of the first line in which the pattern is found; waits for that line. */
  synchronized String await(String pattern) throws InterruptedException {
    Pattern wanted = Pattern.compile(pattern);
    for (int next = 0; ; ) {
      for (; next < lines.size(); next++) {
        Matcher found = wanted.matcher(lines.get(next));
        if (found.find()) {
          return found.group(1);
        }
      }
      if (ended) {
        throw new IllegalStateException("ended: " + lines);
      }
      wait();
    }
  }

  long pid() {
    return process.pid();
  }

  /** Kills it, and waits until it is gone. */
  @Override
  public void close() {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
