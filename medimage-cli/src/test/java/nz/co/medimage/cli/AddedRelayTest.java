package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import nz.co.medimage.testkit.MedimageProcess;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A relay that is added to a receiver after phones were paired with it. */
@Timeout(120)
@Tag("process")
class AddedRelayTest {
  @TempDir Path folder;

  private PcAndPhone setup;

  @BeforeEach
  void setUp() {
    setup = new PcAndPhone(folder);
  }

  private Run send(int seed, String timeout) throws IOException {
    Path photo = Files.write(folder.resolve("arm-" + seed + ".jpg"), TestPhotos.jpeg(seed));
    return setup.phone("send", "--tag", "#ZAC5361", "--timeout", timeout, photo);
  }

  @Test
  void aPhonePairedOverTheLanDeliversThroughItWithoutPairingAgain() throws Exception {
    String port;
    try (MedimageProcess receiver = setup.receive("--pair")) {
      port = receiver.await("on port ([0-9]+)");
      String code = receiver.await("Pairing code: (\\S+) ");
      Run paired = setup.phone("pair", code, "--at", "127.0.0.1:" + port);
      assertEquals(Medimage.OK, paired.exit(), paired.err());
    }
    try (MedimageProcess relay = setup.relay()) {
      String url = PcAndPhone.url(relay);
      try (MedimageProcess receiver = setup.receiveAt(port, "--relay", url)) {
        receiver.await("on port ([0-9]+)");
        Run overTheLan = send(1, "60s");
        assertEquals(Medimage.OK, overTheLan.exit(), overTheLan.out() + overTheLan.err());
      }
      Run left = send(2, "5s");
      assertEquals(Medimage.WAITING, left.exit(), left.err());
      assertTrue(left.out().contains("arm-2.jpg: at the relay"), left.out() + left.err());
      try (MedimageProcess receiver = setup.receive("--relay", url)) {
        receiver.await("Delivered ([0-9a-f-]{36})");
        assertTrue(setup.phone("outbox").out().contains("  delivered"));
      }
    }
  }
}
