package nz.co.medimage.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import nz.co.medimage.testkit.MedimageProcess;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A relay, a receiver and a sender, each a process of the command. */
@Timeout(120)
@Tag("process")
class RelayDeliveryTest {
  private static final int WINDOW = 16;

  @TempDir Path folder;
  private PcAndPhone setup;
  private MedimageProcess relay;
  private String url;

  @BeforeEach
  void pairOverTheRelay() throws Exception {
    setup = new PcAndPhone(folder);
    relay = setup.relay("--access-log");
    url = PcAndPhone.url(relay);
    try (MedimageProcess receiver = receive("--pair")) {
      String code = receiver.await("Pairing code: (\\S+) ");
      Run run = setup.phone("pair", code, "--at", url, "--device", "Ward 7 phone");
      assertEquals(Medimage.OK, run.exit(), run.err());
    }
  }

  @AfterEach
  void close() {
    relay.close();
  }

  private MedimageProcess receive(Object... more) throws IOException {
    return setup.receive(Stream.concat(Stream.of("--relay", url), Stream.of(more)).toArray());
  }

  private List<Path> photos() throws IOException {
    List<Path> photos = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      photos.add(Files.write(folder.resolve("melanoma-" + i + ".jpg"), TestPhotos.jpeg(i)));
    }
    return photos;
  }

  private Run send(List<Path> photos) {
    return setup.phone(
        "send",
        Stream.concat(Stream.of("--tag", "#ZAC5361 forearm", "--timeout", "3s"), photos.stream())
            .toArray());
  }

  @Test
  void photosWaitAtTheRelayUntilTheReceiverComes() throws Exception {
    List<Path> photos = photos();
    Run sent = send(photos);
    assertEquals(Medimage.WAITING, sent.exit(), sent.err());
    for (Path photo : photos) {
      assertTrue(sent.out().contains(photo + ": at the relay"), sent.out());
    }
    try (MedimageProcess receiver = receive()) {
      for (int i = 0; i < photos.size(); i++) {
        receiver.await("Delivered ([0-9a-f-]{36})");
      }
      assertFalse(receiver.toString().contains("ZAC5361"), "it may be kept in a journal");
      Run outbox = setup.phone("outbox");
      assertEquals(photos.size(), outbox.out().split("  delivered", -1).length - 1, outbox.out());
    }
    try (Stream<Path> files = Files.list(folder.resolve("patients/ZAC5361"))) {
      assertEquals(photos.size(), files.count());
    }
  }

  @Test
  void aLocalNetworkThatIsSilentWhileTheRelayDeliversIsNoPhotoBeingSent() throws Exception {
    int before;
    try (MedimageProcess receiver = receive("--pair")) {
      before = Integer.parseInt(receiver.await("on port ([0-9]+)"));
      String code = receiver.await("Pairing code: (\\S+) ");
      Run paired = setup.phone("pair", code, "--at", url);
      assertEquals(Medimage.OK, paired.exit(), paired.err());
    }
    Path photo = photos().get(0);
    try (ServerSocket silent = new ServerSocket(before, 50, InetAddress.getLoopbackAddress());
        MedimageProcess receiver = receive();
        MedimageProcess sending =
            MedimageProcess.start(
                "send",
                "--home",
                folder.resolve("phone"),
                "--no-discovery",
                "--tag",
                "#P",
                photo)) {
      assertEquals(Medimage.OK, sending.exit());
      List<String> lines = sending.lines();
      assertTrue(lines.get(lines.size() - 1).contains(": delivered to PC"), lines.toString());
      assertFalse(lines.toString().contains("WARN"), lines.toString());
      assertTrue(silent.isBound(), receiver::toString);
    }
  }

  @Test
  void relayCanTellNothingOfAPhoto() throws Exception {
    List<Path> photos = photos();
    send(photos);
    relay.close();
    String kept = all(folder.resolve("relay")) + relay;
    assertTrue(kept.contains("POST /v1/envelopes"), "the log is among it");
    for (String secret :
        List.of("ZAC5361", "forearm", "melanoma", ".jpg", "Ward 7 phone", "image/jpeg")) {
      assertFalse(kept.contains(secret), secret);
    }
    assertTrue(kept.length() > 3 * Files.size(photos.get(0)), "the envelopes are among it");
    for (Path photo : photos) {
      String content = Files.readString(photo, ISO_8859_1);
      for (int at = 0; at + WINDOW <= content.length(); at += WINDOW) {
        String window = content.substring(at, at + WINDOW);
        if (window.chars().distinct().count() > WINDOW / 2) {
          assertFalse(kept.contains(window), "16 bytes of the photo from " + at);
        }
      }
    }
  }

  private static String all(Path home) throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(file, ISO_8859_1));
      }
    }
    return all.toString();
  }
}
