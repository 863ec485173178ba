package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import nz.co.medimage.testkit.MedimageProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A relay whose operator names pages. */
@Timeout(120)
@Tag("process")
class RelayPagesTest {
  private static final List<String> PAGES = List.of("https://a.example", "https://b.example:81");

  @TempDir Path folder;

  private static String allowed(String port, String page) throws Exception {
    HttpRequest asked =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/envelopes"))
            .header("Origin", page)
            .header("Access-Control-Request-Method", "POST")
            .method("OPTIONS", BodyPublishers.noBody())
            .build();
    HttpResponse<Void> answer = HttpClient.newHttpClient().send(asked, BodyHandlers.discarding());
    assertEquals(204, answer.statusCode());
    return answer.headers().firstValue("Access-Control-Allow-Origin").orElse("nobody");
  }

  private void assertNamed(Object... options) throws Exception {
    Object[] args = new Object[5 + options.length];
    System.arraycopy(
        new Object[] {"relay", "--home", folder.resolve("relay"), "--port", 0}, 0, args, 0, 5);
    System.arraycopy(options, 0, args, 5, options.length);
    try (MedimageProcess relay = MedimageProcess.start(args)) {
      String port = relay.await("on port ([0-9]+)");
      for (String page : PAGES) {
        assertEquals(page, allowed(port, page));
      }
      assertEquals("nobody", allowed(port, "https://c.example"));
    }
  }

  @Test
  void optionMayBeRepeated() throws Exception {
    assertNamed("--page-origin", PAGES.get(0), "--page-origin", PAGES.get(1));
  }

  @Test
  void fileNamesSeveralInOneLine() throws Exception {
    String line = "page-origin = " + String.join(", ", PAGES);
    assertNamed("--config", Files.writeString(folder.resolve("relay.conf"), line));
  }

  @Test
  void relayServesThePageForPhonesOnlyIfItIsToldTo() throws Exception {
    for (boolean isTold : List.of(true, false)) {
      List<Object> args =
          new ArrayList<>(List.of("relay", "--home", folder.resolve("relay"), "--port", 0));
      if (isTold) {
        args.add("--phone-page");
      }
      try (MedimageProcess relay = MedimageProcess.start(args.toArray())) {
        URI page = URI.create("http://127.0.0.1:" + relay.await("on port ([0-9]+)") + "/p/");
        HttpResponse<Void> answer =
            HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(page).build(), BodyHandlers.discarding());
        assertEquals(isTold ? 200 : 404, answer.statusCode());
      }
    }
  }
}
