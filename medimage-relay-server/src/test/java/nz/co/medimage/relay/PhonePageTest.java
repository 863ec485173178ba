package nz.co.medimage.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.zip.GZIPInputStream;
import nz.co.medimage.transport.http.server.WireServer;
import org.eclipse.jetty.server.Handler;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page for phones, over HTTP. */
@Timeout(60)
class PhonePageTest extends HostileFixture {
  private static final String FOLDER = "/nz/co/medimage/relay/placeholder/";
  private static final String START = "/p/start.js";

  @BeforeEach
  void serveThePage() throws Exception {
    relay.close();
    start(relay().limits(limits).phonePage(FOLDER));
  }

  private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    var request = request(path);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String header(HttpResponse<?> answer, String name) {
    return String.join(" | ", answer.headers().allValues(name));
  }

  private static byte[] file(String name) throws IOException {
    try (InputStream in = PhonePageTest.class.getResourceAsStream(FOLDER + name)) {
      return in.readAllBytes();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/p/, index.html, text/html; charset=utf-8",
    "/p/index.html, index.html, text/html; charset=utf-8",
    "/p/start.js, start.js, text/javascript; charset=utf-8",
    "/p/medimage/word.js, medimage/word.js, text/javascript; charset=utf-8",
    "/p/app.webmanifest, app.webmanifest, application/manifest+json",
    "/p/icon.svg, icon.svg, image/svg+xml",
  })
  void filesHaveTheirTypes(String path, String name, String type) throws Exception {
    HttpResponse<byte[]> answer = get(path);
    assertEquals(200, answer.statusCode());
    assertEquals(type, header(answer, "Content-Type"));
    assertArrayEquals(served(name), answer.body());
    HttpResponse<byte[]> small = get(path, "Accept-Encoding", "br, gzip");
    assertArrayEquals(served(name), unpacked(small));
    assertFalse(header(small, "ETag").isEmpty());
  }

  private static byte[] served(String name) throws IOException {
    byte[] bytes = file(name);
    return name.endsWith(".js")
        ? PageScript.compact(bytes)
        : name.endsWith(".html") ? PageScript.withoutIndents(bytes) : bytes;
  }

  private static byte[] unpacked(HttpResponse<byte[]> answer) throws IOException {
    boolean isPacked = header(answer, "Content-Encoding").equals("gzip");
    try (InputStream in = new ByteArrayInputStream(answer.body())) {
      return isPacked ? new GZIPInputStream(in).readAllBytes() : in.readAllBytes();
    }
  }

  @Test
  void browserIsToldWhatThePageMayDo() throws Exception {
    for (String path : List.of("/p", "/p/", START, "/p/none.js")) {
      HttpResponse<byte[]> answer = get(path);
      assertEquals(
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
              + " connect-src 'self' https: http://localhost:* http://127.0.0.1:*;"
              + " manifest-src 'self'; worker-src 'self'; media-src blob:; base-uri 'none';"
              + " form-action 'none'; frame-ancestors 'none'",
          header(answer, "Content-Security-Policy"));
      assertEquals("nosniff", header(answer, "X-Content-Type-Options"));
      assertEquals("no-referrer", header(answer, "Referrer-Policy"));
      assertTrue(header(answer, "Permissions-Policy").startsWith("camera=(self), microphone=(),"));
      assertEquals("same-origin", header(answer, "Cross-Origin-Opener-Policy"));
      assertEquals("require-corp", header(answer, "Cross-Origin-Embedder-Policy"));
      assertEquals("same-origin", header(answer, "Cross-Origin-Resource-Policy"));
      assertEquals("no-cache", header(answer, "Cache-Control"));
      assertEquals("", header(answer, "Strict-Transport-Security"));
      assertEquals("", header(answer, "Set-Cookie"));
    }
  }

  /** Only a relay for its own machine is reached by plain HTTP. */
  @Test
  void relayForOthersAllowsOnlyTls() throws Exception {
    relay.close();
    start(relay().phonePage(FOLDER).address(new InetSocketAddress(0)));
    String policy = header(get("/p/"), "Content-Security-Policy");
    assertTrue(policy.contains(" connect-src 'self' https:; "), policy);
    relay.close();
    start(relay().phonePage(FOLDER).behindProxy());
    assertEquals(policy, header(get("/p/"), "Content-Security-Policy"));
  }

  /** Which a proxy would have to say for itself. */
  @Test
  void onlyARelayThatSpeaksTlsItselfAsksBrowsersToStayWithIt() throws Exception {
    relay.close();
    Handler secure = new PhonePageHandler(PhonePage.read(FOLDER), true, true);
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (WireServer server = WireServer.start(any, null, secure)) {
      URI page = URI.create("http://127.0.0.1:" + server.port() + "/p/");
      HttpResponse<byte[]> answer =
          http.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofByteArray());
      assertEquals("max-age=31536000", header(answer, "Strict-Transport-Security"));
      String policy = header(answer, "Content-Security-Policy");
      assertTrue(policy.contains(" connect-src 'self' https:; "), policy);
    }
  }

  @Test
  void linkOfAPairingLeadsToThePage() throws Exception {
    HttpResponse<byte[]> answer = get("/p");
    assertEquals(302, answer.statusCode());
    assertEquals("/p/", header(answer, "Location"));
  }

  @Test
  void browserThatHasAFileGetsItNoSecondTime() throws Exception {
    for (String encoding : List.of("gzip", "identity", "gzip;q=0")) {
      String tag = header(get("/p/", "Accept-Encoding", encoding), "ETag");
      HttpResponse<byte[]> again =
          get("/p/", "Accept-Encoding", encoding, "If-None-Match", "\"x\", W/" + tag);
      assertEquals(304, again.statusCode(), encoding);
      assertEquals(tag, header(again, "ETag"));
      assertEquals(0, again.body().length);
      assertFalse(header(again, "Content-Security-Policy").isEmpty());
      assertEquals(200, get(START, "If-None-Match", tag).statusCode());
    }
    assertEquals("gzip", header(get("/p/", "Accept-Encoding", "gzip"), "Content-Encoding"));
    assertEquals("", header(get("/p/", "Accept-Encoding", "gzip;q=0"), "Content-Encoding"));
    assertEquals("Accept-Encoding", header(get("/p/"), "Vary"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/p/none",
        "/p/notes.md",
        "/p/medimage",
        "/p/medimage/",
        "/p//start.js",
        "/p/../p/../start.js",
        "/p/..%2fstart.js",
        "/p/%2e%2e/PhonePage.class",
        "/p/..%5cPhonePage.class",
        "/p/../PhonePage.class",
        "/p/medimage/../../PhonePage.class",
        "/p/index.html%00.js",
        "/p/start.js/",
        "/p/START.JS",
        "/pp",
        "/p.js",
      })
  void nothingElseIsServed(String path) throws Exception {
    // Over a socket: the JDK's client would mend what it is given.
    try (var socket =
        connect("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")) {
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      assertTrue(answer.matches("(?s)HTTP/1.1 40[04] .*"), answer);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "TRACE"})
  void pageIsOnlyRead(String method) throws Exception {
    for (String path : List.of("/p", "/p/", START)) {
      HttpResponse<String> answer = send(request(path).method(method, bytes(NOTHING)));
      assertEquals(405, answer.statusCode());
      assertEquals("GET, HEAD", header(answer, "Allow"));
    }
  }

  @Test
  void headTellsOfTheFileAlone() throws Exception {
    HttpResponse<String> answer = send(request(START).method("HEAD", bytes(NOTHING)));
    assertEquals(200, answer.statusCode());
    assertEquals(String.valueOf(served("start.js").length), header(answer, "Content-Length"));
    assertEquals("", answer.body());
  }

  @Test
  void filesCountAsRequestsOfTheirAddress() throws Exception {
    relay.close();
    start(relay().limits(limits.toBuilder().requests(5).build()).phonePage(FOLDER));
    for (int i = 0; i < 5; i++) {
      assertEquals(200, get(START).statusCode());
    }
    assertEquals(429, get(START).statusCode());
  }

  @Test
  void byDefaultThereIsNoPage() throws Exception {
    relay.close();
    start(relay());
    assertEquals(404, get("/p").statusCode());
    assertEquals(404, get("/p/").statusCode());
  }

  @Test
  void relayWithoutThePageDoesNotStart() throws Exception {
    Relay without = relay().phonePage("/nz/co/medimage/relay/nowhere/").build();
    IOException e = assertThrows(IOException.class, without::start);
    assertEquals(
        "This program was built without the page for phones; it has no"
            + " /nz/co/medimage/relay/nowhere/index.html",
        e.getMessage());
    assertThrows(IOException.class, store::check); // it was closed
  }

  @Test
  void hostOfOnesOwnIsToSayTheSame() throws Exception {
    relay.close();
    start(relay().phonePage(FOLDER).address(new InetSocketAddress(0)));
    String site = Files.readString(Path.of("../deploy/page/nginx.conf"));
    for (String name :
        List.of(
            "Content-Security-Policy",
            "X-Content-Type-Options",
            "Referrer-Policy",
            "Permissions-Policy",
            "Cross-Origin-Opener-Policy",
            "Cross-Origin-Embedder-Policy",
            "Cross-Origin-Resource-Policy",
            "Cache-Control")) {
      String value = header(get("/p/"), name);
      String quoted = value.contains(" ") ? '"' + value + '"' : value;
      assertTrue(site.contains("add_header " + name + " " + quoted + " always;"), name);
    }
    assertEquals("/p/", header(get("/p"), "Location"));
    assertEquals(302, get("/p").statusCode());
    assertTrue(site.contains("location = /p {\n    return 302 /p/;\n  }"));
    assertTrue(site.contains("location /p/ {\n    alias /srv/medimage/page/;\n  }"));
    assertEquals(404, get("/p/test/").statusCode());
    assertTrue(site.contains("location /p/test/ {\n    return 404;\n  }"));
    assertEquals(404, get("/").statusCode());
    assertTrue(site.contains("location / {\n    return 404;\n  }"));
  }

  /** As it is when the relay is a jar. */
  @Test
  void pageIsReadFromAJar() throws Exception {
    Path jar = folder.resolve("relay ü.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      for (String name :
          List.of("a/secret.js", "a/page/index.html", "a/page/medimage/word.js", "a/pages.js")) {
        entries.putNextEntry(new JarEntry(name));
        entries.write(name.getBytes(UTF_8));
      }
    }
    URL start = URI.create("jar:" + jar.toUri() + "!/a/page/index.html").toURL();
    PhonePage page = PhonePage.of(start);
    assertEquals("a/page/index.html", text(page, "index.html"));
    assertEquals("a/page/medimage/word.js", text(page, "medimage/word.js"));
    assertEquals(Optional.empty(), page.find("../secret.js"));
    assertEquals(Optional.empty(), page.find("secret.js"));
    assertEquals(Optional.empty(), page.find("s.js"));
    Files.delete(jar); // nothing of it is left open
  }

  private static String text(PhonePage page, String name) {
    return new String(page.find(name).orElseThrow().bytes(), UTF_8);
  }
}
