package nz.co.medimage.transport.http.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Random;
import java.util.UUID;
import nz.co.medimage.api.Credential;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.testkit.FakeReception;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server as any tus client meets it. */
@Timeout(60)
class TusTest {
  private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");

  private final Credential credential = new Credential(new PairingId(new UUID(1, 1)), new byte[32]);
  private final EnvelopeId id = EnvelopeId.create(Clock.systemUTC(), new Random(1));
  private final FakeReception reception = new FakeReception();
  private final HttpClient http = HttpClient.newHttpClient();
  private WireServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        WireServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            null,
            new ReceptionHandler(reception, Clock.fixed(NOW, ZoneOffset.UTC)));
    reception.accept(credential);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .header("Authorization", credential.toHeader());
  }

  private HttpRequest.Builder tus(String path) {
    return request(path).header("Tus-Resumable", "1.0.0");
  }

  private HttpRequest.Builder patch(String offset, BodyPublisher body) {
    return tus("/v1/envelopes/" + id)
        .header("Content-Type", "application/offset+octet-stream")
        .header("Upload-Offset", offset)
        .method("PATCH", body);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("-");
  }

  private static BodyPublisher bytes(int length) {
    return BodyPublishers.ofByteArray(new byte[length]);
  }

  private String metadata() {
    return "filename eC5qcGc=, envelope "
        + Base64.getEncoder().encodeToString(id.toString().getBytes(US_ASCII));
  }

  private HttpResponse<String> create(int length) throws Exception {
    return send(
        tus("/v1/envelopes")
            .header("Upload-Length", Integer.toString(length))
            .header("Upload-Metadata", metadata())
            .POST(BodyPublishers.noBody()));
  }

  private static void assertProblem(
      int status, String type, String detail, HttpResponse<String> response) {
    assertEquals(status, response.statusCode());
    assertEquals("application/problem+json", header(response, "Content-Type"));
    String typeUri = type.equals("about:blank") ? type : "tag:medimage.co.nz,2026:problem/" + type;
    assertTrue(response.body().contains("\"type\":\"" + typeUri + "\""), () -> response.body());
    assertTrue(response.body().contains("\"detail\":\"" + detail + "\""), () -> response.body());
    assertTrue(response.body().contains("\"status\":" + status), () -> response.body());
  }

  @Nested
  class Options {
    @Test
    void tellWhatIsSpokenWithoutACredential() throws Exception {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/v1/envelopes"))
              .method("OPTIONS", BodyPublishers.noBody())
              .build();
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      assertEquals(204, response.statusCode());
      assertEquals("1.0.0", header(response, "Tus-Version"));
      assertEquals("1.0.0", header(response, "Tus-Resumable"));
      assertEquals("creation,expiration,checksum", header(response, "Tus-Extension"));
      assertEquals("sha1,sha256", header(response, "Tus-Checksum-Algorithm"));
    }
  }

  @Nested
  class Creation {
    @Test
    void tellsWhereAndUntilWhen() throws Exception {
      HttpResponse<String> response = create(10);
      assertEquals(201, response.statusCode());
      assertEquals("/v1/envelopes/" + id, header(response, "Location"));
      assertEquals("0", header(response, "Upload-Offset"));
      assertEquals("1.0.0", header(response, "Tus-Resumable"));
      assertEquals("Tue, 1 Dec 2026 00:00:00 GMT", header(response, "Upload-Expires"));
    }

    @Test
    void findsWhatWasBegun() throws Exception {
      create(10);
      send(patch("0", bytes(4)));
      assertEquals("4", header(create(10), "Upload-Offset"));
      send(patch("4", bytes(6)));
      HttpResponse<String> complete = create(10);
      assertEquals("10", header(complete, "Upload-Offset"));
      assertEquals("-", header(complete, "Upload-Expires"));
    }

    @Test
    void ofAnotherLengthIsRefused() throws Exception {
      create(10);
      assertProblem(
          503, "envelope-refused", "The envelope was begun with another size", create(11));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1e3", "9999999999999999999", "0x10"})
    void needsALengthInDigits(String length) throws Exception {
      HttpRequest.Builder request =
          tus("/v1/envelopes")
              .header("Upload-Length", length)
              .header("Upload-Metadata", metadata())
              .POST(bytes(0));
      assertProblem(
          400, "about:blank", "Upload-Length must be a number of bytes, in digits", send(request));
    }

    @Test
    void doesNotDeferTheLength() throws Exception {
      HttpRequest.Builder request =
          tus("/v1/envelopes")
              .header("Upload-Defer-Length", "1")
              .header("Upload-Metadata", metadata())
              .POST(bytes(0));
      assertProblem(400, "about:blank", "Upload-Length is missing", send(request));
    }

    @Test
    void needsAnEnvelopeId() throws Exception {
      HttpRequest.Builder request =
          tus("/v1/envelopes").header("Upload-Length", "10").POST(bytes(0));
      assertProblem(400, "about:blank", "Upload-Metadata is missing", send(request));
      assertProblem(
          400,
          "about:blank",
          "Upload-Metadata has no key named envelope",
          send(request.header("Upload-Metadata", "filename eC5qcGc=")));
    }
  }

  @Nested
  class Heads {
    @Test
    void tellOffsetAndLength() throws Exception {
      create(10);
      send(patch("0", bytes(4)));
      HttpResponse<String> response =
          send(tus("/v1/envelopes/" + id).method("HEAD", BodyPublishers.noBody()));
      assertEquals(200, response.statusCode());
      assertEquals("4", header(response, "Upload-Offset"));
      assertEquals("10", header(response, "Upload-Length"));
      assertEquals("no-store", header(response, "Cache-Control"));
    }

    @Test
    void findNothingOfWhatWasNotBegun() throws Exception {
      HttpResponse<String> response =
          send(tus("/v1/envelopes/" + id).method("HEAD", BodyPublishers.noBody()));
      assertEquals(410, response.statusCode());
      assertEquals("-", header(response, "Upload-Offset"));
      assertEquals("", response.body());
    }
  }

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
      assertEquals("abcd", new String(reception.received(id), 0, 4, US_ASCII));
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
      assertEquals(4, reception.received(id).length);
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
      assertEquals(0, reception.received(id).length);
    }

    @Test
    void ofUnknownLengthAreCutAtTheEnd() throws Exception {
      create(10);
      BodyPublisher chunked =
          BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[20]));
      assertEquals("10", header(send(patch("0", chunked)), "Upload-Offset"));
      assertEquals(10, reception.received(id).length);
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
      create(0);
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
      assertArrayEquals(body, reception.received(id));
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
      assertEquals(0, reception.received(id).length);
      assertFalse(response.headers().firstValue("Upload-Offset").isPresent());
    }

    @Test
    void ofUnknownAlgorithmsAreRefused() throws Exception {
      assertProblem(
          400,
          "about:blank",
          "Upload-Checksum is sha1 or sha256, a space and the digest in Base64",
          patchWith("md5 " + digest("MD5")));
      assertEquals(0, reception.received(id).length);
    }
  }

  @Nested
  class Requests {
    @Test
    void ofAnotherTusVersionAreNotServed() throws Exception {
      for (HttpRequest.Builder request :
          new HttpRequest.Builder[] {
            request("/v1/envelopes"), request("/v1/envelopes").header("Tus-Resumable", "0.2.2")
          }) {
        HttpResponse<String> response =
            send(
                request
                    .header("Upload-Length", "10")
                    .header("Upload-Metadata", metadata())
                    .POST(BodyPublishers.noBody()));
        assertProblem(412, "about:blank", "Tus-Resumable must be 1.0.0", response);
        assertEquals("1.0.0", header(response, "Tus-Version"));
        assertEquals(0, reception.envelopes());
      }
    }

    @Test
    void ofStrangersAreNotServed() throws Exception {
      reception.revoke(credential);
      HttpResponse<String> response = create(10);
      assertProblem(
          401,
          "not-paired",
          "This device is not paired with this receiver; pair it again",
          response);
      assertEquals("Bearer", header(response, "WWW-Authenticate"));
      assertEquals(0, reception.envelopes());
    }

    @ParameterizedTest
    @CsvSource({
      "/v1/envelopes, 'POST, OPTIONS'",
      "/v1/envelopes/x, 'HEAD, PATCH, OPTIONS'",
      "/v1/pairings/7, POST",
      "/v1/envelopes/00000000-0000-7000-8000-000000000000/receipt, GET"
    })
    void ofOtherMethodsAreToldWhichAreServed(String path, String methods) throws Exception {
      HttpResponse<String> response = send(request(path).DELETE());
      assertProblem(405, "about:blank", "The methods served here are " + methods, response);
      assertEquals(methods, header(response, "Allow"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/v1/", "/v1/envelopesX", "/v1/envelopes/a/b", "/v2/envelopes"})
    void forOtherPathsFindNothing(String path) throws Exception {
      assertEquals(404, send(tus(path).GET()).statusCode());
    }

    @Test
    void thatNameNoEnvelopeFindNothing() throws Exception {
      HttpResponse<String> response = send(tus("/v1/envelopes/..%2f..").method("PATCH", bytes(1)));
      assertTrue(response.statusCode() == 400 || response.statusCode() == 404);
      assertProblem(
          404,
          "about:blank",
          "There is nothing here",
          send(tus("/v1/envelopes/x").method("PATCH", bytes(1))));
    }

    @Test
    void doNotLearnWhatFailedInside() throws Exception {
      create(10);
      reception.onAppend(
          (envelope, held) -> {
            throw new IOException("/secret/path: no space left on device");
          });
      assertProblem(
          500,
          "about:blank",
          "The receiver could not store or read something; its log says more",
          send(patch("0", bytes(4))));
    }
  }

  @Nested
  class Waits {
    @ParameterizedTest
    @ValueSource(strings = {"", "?wait=0", "?wait=0.05"})
    void endWithNothing(String query) throws Exception {
      create(10);
      assertEquals(204, send(request("/v1/envelopes/" + id + "/receipt" + query)).statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"?wait=", "?wait=-1", "?wait=1e9", "?wait=1&wait=2", "?x"})
    void thatAreNoNumbersAreRefused(String query) throws Exception {
      assertProblem(
          400,
          "about:blank",
          "The query is wait= and a number of seconds",
          send(request("/v1/envelopes/" + id + "/receipt" + query)));
    }
  }
}
