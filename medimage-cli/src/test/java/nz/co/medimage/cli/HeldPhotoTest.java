package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.PatientQuery;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.receiver.WhenUnavailable;
import nz.co.medimage.sink.folders.FolderSink;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.TestPhotos;
import nz.co.medimage.transport.wifi.WifiListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A practice that knows one patient, a phone, and a photo of somebody else. */
@Timeout(180)
class HeldPhotoTest {
  @TempDir Path folder;

  private record Practice(Receiver receiver, WifiListener lan) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      receiver.close();
    }
  }

  private static final class OnePatient implements PatientCheck {
    @Override
    public String id() {
      return "practice";
    }

    @Override
    public PatientMatch find(PatientQuery query) {
      return query.typedId().equals("ZZZ0016")
          ? PatientMatch.found("16").withEcho("P… T…, b. 1980")
          : PatientMatch.unknown();
    }
  }

  private Practice open() throws IOException {
    WifiListener lan =
        WifiListener.builder()
            .address(InetAddress.getLoopbackAddress())
            .port(0)
            .withoutDiscovery()
            .build();
    Receiver receiver =
        Receiver.builder(folder.resolve("pc"))
            .name("PC")
            .listener(lan)
            .sink(FolderSink.to(folder.resolve("patients")).state(folder.resolve("state")).build())
            .patientCheck(new OnePatient(), WhenUnavailable.WAIT)
            .echo(true)
            .build();
    receiver.start();
    return new Practice(receiver, lan);
  }

  private Run phone(String command, Object... args) {
    Stream<Object> usual = Stream.of(command, "--home", folder.resolve("phone"), "--no-discovery");
    return Run.of(Stream.concat(usual, Stream.of(args)).toArray());
  }

  private void pair(Practice practice) throws Exception {
    String code = practice.receiver().offerPairing().code();
    Run paired = phone("pair", code, "--at", "127.0.0.1:" + practice.lan().port());
    assertEquals(Medimage.OK, paired.exit(), paired.err());
  }

  private Path arm() throws IOException {
    return Files.write(folder.resolve("arm.jpg"), TestPhotos.jpeg(1));
  }

  private Run staff(Object... args) {
    Stream<Object> usual = Stream.of("deliveries", "--home", folder.resolve("pc"));
    return Run.of(Stream.concat(usual, Stream.of(args)).toArray());
  }

  private List<Path> photos() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("patients"))) {
      return files
          .filter(file -> file.toString().endsWith(".jpg"))
          .map(folder.resolve("patients")::relativize)
          .toList();
    }
  }

  @Test
  void whoeverSendsSeesThatItIsTheRightPatient() throws Exception {
    Path photo = arm();
    Path other = Files.write(folder.resolve("leg.jpg"), TestPhotos.jpeg(2));
    try (Practice practice = open()) {
      pair(practice);
      Run text = phone("send", "--tag", "#ZZZ0016 arm", photo);
      assertTrue(text.out().strip().endsWith("), patient: P… T…, b. 1980"), text.out());
      Run json = phone("send", "--json", "--tag", "#ZZZ0016 leg", other);
      assertTrue(json.out().contains("\"echo\":\"P… T…, b. 1980\""), json.out());
    }
  }

  @Test
  void aPhotoThatIsHeldIsSentAnewOnlyIfThatIsAskedFor() throws Exception {
    Path photo = arm();
    try (Practice practice = open()) {
      pair(practice);
      phone("send", "--tag", "#ZAC5361 arm", photo);

      phone("send", "--again", "--tag", "#ZAC5361 arm", photo);

      assertEquals(2, staff().out().lines().filter(line -> line.contains("  held  ")).count());
    }
  }

  @Test
  void staffFileAHeldPhotoUnderTheRightPatient() throws Exception {
    Path photo = arm();
    try (Practice practice = open()) {
      pair(practice);
      Run sent = phone("send", "--json", "--tag", "#ZAC5361 arm", photo);
      assertEquals(Medimage.REJECTED, sent.exit(), sent.out() + sent.err());
      assertTrue(sent.out().contains("\"event\":\"held\""), sent.out());
      assertTrue(sent.out().contains("\"reason\":\"UNKNOWN_PATIENT\""), sent.out());
      assertEquals(List.of(), photos());

      Run repeated = phone("send", "--json", "--tag", "#ZAC5361 arm", photo);
      assertEquals(Medimage.REJECTED, repeated.exit(), repeated.out() + repeated.err());
      assertTrue(repeated.out().contains("\"reason\":\"UNKNOWN_PATIENT\""), repeated.out());
      assertEquals(1, staff().out().lines().filter(line -> line.contains("  held  ")).count());
    }
    Run outbox = phone("outbox");
    assertTrue(outbox.out().contains("  held"), outbox.out() + outbox.err());
    Run list = staff();
    assertTrue(list.out().contains("  held  The practice knows no patient ZAC5361."), list.out());
    assertTrue(list.out().contains("    typed: #ZAC5361 arm; taken at "), list.out());
    String doctor = Run.of("doctor", "--home", folder.resolve("pc")).out();
    assertTrue(doctor.contains("mend  held: nobody knows whose 1 photo is: "), doctor);
    String id = list.out().substring(0, 36);

    Run assigned = staff("--assign", id, "#ZZZ0016 arm", "--by", "Dr Ngata");
    assertEquals(Medimage.OK, assigned.exit(), assigned.err());
    try (Practice practice = open()) {
      assertEquals("PC", practice.receiver().name());
      Await.until("the photo is delivered", () -> staff().out().contains("  delivered  "));
    }

    assertEquals(1, photos().size());
    assertTrue(photos().get(0).startsWith("ZZZ0016"), photos().toString());
    Run after = staff();
    assertTrue(after.out().contains("    assigned by Dr Ngata at "), after.out());
    assertTrue(after.out().contains(": from #ZAC5361 arm to #ZZZ0016 arm"), after.out());
    assertFalse(after.out().contains("  held"), after.out());
    Run again = staff("--assign", id, "#ZZZ0024");
    assertEquals(Medimage.USAGE, again.exit(), again.out());
    assertTrue(again.err().contains("there is nothing to file for " + id), again.err());
    assertTrue(again.err().strip().endsWith("Z by Dr Ngata"), again.err());
  }

  @Test
  void staffSaveACopyOfAHeldPhotoThatOnlyTheyCanRead() throws Exception {
    Path photo = arm();
    try (Practice practice = open()) {
      pair(practice);
      phone("send", "--tag", "#ZAC5361 arm", photo);
      String id = staff().out().substring(0, 36);
      Path copy = folder.resolve("copy.jpg");
      Files.writeString(folder.resolve(".copy.jpg.medimage.part"), "of one that was killed");

      Run saved = staff("--export", id, copy);
      assertEquals(Medimage.OK, saved.exit(), saved.err());
      assertArrayEquals(TestPhotos.jpeg(1), Files.readAllBytes(copy));
      if (copy.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        assertEquals(
            "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)));
      }
      Run again = staff("--export", id, copy);
      assertEquals(Medimage.USAGE, again.exit());
      assertEquals(
          "medimage: " + copy + " is there already; name a file that is not", again.err().strip());
      assertTrue(staff().out().contains("  held  "));

      staff("--assign", id, "#ZZZ0016 arm");
      Await.until("the photo is delivered", () -> staff().out().contains("  delivered  "));
      Await.until("it has left quarantine", () -> isQuarantineEmpty());
      Run gone = staff("--export", id, folder.resolve("other.jpg"));
      assertEquals(Medimage.USAGE, gone.exit());
      assertTrue(gone.err().contains(id + " is not in quarantine: it was filed"), gone.err());
      try (Stream<Path> files = Files.list(folder)) {
        List<String> left = files.map(file -> file.getFileName().toString()).sorted().toList();
        assertFalse(left.toString().contains("other"), left.toString());
        assertFalse(left.toString().contains(".part"), left.toString());
      }
    }
  }

  private boolean isQuarantineEmpty() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("pc").resolve("quarantine"))) {
      return files.findAny().isEmpty();
    }
  }

  @Test
  void staffDecideOnlyAboutTheRevisionThatTheySaw() throws Exception {
    Path photo = arm();
    try (Practice practice = open()) {
      pair(practice);
      phone("send", "--tag", "#ZAC5361 arm", photo);
    }
    String id = staff().out().substring(0, 36);
    String seen = staff("--json").out().replaceFirst("(?s).*\"revision\":\"([^\"]*)\".*", "$1");
    String full = staff("--json").out().replaceFirst("(?s).*\"photo\":\"([^\"]*)\".*", "$1");
    assertEquals(Medimage.OK, staff("--assign", full, "#ZZZ0016 arm", "--seen", seen).exit());

    Run late = staff("--assign", id, "#ZZZ0024 arm", "--seen", seen);
    assertEquals(Medimage.USAGE, late.exit());
    assertEquals(
        "medimage: "
            + id
            + " has changed since it had the revision "
            + seen
            + "; look at it in 'deliveries'",
        late.err().strip());
  }
}
