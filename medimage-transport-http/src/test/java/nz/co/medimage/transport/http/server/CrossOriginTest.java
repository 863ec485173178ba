package nz.co.medimage.transport.http.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import nz.co.medimage.api.PairingId;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a browser is told that sends for a page of another origin. */
@Timeout(60)
class CrossOriginTest extends TusFixture {
  private static final String PAGE = "https://photos.example";
  private static final String EXPOSED =
      "Date, Location, Retry-After, Tus-Extension, Upload-Expires, Upload-Length, Upload-Offset";
  private static final int A_MINUTE = 20;

  private WireServer open;

  @BeforeEach
  void letAPageSend() throws IOException {
    open = server(limited(new IntakeHandler(context.intake(), Clock.fixed(NOW, ZoneOffset.UTC))));
    context.intake().onPair((nameplate, message) -> message);
  }

  private static Handler limited(Handler handler) {
    return new AddressLimit(handler, A_MINUTE, request -> 1);
  }

  private static WireServer server(Handler handler) throws IOException {
    return WireServer.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        null,
        handler,
        ServerSettings.builder()
            .pageOrigins(Set.of(new PageOrigin(PAGE), new PageOrigin("http://localhost:81")))
            .build());
  }

  @AfterEach
  void closeAll() {
    open.close();
  }

  private HttpRequest.Builder of(String origin, String path) {
    return at(path).header("Origin", origin);
  }

  private HttpRequest.Builder at(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + open.port() + path));
  }

  /** A request of tus, at the server that names pages, of one of these. */
  private HttpRequest.Builder named(HttpRequest.Builder tus) {
    HttpRequest request = tus.build();
    return HttpRequest.newBuilder(request, (name, value) -> true)
        .uri(URI.create("http://127.0.0.1:" + open.port() + request.uri().getPath()))
        .header("Origin", PAGE);
  }

  private HttpResponse<String> preflight(String origin, String method, String path)
      throws Exception {
    return send(
        of(origin, path)
            .header("Access-Control-Request-Method", method)
            .header("Access-Control-Request-Headers", "authorization,tus-resumable")
            .method("OPTIONS", BodyPublishers.noBody()));
  }

  private static void assertReadable(HttpResponse<?> answer) {
    assertEquals(PAGE, header(answer, "Access-Control-Allow-Origin"));
    assertEquals("Origin", header(answer, "Vary"));
    assertEquals(EXPOSED, header(answer, "Access-Control-Expose-Headers"));
    assertEquals("-", header(answer, "Access-Control-Allow-Credentials"));
    assertTrue(answer.headers().firstValue("Date").isPresent());
  }

  private static void assertAnswer(int status, HttpResponse<?> answer) {
    assertEquals(status, answer.statusCode());
    assertReadable(answer);
  }

  /** No header of CORS at all. */
  private static void assertSilent(HttpResponse<?> answer) {
    assertEquals(
        List.of(),
        answer.headers().map().keySet().stream()
            .filter(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"))
            .toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/probe",
        "/v1/envelopes",
        "/v1/envelopes/0193f2a0-0000-7000-8000-000000000000",
        "/v1/envelopes/0193f2a0-0000-7000-8000-000000000000/receipt",
        "/v1/pairings/417",
      })
  void preflightsNeedNoCredential(String path) throws Exception {
    HttpResponse<String> answer = preflight(PAGE, "PATCH", path);
    assertEquals(204, answer.statusCode());
    assertEquals(PAGE, header(answer, "Access-Control-Allow-Origin"));
    assertEquals("GET, HEAD, POST, PATCH", header(answer, "Access-Control-Allow-Methods"));
    assertEquals(
        "Authorization, Content-Type, Tus-Resumable, Upload-Checksum, Upload-Length,"
            + " Upload-Metadata, Upload-Offset",
        header(answer, "Access-Control-Allow-Headers"));
    assertEquals("7200", header(answer, "Access-Control-Max-Age"));
    assertEquals("Origin", header(answer, "Vary"));
    assertEquals("1.0.0", header(answer, "Tus-Resumable"));
    assertEquals(
        "http://localhost:81",
        header(preflight("http://localhost:81", "GET", path), "Access-Control-Allow-Origin"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://other.example",
        "http://photos.example",
        "https://photos.example:444",
        "https://photos.example.other.example",
        "null",
        "*",
      })
  void pageThatIsNotNamedIsLeftOutside(String origin) throws Exception {
    HttpResponse<String> asked = preflight(origin, "POST", "/v1/envelopes");
    assertEquals(204, asked.statusCode());
    assertSilent(asked);
    HttpResponse<String> answer = send(of(origin, "/v1/probe"));
    assertEquals(401, answer.statusCode());
    assertSilent(answer);
    assertEquals("Origin", header(answer, "Vary"));
  }

  @Test
  void whoNamesNoOriginIsServedAsEver() throws Exception {
    HttpResponse<String> answer = send(at("/v1/probe"));
    assertEquals(401, answer.statusCode());
    assertSilent(answer);
    assertEquals("Origin", header(answer, "Vary"));
  }

  @Test
  void uploadAndReceiptAreReadable() throws Exception {
    HttpResponse<String> begun =
        send(
            named(
                tus("/v1/envelopes")
                    .header("Upload-Length", "10")
                    .header("Upload-Metadata", metadata())
                    .POST(BodyPublishers.noBody())));
    assertAnswer(201, begun);
    assertEquals("/v1/envelopes/" + id, header(begun, "Location"));
    assertAnswer(204, send(named(patch("0", bytes(4)))));
    assertAnswer(409, send(named(patch("0", bytes(4)))));
    HttpResponse<String> stands =
        send(named(tus("/v1/envelopes/" + id).method("HEAD", BodyPublishers.noBody())));
    assertAnswer(200, stands);
    assertEquals("4", header(stands, "Upload-Offset"));
    assertAnswer(204, send(named(patch("4", bytes(6)))));
    assertAnswer(204, send(named(request("/v1/envelopes/" + id + "/receipt"))));
    assertArrayEquals(new byte[10], context.intake().received(id));
  }

  @Test
  void refusalsAreReadable() throws Exception {
    context.intake().begin(new PairingId(credential.id()), id, 10);
    assertAnswer(401, send(of(PAGE, "/v1/probe")));
    assertAnswer(404, send(named(tus("/v1/envelopes/ABC").method("HEAD", bytes(0)))));
    assertAnswer(404, send(of(PAGE, "/v1/envelopes/a/b")));
    assertAnswer(405, send(of(PAGE, "/v1/pairings/7")));
    assertAnswer(412, send(named(request("/v1/envelopes").POST(BodyPublishers.noBody()))));
    assertAnswer(413, send(named(patch("0", bytes(11)))));
    assertAnswer(413, send(of(PAGE, "/v1/pairings/7").POST(bytes(8193))));
    HttpRequest.Builder untyped =
        tus("/v1/envelopes/" + id).header("Upload-Offset", "0").method("PATCH", bytes(1));
    assertAnswer(415, send(named(untyped)));
    context.intake().onPair((nameplate, message) -> failing());
    assertAnswer(500, send(of(PAGE, "/v1/pairings/7").POST(bytes(1))));
  }

  private static byte[] failing() {
    throw new IllegalStateException("a bug");
  }

  @Test
  void addressThatAsksTooMuchCanReadWhenToComeAgain() throws Exception {
    HttpResponse<String> answer = send(of(PAGE, "/v1/probe"));
    for (int i = 0; i < A_MINUTE; i++) {
      answer = send(of(PAGE, "/v1/probe"));
    }
    assertAnswer(429, answer);
    assertTrue(header(answer, "Retry-After").matches("[1-9]"));
    assertEquals(204, preflight(PAGE, "GET", "/v1/probe").statusCode());
  }

  @Test
  void preflightsOfPagesThatMaySendHaveAsManyRequestsOfTheirOwn() throws Exception {
    for (int i = 0; i < A_MINUTE; i++) {
      assertEquals(204, preflight(PAGE, "GET", "/v1/probe").statusCode());
    }
    HttpResponse<String> tooMany = preflight(PAGE, "GET", "/v1/probe");
    for (int i = 0; i < A_MINUTE && tooMany.statusCode() == 204; i++) {
      tooMany = preflight(PAGE, "GET", "/v1/probe");
    }
    assertEquals(429, tooMany.statusCode());
    assertEquals(PAGE, header(tooMany, "Access-Control-Allow-Origin"));
    assertEquals(401, send(of(PAGE, "/v1/probe")).statusCode());
    for (int i = 0; i < A_MINUTE; i++) {
      HttpResponse<String> unused = preflight("https://other.example", "GET", "/v1/probe");
    }
    assertEquals(429, preflight("https://other.example", "GET", "/v1/probe").statusCode());
    assertEquals(429, preflight(PAGE, "PUT", "/v1/mailboxes/a").statusCode());
  }

  /** A spool may be a file that is made and deleted; who only asks OPTIONS is told of checksums. */
  @Test
  void preflightsDoNotAskForASpool() throws Exception {
    HttpResponse<String> asked =
        send(of(PAGE, "/v1/envelopes").method("OPTIONS", BodyPublishers.noBody()));
    HttpResponse<String> preflight = preflight(PAGE, "POST", "/v1/envelopes");
    assertEquals(204, preflight.statusCode());
    assertTrue(
        header(asked, "Tus-Extension").endsWith(",checksum"), header(asked, "Tus-Extension"));
    assertEquals("creation,creation-with-upload,expiration", header(preflight, "Tus-Extension"));
  }

  /** Jetty itself answers. */
  @Test
  void refusalsBeforeAnyHandlerAreReadable() throws Exception {
    assertAnswer(400, send(of(PAGE, "/v1/envelopes/%2e%2e%2fa")));
    open.close();
    open =
        server(
            new Handler.Abstract() {
              @Override
              public boolean handle(Request request, Response response, Callback callback) {
                throw new IllegalStateException("a bug");
              }
            });
    assertAnswer(500, send(of(PAGE, "/v1/probe")));
  }

  @Test
  void whatIsNoHttpIsStillRefused() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), open.port())) {
      String head = "GET /v1/probe HTTP/1.1\r\nHost: x\r\nOrigin: " + PAGE + "\r\nX: ";
      byte[] request = (head + "a".repeat(20_000) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
      socket.getOutputStream().write(request);
      byte[] start = socket.getInputStream().readNBytes(12);
      assertEquals("HTTP/1.1 431", new String(start, StandardCharsets.US_ASCII));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/mailboxes/5f0c7a0e-8a53-4b2f-9f3e-0d6f6e0f3a11/waiting",
        "/v1/run",
        "/v1/probes",
        "/v1/pairings",
        "/health",
        "/metrics",
        "/",
      })
  void otherPathsAreNotForPages(String path) throws Exception {
    for (HttpResponse<String> answer :
        Arrays.asList(preflight(PAGE, "GET", path), send(of(PAGE, path)))) {
      assertSilent(answer);
      assertEquals("-", header(answer, "Vary"));
    }
  }

  @Test
  void serverThatNamesNoPageIsSilent() throws Exception {
    open.close();
    open = server;
    for (HttpResponse<String> answer :
        List.of(
            preflight(PAGE, "PATCH", "/v1/envelopes"),
            send(of(PAGE, "/v1/probe")),
            send(of(PAGE, "/v1/envelopes/%2e%2e%2fa")))) {
      assertSilent(answer);
      assertEquals("-", header(answer, "Vary"));
    }
  }
}
