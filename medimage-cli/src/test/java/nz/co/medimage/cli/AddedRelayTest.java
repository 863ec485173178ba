package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A relay that is added to a receiver after phones were paired with it. */
@Timeout(120)
class AddedRelayTest {
  @TempDir Path folder;

  private MedimageProcess receive(String port, Object... more) throws IOException {
    Stream<Object> usual =
        Stream.of(
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
    return MedimageProcess.start(Stream.concat(usual, Stream.of(more)).toArray());
  }

  private Run phone(String command, Object... args) {
    Stream<Object> usual = Stream.of(command, "--home", folder.resolve("phone"), "--no-discovery");
    return Run.of(Stream.concat(usual, Stream.of(args)).toArray());
  }

  private Run send(int seed, String timeout) throws IOException {
    Path photo = Files.write(folder.resolve("arm-" + seed + ".jpg"), TestPhotos.jpeg(seed));
    return phone("send", "--tag", "#ZAC5361", "--timeout", timeout, photo);
  }

  @Test
  void aPhonePairedOverTheLanDeliversThroughItWithoutPairingAgain() throws Exception {
    String port;
    try (MedimageProcess receiver = receive("0", "--pair")) {
      port = receiver.await("on port ([0-9]+)");
      String code = receiver.await("Pairing code: (\\S+) ");
      Run paired = phone("pair", code, "--at", "127.0.0.1:" + port);
      assertEquals(Medimage.OK, paired.exit(), paired.err());
    }
    try (MedimageProcess relay =
        MedimageProcess.start(
            "relay", "--home", folder.resolve("relay"), "--address", "127.0.0.1", "--port", 0)) {
      String url = "http://127.0.0.1:" + relay.await("on port ([0-9]+)");
      try (MedimageProcess receiver = receive(port, "--relay", url)) {
        receiver.await("on port ([0-9]+)");
        Run overTheLan = send(1, "60s");
        assertEquals(Medimage.OK, overTheLan.exit(), overTheLan.out() + overTheLan.err());
      }
      Run left = send(2, "5s");
      assertEquals(Medimage.WAITING, left.exit(), left.err());
      assertTrue(left.out().contains("arm-2.jpg: at the relay"), left.out() + left.err());
      try (MedimageProcess receiver = receive("0", "--relay", url)) {
        receiver.await("Delivered ([0-9a-f-]{36})");
        assertTrue(phone("outbox").out().contains("  delivered"));
      }
    }
  }
}
