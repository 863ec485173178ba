package nz.co.medimage.transport.http.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Random;
import java.util.UUID;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.testkit.FakeListenerContext;
import nz.co.medimage.transport.http.v1.BearerToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The server, and requests of a tus client that knows nothing else of it. */
abstract class TusFixture {
  static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");

  final Credential credential = new Credential(new UUID(1, 1), new byte[32]);
  final EnvelopeId id = EnvelopeId.create(Clock.systemUTC(), new Random(1));
  final FakeListenerContext context = new FakeListenerContext();
  final HttpClient http = HttpClient.newHttpClient();
  WireServer server;

  @TempDir Path spool;

  @BeforeEach
  void start() throws IOException {
    server =
        WireServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            null,
            new IntakeHandler(context.intake(), Clock.fixed(NOW, ZoneOffset.UTC)));
    context.intake().accept(credential);
    context.intake().spoolIn(spool);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .header("Authorization", BearerToken.header(credential));
  }

  HttpRequest.Builder tus(String path) {
    return request(path).header("Tus-Resumable", "1.0.0");
  }

  HttpRequest.Builder patch(String offset, BodyPublisher body) {
    return tus("/v1/envelopes/" + id)
        .header("Content-Type", "application/offset+octet-stream")
        .header("Upload-Offset", offset)
        .method("PATCH", body);
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("-");
  }

  static BodyPublisher bytes(int length) {
    return BodyPublishers.ofByteArray(new byte[length]);
  }

  String metadata() {
    return "filename eC5qcGc=, envelope "
        + Base64.getEncoder().encodeToString(id.toString().getBytes(US_ASCII));
  }

  HttpResponse<String> create(int length) throws Exception {
    return send(
        tus("/v1/envelopes")
            .header("Upload-Length", Integer.toString(length))
            .header("Upload-Metadata", metadata())
            .POST(BodyPublishers.noBody()));
  }

  static void assertProblem(int status, String type, String detail, HttpResponse<String> response) {
    assertEquals(status, response.statusCode());
    assertEquals("application/problem+json", header(response, "Content-Type"));
    String typeUri = type.equals("about:blank") ? type : "tag:medimage.co.nz,2026:problem/" + type;
    assertTrue(response.body().contains("\"type\":\"" + typeUri + "\""), () -> response.body());
    assertTrue(response.body().contains("\"detail\":\"" + detail + "\""), () -> response.body());
    assertTrue(response.body().contains("\"status\":" + status), () -> response.body());
  }
}
