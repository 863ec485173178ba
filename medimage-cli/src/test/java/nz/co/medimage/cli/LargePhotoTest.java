package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.testkit.MedimageProcess;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file of 100 MiB, and processes whose heap has 64 MiB. */
@Timeout(600)
@Tag("process")
final class LargePhotoTest {
  private static final int MIB = 1 << 20;
  private static final int SIZE_IN_MIB = 100;

  @TempDir Path folder;
  private PcAndPhone setup;
  private HttpClient browser;

  @BeforeEach
  void setUp() {
    setup = new PcAndPhone(folder);
    browser = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
  }

  /** With all of the compiler, without which AES is slow. */
  private static MedimageProcess inSmallHeap(Object... args) throws IOException {
    return MedimageProcess.startWith(
        List.of("-XX:TieredStopAtLevel=4", "-Xmx64m"), System.getProperty("java.class.path"), args);
  }

  private Path large() throws IOException {
    Path file = folder.resolve("scan.jpg");
    byte[] noise = TestPhotos.noise(1, MIB);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < SIZE_IN_MIB; i++) {
        out.write(noise);
      }
    }
    return file;
  }

  private static String sha256(InputStream content) throws IOException {
    try (DigestInputStream in = new DigestInputStream(content, Sha256.newDigest())) {
      long unused = in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    }
  }

  private InputStream get(String url) throws Exception {
    HttpResponse<InputStream> answer =
        browser.send(
            HttpRequest.newBuilder(URI.create(url)).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    assertTrue(answer.statusCode() < 400, url + ": " + answer.statusCode());
    return answer.body();
  }

  @Test
  void isSavedFromQuarantineByThePageAndByTheCommandInASmallHeap() throws Exception {
    Path file = large();
    String hash = sha256(Files.newInputStream(file));
    try (MedimageProcess receiver =
        inSmallHeap(setup.receiving(0, "--pair", "--max-size", "300MiB"))) {
      String port = receiver.await("on port ([0-9]+)");
      receiver.await("Page for this PC");
      String code = receiver.await("Pairing code: (\\S+) ");
      Run paired = setup.phone("pair", code, "--at", "127.0.0.1:" + port);
      assertEquals(Medimage.OK, paired.exit(), paired.err());
      try (MedimageProcess sending =
          inSmallHeap(
              "send",
              "--home",
              folder.resolve("phone"),
              "--no-discovery",
              "--tag",
              "#ZAC5361 scan",
              file)) {
        sending.awaitEnd(Duration.ofMinutes(5));
        assertEquals(Medimage.REJECTED, sending.exit(), sending::toString);
      }
      String list = Run.of("deliveries", "--home", folder.resolve("pc"), "--json").out();
      String id = list.replaceFirst("(?s).*\"photo\":\"([^\"]*)\".*", "$1");

      Run printed = Run.of("console", "--home", folder.resolve("pc"));
      String link = printed.out().strip().replaceFirst("Page for this PC: ", "");
      get(link).close();
      String page = link.replaceFirst("/start.*", "/photos/" + id);
      assertEquals(hash, sha256(get(page + "/copy")));

      Path copy = folder.resolve("copy.jpg");
      try (MedimageProcess export =
          inSmallHeap("deliveries", "--home", folder.resolve("pc"), "--export", id, copy)) {
        assertEquals(Medimage.OK, export.exit(), export::toString);
      }
      assertEquals(hash, sha256(Files.newInputStream(copy)));
    }
  }
}
