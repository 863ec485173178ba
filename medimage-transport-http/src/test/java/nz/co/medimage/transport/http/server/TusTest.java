package nz.co.medimage.transport.http.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import nz.co.medimage.transport.http.v1.BearerToken;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server as any tus client meets it. */
@Timeout(60)
class TusTest extends TusFixture {
  @Nested
  class Options {
    private HttpResponse<String> ask(String path) throws Exception {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
              .method("OPTIONS", BodyPublishers.noBody())
              .build();
      return http.send(request, BodyHandlers.ofString());
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "/v1/envelopes",
          "/v1/envelopes/0193f2a0-0000-7000-8000-000000000000",
          "/v1/envelopes/0193f2a0-0000-7000-8000-000000000000/receipt",
          "/v1/probe",
          "/v1/pairings/7"
        })
    void tellWhatIsSpokenWithoutACredentialOnEveryPath(String path) throws Exception {
      HttpResponse<String> response = ask(path);
      assertEquals(204, response.statusCode());
      assertEquals("1.0.0", header(response, "Tus-Version"));
      assertEquals("1.0.0", header(response, "Tus-Resumable"));
      assertEquals(
          "creation,creation-with-upload,expiration,checksum", header(response, "Tus-Extension"));
      assertEquals("sha1,sha256", header(response, "Tus-Checksum-Algorithm"));
    }

    @Test
    void tellOfNoChecksumsWhereNoneAreTaken() throws Exception {
      context.intake().spoolIn(null);
      HttpResponse<String> response = ask("/v1/envelopes");
      assertEquals("creation,creation-with-upload,expiration", header(response, "Tus-Extension"));
      assertEquals("-", header(response, "Tus-Checksum-Algorithm"));
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
    void ofAnotherLengthIsBegunAnew() throws Exception {
      create(10);
      send(patch("0", bytes(4)));
      assertEquals("0", header(create(11), "Upload-Offset"));
      send(patch("0", bytes(11)));
      assertEquals("11", header(create(11), "Upload-Offset"));
    }

    @Test
    void ofAnotherLengthThanTheWholeOneIsRefused() throws Exception {
      create(10);
      send(patch("0", bytes(10)));
      assertProblem(
          503, "envelope-refused", "The envelope was begun with another size", create(11));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1e3", "9999999999999999999", "0x10"})
    void needsALengthInDigits(String length) throws Exception {
      assertProblem(
          400,
          "about:blank",
          "Upload-Length must be a number of bytes, in digits",
          send(named().header("Upload-Length", length).POST(bytes(0))));
    }

    @Test
    void ofNothingIsRefused() throws Exception {
      assertProblem(400, "about:blank", "Upload-Length must be at least 1", create(0));
      assertEquals(0, context.intake().envelopes());
    }

    @Test
    void doesNotDeferTheLength() throws Exception {
      HttpRequest.Builder request = named().header("Upload-Defer-Length", "1").POST(bytes(0));
      assertProblem(400, "about:blank", "Upload-Length is missing", send(request));
    }

    /** A creation that says of which envelope it is, and nothing else. */
    private HttpRequest.Builder named() {
      return tus("/v1/envelopes").header("Upload-Metadata", metadata());
    }

    /** A creation that brings the beginning of an upload of so many bytes. */
    private HttpRequest.Builder bringing(int bytes, int length) {
      return named()
          .header("Upload-Length", Integer.toString(length))
          .header("Content-Type", "application/offset+octet-stream")
          .POST(BodyPublishers.ofByteArray(ones(bytes)));
    }

    private static byte[] ones(int bytes) {
      byte[] ones = new byte[bytes];
      Arrays.fill(ones, (byte) 1);
      return ones;
    }

    @Test
    void takesTheBytesThatItBrings() throws Exception {
      HttpResponse<String> response = send(bringing(10, 10));
      assertEquals(201, response.statusCode());
      assertEquals("/v1/envelopes/" + id, header(response, "Location"));
      assertEquals("10", header(response, "Upload-Offset"));
      assertEquals("-", header(response, "Upload-Expires"));
      assertArrayEquals(ones(10), context.intake().received(id));
    }

    @Test
    void takesTheFirstBytesThatItBrings() throws Exception {
      HttpResponse<String> response = send(bringing(4, 10));
      assertEquals(201, response.statusCode());
      assertEquals("4", header(response, "Upload-Offset"));
      assertEquals("Tue, 1 Dec 2026 00:00:00 GMT", header(response, "Upload-Expires"));
      assertEquals(204, send(patch("4", bytes(6))).statusCode());
      assertEquals(10, context.intake().received(id).length);
    }

    @Test
    void ofWhatWasBegunPassesOverTheBytesThatItBrings() throws Exception {
      create(10);
      send(patch("0", bytes(4)));
      assertEquals("4", header(send(bringing(10, 10)), "Upload-Offset"));
      assertArrayEquals(new byte[4], context.intake().received(id));
      send(patch("4", bytes(6)));
      assertEquals("10", header(send(bringing(10, 10)), "Upload-Offset"));
      assertArrayEquals(new byte[10], context.intake().received(id));
    }

    @Test
    void thatBringsMoreThanItSaysIsRefused() throws Exception {
      assertProblem(413, "about:blank", "The upload lacks only 10 bytes", send(bringing(11, 10)));
      assertEquals(0, context.intake().envelopes());
    }

    @Test
    void passesOverContentOfAnotherType() throws Exception {
      HttpRequest.Builder request = named().header("Upload-Length", "10").POST(bytes(10));
      assertEquals("0", header(send(request), "Upload-Offset"));
    }

    @Test
    void ofWhatIsHereIsAnsweredAtOnceHoweverMuchItBrings() throws Exception {
      create(1000);
      send(patch("0", bytes(1000)));
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        socket.setSoTimeout(20_000);
        String head =
            "POST /v1/envelopes HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nUpload-Length: 1000"
                + "\r\nUpload-Metadata: "
                + metadata()
                + "\r\nAuthorization: "
                + BearerToken.header(credential)
                + "\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: 1000\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(US_ASCII)); // and not one byte of the body
        String answer =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII)).readLine();
        assertEquals("HTTP/1.1 201 Created", answer);
      }
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
        assertEquals(0, context.intake().envelopes());
      }
    }

    @Test
    void ofStrangersAreNotServed() throws Exception {
      context.intake().revoke(credential);
      HttpResponse<String> response = create(10);
      assertProblem(
          401,
          "not-paired",
          "This device is not paired with this receiver; pair it again",
          response);
      assertEquals("Bearer", header(response, "WWW-Authenticate"));
      assertEquals(0, context.intake().envelopes());
    }

    @ParameterizedTest
    @CsvSource({
      "/v1/envelopes, 'POST, OPTIONS'",
      "/v1/envelopes/x, 'HEAD, PATCH, OPTIONS'",
      "/v1/pairings/7, 'POST, OPTIONS'",
      "/v1/envelopes/00000000-0000-7000-8000-000000000000/receipt, 'GET, OPTIONS'"
    })
    void ofOtherMethodsAreToldWhichAreServed(String path, String methods) throws Exception {
      HttpResponse<String> response = send(request(path).DELETE());
      assertProblem(405, "about:blank", "The methods served here are " + methods, response);
      assertEquals(methods, header(response, "Allow"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/v1/", "/v1/envelopesX", "/v1/envelopes/a/b", "/v2/envelopes"})
    void forOtherPathsFindNothing(String path) throws Exception {
      assertProblem(404, "about:blank", "There is nothing here", send(tus(path).GET()));
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
      context
          .intake()
          .onAppend(
              (envelope, held) -> {
                throw new IOException("/secret/path: no space left on device");
              });
      assertProblem(
          500,
          "about:blank",
          "The server could not store or read something; its log says more",
          send(patch("0", bytes(4))));
    }
  }

  @Nested
  class Waits {
    @Test
    void forWhatIsNoEnvelopeFindNothing() throws Exception {
      String notOfVersion7 = "/v1/envelopes/" + new java.util.UUID(1, 1) + "/receipt";
      assertProblem(404, "about:blank", "There is nothing here", send(request(notOfVersion7)));
    }

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
