package nz.co.medimage.sink.hl7;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import nz.co.medimage.api.file.Folders;
import nz.co.medimage.api.spi.SelfTest;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.SinkProvider;
import nz.co.medimage.testkit.FakeAddOnContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class Hl7SinkProviderTest {
  private final Hl7SinkProvider provider = new Hl7SinkProvider();
  @TempDir private Path folder;

  @Test
  void isFoundAndDescribesEachSetting() {
    assertTrue(
        ServiceLoader.load(SinkProvider.class).stream()
            .anyMatch(each -> each.type() == Hl7SinkProvider.class));
    for (Setting setting : provider.settings()) {
      assertTrue(setting.help().endsWith("."), setting.key());
    }
  }

  @Test
  void settingsThatContradictAreRefusedInASentence() {
    assertEquals("set either host, for MLLP, or folder, for files", refusal(Map.of()));
    assertEquals(
        "set either host, for MLLP, or folder, for files",
        refusal(Map.of("host", "pms", "port", 2575, "folder", "in")));
    assertEquals("host needs port, where the receiver listens", refusal(Map.of("host", "pms")));
    assertEquals(
        "ack-folder means nothing with host; remove it",
        refusal(Map.of("host", "pms", "port", 2575, "ack-folder", "acks")));
    assertEquals(
        "gap means nothing with folder; remove it", refusal(Map.of("folder", "in", "gap", "1s")));
    assertEquals(
        "trust means nothing without tls; set that to true",
        refusal(Map.of("host", "pms", "port", 2575, "trust", "ca.pem")));
    assertEquals(
        "capitals means nothing where patient-id is found; remove it",
        refusal(Map.of("folder", "in", "patient-id", "found", "capitals", true)));
    assertEquals(
        "extension is 1 to 10 letters and digits, without a dot",
        refusal(Map.of("folder", "in", "extension", "../x")));
  }

  private String refusal(Map<String, ?> settings) {
    return assertThrows(IllegalArgumentException.class, () -> create(settings)).getMessage();
  }

  @Test
  void wrongFilesOfTlsAreRefusedByName() throws IOException {
    Path wrong = Files.writeString(folder.resolve("wrong"), "wrong");
    for (String key : List.of("trust", "client-certificate")) {
      Map<String, Object> settings =
          Map.of("host", "pms", "port", 2575, "tls", true, key, wrong.toString());
      IOException refused = assertThrows(IOException.class, () -> create(settings));
      assertTrue(refused.getMessage().startsWith(key + ": " + wrong), refused.getMessage());
    }
  }

  @Test
  void testTriesTheFoldersAndLeavesNothing() throws IOException {
    Path in = Files.createDirectory(folder.resolve("in"));
    Path acks = folder.resolve("acks");
    Map<String, Object> settings = Map.of("folder", in.toString(), "ack-folder", acks.toString());
    assertEquals(
        List.of(
            "OK A file can be written aside and renamed into " + in + ".",
            "FAILED Messages cannot be dropped: "
                + acks
                + " is missing; create it, or connect the share that it is on."),
        test(settings));
    Files.createDirectory(acks);
    assertEquals(
        List.of(
            "OK A file can be written aside and renamed into " + in + ".",
            "OK Acknowledgements in " + acks + " can be read.",
            "WARNING No message was dropped: only the first photo shows whether the system takes"
                + " it."),
        test(settings));
    assertEquals(List.of(), Folders.list(in));
  }

  @Test
  void testSaysWhichIdsAreSent() throws IOException {
    String in = Files.createDirectory(folder.resolve("in")).toString();
    assertEquals(
        "WARNING Patients' ids are sent as they were typed, as NHI: no other ids may be typed, or"
            + " assigned.",
        test(Map.of("folder", in, "patient-id-type", "NHI")).get(0));
    assertEquals(
        "WARNING A photo is rejected if no check has found its patient: in patient-check, set"
            + " when-unavailable to wait.",
        test(Map.of("folder", in, "patient-id", "found")).get(0));
  }

  @Test
  void testConnectsAndSendsNothing() throws IOException {
    MllpListener listener = new MllpListener(folder.resolve("documents"));
    Map<String, Object> settings = Map.of("host", "localhost", "port", listener.port());
    String name = "the HL7 receiver at localhost:" + listener.port();
    assertEquals(
        List.of(
            "OK Connected to " + name + ".",
            "WARNING No message was sent: only the first photo shows whether the receiver takes"
                + " it."),
        test(settings));
    assertEquals(List.of(), listener.received());
    listener.close();
  }

  @Test
  void testSaysThatNobodyListens() throws IOException {
    try (Socket taken = new Socket()) {
      taken.bind(new InetSocketAddress(InetAddress.getByName("localhost"), 0));
      int port = taken.getLocalPort();
      assertEquals(
          List.of(
              "FAILED the HL7 receiver at localhost:"
                  + port
                  + " cannot be reached (ConnectException)."),
          test(Map.of("host", "localhost", "port", port)));
    }
  }

  private List<String> test(Map<String, ?> settings) throws IOException {
    try (Sink sink = create(settings)) {
      return assertInstanceOf(SelfTest.class, sink).test(Optional.of("ZAC5361")).stream()
          .map(finding -> finding.verdict() + " " + finding.sentence())
          .toList();
    }
  }

  private Sink create(Map<String, ?> settings) throws IOException {
    return provider.create(new FakeAddOnContext(provider, settings, folder.resolve("state")));
  }
}
