package nz.co.medimage.transport.http.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.lang.reflect.Proxy;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pieces of an upload, as any tus client sends them. */
@Timeout(60)
class TusPatchTest extends TusFixture {
  @Nested
  class Patches {
    @Test
    void appendAndTellTheNewOffset() throws Exception {
      create(10);
      HttpResponse<String> response = send(patch("0", BodyPublishers.ofString("abcd")));
      assertEquals(204, response.statusCode());
      assertEquals("4", header(response, "Upload-Offset"));
      assertEquals("Tue, 1 Dec 2026 00:00:00 GMT", header(response, "Upload-Expires"));
      assertEquals("10", header(send(patch("4", bytes(6))), "Upload-Offset"));
      assertEquals("abcd", new String(context.intake().received(id), 0, 4, US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "5", "10", "11"})
    void atAnotherOffsetAreAConflict(String offset) throws Exception {
      create(10);
      send(patch("0", bytes(4)));
      HttpResponse<String> response = send(patch(offset, bytes(1)));
      assertProblem(409, "offset-conflict", "the upload stands at another offset", response);
      assertEquals("4", header(response, "Upload-Offset"));
      assertTrue(response.body().contains("\"offset\":4"));
      assertEquals(4, context.intake().received(id).length);
    }

    @Test
    void ofAnotherMediaTypeAreRefused() throws Exception {
      create(10);
      HttpRequest.Builder request =
          tus("/v1/envelopes/" + id).header("Upload-Offset", "0").method("PATCH", bytes(1));
      assertProblem(
          415,
          "about:blank",
          "Content-Type must be application/offset+octet-stream",
          send(request));
    }

    @Test
    void beyondTheEndAreRefused() throws Exception {
      create(10);
      assertProblem(
          413, "about:blank", "The upload lacks only 10 bytes", send(patch("0", bytes(11))));
      assertEquals(0, context.intake().received(id).length);
    }

    @Test
    void ofUnknownLengthAreCutAtTheEnd() throws Exception {
      create(10);
      BodyPublisher chunked =
          BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[20]));
      assertEquals("10", header(send(patch("0", chunked)), "Upload-Offset"));
      assertEquals(10, context.intake().received(id).length);
    }

    @Test
    void toNoUploadFindNothing() throws Exception {
      assertProblem(
          410,
          "envelope-lost",
          "The envelope is not here; send it again",
          send(patch("0", bytes(1))));
    }

    @Test
    void withNothingToAddAreFine() throws Exception {
      create(10);
      HttpResponse<String> response = send(patch("0", bytes(0)));
      assertEquals(204, response.statusCode());
      assertEquals("0", header(response, "Upload-Offset"));
    }
  }

  @Nested
  class Checksums {
    private final byte[] body = "photo".getBytes(US_ASCII);

    private HttpResponse<String> patchWith(String checksum) throws Exception {
      create(10);
      return send(patch("0", BodyPublishers.ofByteArray(body)).header("Upload-Checksum", checksum));
    }

    private String digest(String algorithm) throws Exception {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance(algorithm).digest(body));
    }

    @ParameterizedTest
    @CsvSource({"sha1, SHA-1", "sha256, SHA-256"})
    void thatAreRightLetTheBodyPass(String name, String algorithm) throws Exception {
      assertEquals(204, patchWith(name + " " + digest(algorithm)).statusCode());
      assertArrayEquals(body, context.intake().received(id));
    }

    @Test
    void thatAreWrongKeepNothing() throws Exception {
      body[0] ^= 1;
      String wrong = digest("SHA-1");
      body[0] ^= 1;
      HttpResponse<String> response = patchWith("sha1 " + wrong);
      assertProblem(
          460,
          "about:blank",
          "The body is not what its Upload-Checksum says; send it again",
          response);
      assertEquals(0, context.intake().received(id).length);
      assertFalse(response.headers().firstValue("Upload-Offset").isPresent());
    }

    @Test
    void leaveNothingOnTheDisk() throws Exception {
      patchWith("sha1 " + digest("SHA-1"));
      try (Stream<Path> left = Files.list(spool)) {
        assertEquals(0, left.count());
      }
    }

    /** A device has 8 places. */
    @Test
    void errorsOfTheirPlaceHoldNoPlaceForBodies() throws Exception {
      context.intake().spoolIn(pathThatThrows());
      for (int i = 0; i < 8; i++) {
        assertEquals(500, patchWith("sha1 " + digest("SHA-1")).statusCode());
      }
      context.intake().spoolIn(spool);
      assertEquals(204, patchWith("sha1 " + digest("SHA-1")).statusCode());
    }

    private static Path pathThatThrows() {
      return (Path)
          Proxy.newProxyInstance(
              Path.class.getClassLoader(),
              new Class<?>[] {Path.class},
              (path, method, values) -> {
                throw new StackOverflowError();
              });
    }

    @Test
    void areRefusedWhereThereIsNoPlaceForThem() throws Exception {
      context.intake().spoolIn(null);
      assertProblem(
          400,
          "about:blank",
          "Upload-Checksum is not served here",
          patchWith("sha1 " + digest("SHA-1")));
    }

    @Test
    void ofUnknownAlgorithmsAreRefused() throws Exception {
      assertProblem(
          400,
          "about:blank",
          "Upload-Checksum is sha1 or sha256, a space and the digest in Base64",
          patchWith("md5 " + digest("MD5")));
      assertEquals(0, context.intake().received(id).length);
    }
  }
}
