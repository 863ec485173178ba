package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import nz.co.medimage.testkit.MedimageProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The link that opens the page of a receiver that runs. */
@Timeout(120)
@Tag("process")
final class ConsoleCommandTest {
  @TempDir Path folder;

  private MedimageProcess receive(Object... more) throws Exception {
    Object[] all = new Object[more.length + 8];
    Object[] fixed = {
      "receive",
      "--home",
      folder.resolve("pc"),
      "--to",
      folder.resolve("to"),
      "--port",
      0,
      "--no-discovery"
    };
    System.arraycopy(fixed, 0, all, 0, fixed.length);
    System.arraycopy(more, 0, all, fixed.length, more.length);
    return MedimageProcess.start(all);
  }

  private Run console() {
    return Run.of("console", "--home", folder.resolve("pc"));
  }

  @Test
  void linkOpensThePageOfTheReceiverThatRuns() throws Exception {
    try (MedimageProcess receiver = receive()) {
      String said = receiver.await("Page for this PC: (.*)");
      assertTrue(
          said.matches(
              "http://localhost:[0-9]+/ \\('medimage console' prints a link that opens it\\)"),
          () -> "no secret in a journal: " + said);
      Run printed = console();
      assertEquals(Medimage.OK, printed.exit(), printed.err());
      URI link = URI.create(printed.out().strip().replaceFirst("Page for this PC: ", ""));
      HttpResponse<String> opened =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(link).build(), HttpResponse.BodyHandlers.ofString());
      assertEquals(303, opened.statusCode());
    }
  }

  @Test
  void receiverSaysWhyThereIsNoPage() throws Exception {
    try (MedimageProcess receiver = receive("--no-console")) {
      assertEquals("--no-console", receiver.await("No page for this PC: (.*)"));
      Run printed = console();
      assertEquals(Medimage.USAGE, printed.exit());
      assertTrue(printed.err().startsWith("medimage: no page is shown for "), printed.err());
    }
  }
}
