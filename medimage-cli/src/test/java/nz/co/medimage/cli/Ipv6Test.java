package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import nz.co.medimage.testkit.MedimageProcess;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A PC and a phone on a network without IPv4. Skipped where such a network cannot be made. */
@Timeout(300)
@Tag("process")
class Ipv6Test {
  private static final int MOST_ATTEMPTS = 5;

  @TempDir Path folder;
  private Ipv6Lan lan;
  private MedimageProcess pc;
  private int sent;

  @BeforeEach
  void lay() throws IOException {
    Optional<Ipv6Lan> made = Ipv6Lan.lay();
    assumeTrue(made.isPresent(), "only root on Linux can make network namespaces, by 'ip'");
    lan = made.get();
  }

  @AfterEach
  void remove() {
    if (pc != null) {
      pc.close();
    }
    if (lan != null) {
      lan.close();
    }
  }

  @Test
  void linkLocalAddressesAloneAreEnough() throws Exception {
    receive("--pair");
    String code = pc.await("Pairing code: (\\S+) ");
    assertPairs(code, "phone");
    assertSends("phone");
    lan.changeCardOfPhone("wlan7", "02:00:5e:10:00:07");
    assertSends("phone", "--no-discovery");
    assertHoldsNoZone("phone");
  }

  @Test
  void typedAddressesAreReachedAlsoAfterThePhoneChanged() throws Exception {
    lan.giveUniqueLocalAddresses("fd12:3456:789a:1");
    receive("--pair", "--no-discovery");
    String port = pc.await("on port ([0-9]+)");
    String code = pc.await("Pairing code: (\\S+) ");
    String linkLocal = lan.linkLocalOfPc();
    String typed = "[" + linkLocal + "%wlan0]:" + port;
    assertPairs(code, "phone 1", "--at", typed, "--no-discovery");
    assertPairs(code, "phone 2", "--at", "[fd12:3456:789a:1::1]:" + port, "--no-discovery");
    assertSends("phone 1", "--no-discovery");
    assertSends("phone 2", "--no-discovery");
    assertTrue(keys("phone 1").contains(typed), "what was typed is kept as it was typed");
    assertHoldsNoZone("phone 2");
    assertFalse(keys("pc").contains("%wlan0"), "a zone of the phone is known at the PC");
    lan.changeCardOfPhone("wlan7", "02:00:5e:10:00:07");
    assertSends("phone 1", "--no-discovery");
    assertSends("phone 2", "--no-discovery");
  }

  @Test
  void networkCardThatThisDeviceDoesNotHaveIsSaid() throws Exception {
    List<String> said = saidOfPairingAt("[fe80::1%eth9]:5566");
    assertEquals(1, said.size(), said::toString);
    assertTrue(
        said.get(0)
            .matches(
                "medimage: No receiver could be reached for pairing: This device has no network"
                    + " card eth9; it has (lo \\(1\\), wlan0 \\([0-9]+\\)|wlan0 \\([0-9]+\\), lo"
                    + " \\(1\\))"),
        said::toString);
  }

  @Test
  void networkThatDoesNotLeadThereIsSaid() throws Exception {
    assertEquals(
        List.of(
            "medimage: No receiver could be reached for pairing: This network does not lead to"
                + " [2001:db8::1]:5566"),
        saidOfPairingAt("2001:db8::1"));
  }

  private void receive(String... more) throws IOException {
    Stream<?> usual =
        Stream.of(
            "receive",
            "--home",
            folder.resolve("pc"),
            "--to",
            patients(),
            "--name",
            "PC",
            "--port",
            0,
            "--show-paths");
    pc = lan.atPc(Stream.concat(usual, Stream.of(more)).toArray());
  }

  private Path patients() {
    return folder.resolve("patients");
  }

  /** A receiver that has just been started is found after seconds, on a busy machine after more. */
  private void assertPairs(String code, String home, String... more) throws Exception {
    for (int attempt = 1; ; attempt++) {
      try (MedimageProcess phone = pair(code, home, more)) {
        if (phone.exit() == Medimage.OK) {
          return;
        }
        assertTrue(attempt < MOST_ATTEMPTS, phone::toString);
      }
    }
  }

  private List<String> saidOfPairingAt(String address) throws Exception {
    try (MedimageProcess phone = pair("7-QXKD", "phone", "--at", address, "--no-discovery")) {
      assertEquals(Medimage.USAGE, phone.exit(), phone::toString);
      return phone.lines();
    }
  }

  private MedimageProcess pair(String code, String home, String... more) throws IOException {
    Stream<?> usual = Stream.of("pair", code, "--home", folder.resolve(home), "--device", home);
    return lan.atPhone(Stream.concat(usual, Stream.of(more)).toArray());
  }

  /** Sends a photo of its own patient, and finds it there. */
  private void assertSends(String home, String... more) throws Exception {
    sent++;
    byte[] content = TestPhotos.jpeg(sent);
    Path photo = Files.write(folder.resolve("photo" + sent + ".jpg"), content);
    Stream<?> usual =
        Stream.of("send", photo, "--home", folder.resolve(home), "--tag", "#P" + sent + " arm");
    try (MedimageProcess phone = lan.atPhone(Stream.concat(usual, Stream.of(more)).toArray())) {
      assertEquals(Medimage.OK, phone.exit(), phone::toString);
    }
    try (Stream<Path> files = Files.list(patients().resolve("P" + sent))) {
      List<Path> filed = files.filter(file -> file.toString().endsWith(".jpg")).toList();
      assertEquals(1, filed.size(), filed::toString);
      assertArrayEquals(content, Files.readAllBytes(filed.get(0)));
    }
  }

  private void assertHoldsNoZone(String home) throws IOException {
    String keys = keys(home);
    assertTrue(keys.contains("\"addresses\":\"f"), "addresses of IPv6 are kept");
    assertFalse(keys.matches("(?s).*[0-9a-f]%[a-z].*"), "a zone is kept");
  }

  /** All that a home keeps of its pairings. */
  private String keys(String home) throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(folder.resolve(home).resolve("keys"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }
}
