package nz.co.medimage.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import nz.co.medimage.testkit.MedimageProcess;

/**
 * A receiver that is a process, collects from a relay and listens on the local network, at the port
 * of its pairing or at another one, where nobody finds it. Its target can go away and fill up.
 */
final class ChaosPc implements AutoCloseable {
  private final String name;
  private final Path home;
  private final Path target;
  private final String relay;
  private MedimageProcess process;
  private String port;

  /** Starts one, and pairs a phone with it through the relay. */
  ChaosPc(String name, Path home, Path target, String relay, Path phone) throws IOException {
    this.name = name;
    this.home = home;
    this.target = target;
    this.relay = relay;
    process = start("0", "--pair");
    port = process.await("on port ([0-9]+)");
    String code = process.await("Pairing code: (\\S+) ");
    Run run = Run.of("pair", code, "--home", phone, "--at", relay, "--no-discovery");
    if (run.exit() != Medimage.OK) {
      throw new AssertionError(run.err());
    }
  }

  private MedimageProcess start(String atPort, String... more) throws IOException {
    List<Object> command = new ArrayList<>(List.of("receive", "--home", home, "--to", target));
    command.addAll(List.of("--name", name, "--address", "127.0.0.1", "--port", atPort));
    command.addAll(List.of("--no-discovery", "--relay", relay));
    command.addAll(List.of(more));
    return MedimageProcess.start(command.toArray());
  }

  String name() {
    return name;
  }

  /** Kills it and starts it again. */
  void kill(boolean onTheLan) throws Exception {
    process.kill();
    process = start(onTheLan ? port : "0");
    process.await("Collecting from");
  }

  /** The share with the folders is away. */
  void loseTarget() throws IOException {
    Files.move(target, away());
  }

  /** It is back. */
  void findTarget() throws IOException {
    Files.move(away(), target);
  }

  private Path away() {
    return target.resolveSibling(target.getFileName() + "-away");
  }

  /** Fills the target's disk to the last byte. */
  void fillTarget() throws IOException {
    try (OutputStream out = Files.newOutputStream(target.resolve(".filler"))) {
      byte[] block = new byte[4096];
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      // full now
    }
  }

  /** There is room again. */
  void emptyTarget() throws IOException {
    Files.deleteIfExists(target.resolve(".filler"));
  }

  /** What was filed, in no order. */
  List<Path> filed() throws IOException {
    Path patient = target.resolve("ZAC5361");
    if (Files.notExists(patient)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(patient)) {
      return files.toList();
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
