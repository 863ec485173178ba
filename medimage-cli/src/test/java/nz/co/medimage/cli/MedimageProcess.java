package nz.co.medimage.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command in a process of its own, that can be killed. What it prints comes line by line. */
final class MedimageProcess implements AutoCloseable {
  private final Process process;
  private final Lines lines = new Lines();
  private final Thread reader;

  private MedimageProcess(Process process) {
    this.process = process;
    reader = new Thread(this::read, "output of " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  static MedimageProcess start(Object... args) throws IOException {
    return startBy(List.of(), args);
  }

  /** Lets another command start it, which becomes it. */
  static MedimageProcess startBy(List<String> starter, Object... args) throws IOException {
    List<String> command = new ArrayList<>(starter);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-Xmx128m", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(Medimage.class.getName());
    for (Object arg : args) {
      command.add(arg.toString());
    }
    return new MedimageProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  private void read() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      // the process was killed; what it printed until then is there
    }
  }

  /** Waits for a line that the pattern finds something in, and gives its first group. */
  String await(String pattern) {
    return lines.await(pattern);
  }

  /** Waits for its end and gives the exit code. */
  int exit() throws InterruptedException {
    if (!process.waitFor(Lines.PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("still running after " + lines);
    }
    return process.exitValue();
  }

  /** What it printed until its end, and nobody has waited for. */
  List<String> lines() throws InterruptedException {
    reader.join(TimeUnit.SECONDS.toMillis(Lines.PATIENCE_SECONDS));
    return lines.rest();
  }

  /** Waits for its end, or until that takes too long. */
  void awaitEnd(Duration atMost) throws InterruptedException {
    boolean unused = process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** SIGKILL: nothing in it gets to clean up. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    try {
      kill();
    } catch (InterruptedException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  /** What it has printed. */
  @Override
  public String toString() {
    return lines.toString();
  }
}
