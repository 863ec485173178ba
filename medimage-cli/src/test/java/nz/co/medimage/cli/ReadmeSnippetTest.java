package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Photo;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.sender.Sender;
import nz.co.medimage.sender.Sending;
import nz.co.medimage.sink.folders.FolderSink;
import nz.co.medimage.transport.wifi.WifiListener;
import nz.co.medimage.transport.wifi.WifiTransport;
import org.junit.jupiter.api.Test;

/** The README's snippet is the body of a method here, so that it compiles. */
class ReadmeSnippetTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  @SuppressWarnings("unused")
  static void snippet() throws Exception {
    // README begin
    try (Receiver pc =
            Receiver.builder(Path.of("pc-home"))
                .name("Room 1")
                .listener(WifiListener.builder().build())
                .sink(FolderSink.to(Path.of("Patients")).state(Path.of("pc-folders")).build())
                .build();
        Sender phone =
            Sender.builder(Path.of("phone-home"))
                .deviceName("Dr Rua's phone")
                .transport(new WifiTransport())
                .build()) {
      pc.start();
      phone.pair(pc.offerPairing().code());
      Sending photo = phone.send(Photo.of(Path.of("arm.jpg")), PatientTag.parse("#ZAC5361 arm"));
      System.out.println(photo.receipt().get()); // it lies in Patients/ZAC5361/arm-<when>.jpg
    }
    // README end
  }

  @Test
  void readmeShowsThisCodeWithinItsFirst25Lines() throws Exception {
    List<String> source =
        Files.readAllLines(
            ROOT.resolve("medimage-cli/src/test/java/nz/co/medimage/cli/ReadmeSnippetTest.java"));
    int from = source.indexOf("    // README begin") + 1;
    int to = source.indexOf("    // README end");
    StringBuilder code = new StringBuilder();
    source.subList(from, to).forEach(line -> code.append(line.substring(4)).append('\n'));
    List<String> top = Files.readAllLines(ROOT.resolve("README.md")).subList(0, 25);
    assertTrue(String.join("\n", top).contains(code.toString().strip()), code.toString());
  }
}
