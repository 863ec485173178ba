package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nz.co.medimage.testkit.PrintedLines;
import nz.co.medimage.testkit.TestPhotos;

/** A PC that receives and a phone that sends, each by the command and within this process. */
final class Practice implements AutoCloseable {
  final Path folder;
  final Path pc;
  final Path patients;
  final Path phone;
  private final PrintedLines lines = new PrintedLines();
  private final Thread receiving;
  private final String port;
  private final String code;

  private Practice(Path folder, Stream<?> options) {
    this.folder = folder;
    pc = folder.resolve("pc");
    patients = folder.resolve("patients");
    phone = folder.resolve("phone");
    Stream<?> usual =
        Stream.of(
            "receive",
            "--home",
            pc,
            "--address",
            "127.0.0.1",
            "--no-discovery",
            "--pair",
            "--show-paths");
    String[] args = Stream.concat(usual, options).map(Object::toString).toArray(String[]::new);
    PrintWriter out = new PrintWriter(lines);
    receiving = new Thread(() -> Medimage.run(out, out, args), "receive");
    receiving.setDaemon(true);
    receiving.start();
    port = lines.await("\\bport\\W{1,2}([0-9]+)");
    code = lines.await("\\bcode\\W{2,3}([0-9]+-[A-Z0-9]+)");
  }

  /** Receives into {@link #patients} as PC. */
  static Practice open(Path folder, Object... options) {
    Object[] usual = {"--to", folder.resolve("patients"), "--name", "PC", "--port", 0};
    return new Practice(folder, Stream.concat(Stream.of(usual), Stream.of(options)));
  }

  /** The same, with the phone paired as Phone. */
  static Practice paired(Path folder, Object... options) {
    Practice practice = open(folder, options);
    Run run = practice.pair(practice.code());
    assertEquals(Medimage.OK, run.exit(), run.err());
    return practice;
  }

  /** Receives with these options alone, beside a home and a code. */
  static Practice with(Path folder, Object... options) {
    return new Practice(folder, Stream.of(options));
  }

  String port() {
    return port;
  }

  String code() {
    return code;
  }

  /** Waits for a line of the PC. */
  String await(String pattern) {
    return lines.await(pattern);
  }

  /** Waits for a line of the PC, unless it was there already when the PC was ready. */
  void awaitUnlessSeen(String pattern) {
    lines.awaitUnlessSeen(pattern);
  }

  Run pair(String code, Object... more) {
    return atPhone(
        "pair",
        Stream.concat(
                Stream.of(code, "--at", "127.0.0.1:" + port, "--device", "Phone", "--no-discovery"),
                Stream.of(more))
            .toArray());
  }

  Run send(Object... args) {
    return atPhone("send", Stream.concat(Stream.of(args), Stream.of("--no-discovery")).toArray());
  }

  Run atPhone(String command, Object... args) {
    return run(command, phone, args);
  }

  Run atPc(String command, Object... args) {
    return run(command, pc, args);
  }

  private static Run run(String command, Path home, Object... args) {
    return Run.of(Stream.concat(Stream.of(command, "--home", home), Arrays.stream(args)).toArray());
  }

  Path photo() throws IOException {
    return Files.write(folder.resolve("photo.jpg"), TestPhotos.jpeg(1));
  }

  /** A file that is rejected. */
  Path text() throws IOException {
    return Files.writeString(folder.resolve("note.jpg"), "Dear colleague");
  }

  /** What lies in a folder of a patient at the PC. */
  List<Path> filed(String patient) throws IOException {
    try (Stream<Path> files = Files.list(patients.resolve(patient))) {
      return files.collect(Collectors.toList());
    }
  }

  /** The PC stops receiving; its home stays. */
  @Override
  public void close() {
    receiving.interrupt();
    try {
      receiving.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
