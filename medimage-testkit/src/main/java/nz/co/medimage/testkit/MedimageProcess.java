package nz.co.medimage.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The {@code medimage} command in a process of its own, which can be killed: for tests of an
 * add-on, or of anything else, with the real thing. {@code medimage-cli} has to be on the class
 * path. What the process prints comes line by line. Its heap has 128 MiB, and it does not warm up.
 * For one thread; close it, and the process is gone.
 */
public final class MedimageProcess implements AutoCloseable {
  private final Process process;
  private final PrintedLines lines = new PrintedLines();
  private final Thread reader;

  private MedimageProcess(Process process) {
    this.process = process;
    reader = new Thread(this::read, "output of " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts the command.
   *
   * @param args as a person types them; anything is taken as its text
   * @throws IOException if no process can be started
   */
  public static MedimageProcess start(Object... args) throws IOException {
    return startBy(List.of(), args);
  }

  /**
   * Lets another command start it, such as {@code env}, which becomes it.
   *
   * @throws IOException if no process can be started
   */
  public static MedimageProcess startBy(List<String> starter, Object... args) throws IOException {
    return start(starter, List.of(), System.getProperty("java.class.path"), args);
  }

  /**
   * Starts the command with options of Java and a class path of its own.
   *
   * @throws IOException if no process can be started
   */
  public static MedimageProcess startWith(List<String> options, String classPath, Object... args)
      throws IOException {
    return start(List.of(), options, classPath, args);
  }

  private static MedimageProcess start(
      List<String> starter, List<String> options, String classPath, Object... args)
      throws IOException {
    List<String> command = new ArrayList<>(starter);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"));
    command.addAll(ClassArchive.options());
    command.add("-Dmedimage.warm-up=off");
    command.addAll(options);
    boolean isOurs = classPath.equals(System.getProperty("java.class.path"));
    command.addAll(List.of("-cp", isOurs ? ClassArchive.classPath() : classPath));
    command.add("nz.co.medimage.cli.Medimage");
    for (Object arg : args) {
      command.add(arg.toString());
    }
    return new MedimageProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  private void read() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      // the process was killed; what it printed until then is there
    }
  }

  /**
   * Waits for a line that the pattern finds something in; see {@link PrintedLines#await}.
   *
   * @return the pattern's first group; the line, if it has none
   * @throws AssertionError if there is none in time
   */
  public String await(String pattern) {
    return lines.await(pattern);
  }

  /**
   * Waits for its end.
   *
   * @return the exit code
   * @throws AssertionError if it does not end within {@link PrintedLines#PATIENCE_SECONDS}
   */
  public int exit() throws InterruptedException {
    if (!process.waitFor(PrintedLines.PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("still running after " + lines);
    }
    return process.exitValue();
  }

  /** Waits until it has ended, and gives what it printed and nobody has waited for. */
  public List<String> lines() throws InterruptedException {
    reader.join(TimeUnit.SECONDS.toMillis(PrintedLines.PATIENCE_SECONDS));
    return lines.rest();
  }

  /** Waits for its end, or until that takes too long. */
  public void awaitEnd(Duration atMost) throws InterruptedException {
    boolean unused = process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Whether it has not ended yet. */
  public boolean isRunning() {
    return process.isAlive();
  }

  /** SIGKILL: nothing in it gets to clean up. Returns once it is gone. */
  public void kill() {
    var unused = process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }

  /** What it has printed. */
  @Override
  public String toString() {
    return lines.toString();
  }
}
