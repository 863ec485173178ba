package com.example.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nz.co.medimage.testkit.Await;

/** The command {@code medimage} in a process of its own, as the practice runs it. */
final class Medimage implements AutoCloseable {
  private final Process process;
  private final Path output;

  private Medimage(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts it in a folder. */
  static Medimage start(Path folder, Object... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("medimage.class-path")));
    command.add("nz.co.medimage.cli.Medimage");
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    Path output = Files.createTempFile(folder, arguments[0] + "-", ".log");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("ARCHIVE_PASSWORD", FakeArchive.PASSWORD);
    return new Medimage(
        builder.redirectErrorStream(true).redirectOutput(output.toFile()).start(), output);
  }

  /** Runs it to its end, and gives what it printed. */
  static String run(int exitCode, Path folder, Object... arguments) throws Exception {
    try (Medimage medimage = start(folder, arguments)) {
      assertTrue(medimage.process.waitFor(120, TimeUnit.SECONDS), medimage::toString);
      assertEquals(exitCode, medimage.process.exitValue(), medimage::toString);
      return medimage.toString();
    }
  }

  /** Waits until it has printed something, and gives the pattern's first group. */
  String await(String pattern) throws IOException {
    Pattern wanted = Pattern.compile(pattern);
    Await.until(pattern + " in " + output, () -> wanted.matcher(toString()).find());
    Matcher found = wanted.matcher(toString());
    assertTrue(found.find());
    return found.group(1);
  }

  /** What it has printed. */
  @Override
  public String toString() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Kills it: nothing in it gets to clean up. */
  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
