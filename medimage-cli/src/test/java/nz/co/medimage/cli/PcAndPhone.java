package nz.co.medimage.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import nz.co.medimage.testkit.MedimageProcess;

/**
 * A receiver, a relay and a phone of the command, on loopback alone, with their homes in a folder
 * of the test.
 */
final class PcAndPhone {
  private final Path folder;

  PcAndPhone(Path folder) {
    this.folder = folder;
  }

  /** The command line of a receiver. */
  Object[] receiving(Object port, Object... more) {
    return with(
        more,
        "receive",
        "--home",
        folder.resolve("pc"),
        "--to",
        folder.resolve("patients"),
        "--name",
        "PC",
        "--address",
        "127.0.0.1",
        "--port",
        port,
        "--no-discovery");
  }

  MedimageProcess receive(Object... more) throws IOException {
    return receiveAt(0, more);
  }

  MedimageProcess receiveAt(Object port, Object... more) throws IOException {
    return MedimageProcess.start(receiving(port, more));
  }

  MedimageProcess relay(Object... more) throws IOException {
    return MedimageProcess.start(
        with(
            more,
            "relay",
            "--home",
            folder.resolve("relay"),
            "--address",
            "127.0.0.1",
            "--port",
            0));
  }

  /** Where a relay can be reached that was started just now. */
  static String url(MedimageProcess relay) {
    return "http://127.0.0.1:" + relay.await("on port ([0-9]+)");
  }

  /** Runs a command of the phone to its end. */
  Run phone(String command, Object... args) {
    return Run.of(with(args, command, "--home", folder.resolve("phone"), "--no-discovery"));
  }

  private static Object[] with(Object[] more, Object... usual) {
    return Stream.concat(Stream.of(usual), Stream.of(more)).toArray();
  }
}
