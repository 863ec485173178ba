package nz.co.medimage.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import nz.co.medimage.testkit.MedimageProcess;
import nz.co.medimage.testkit.TestCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who sees the page from another computer, and who does not. */
@Timeout(120)
@Tag("process")
final class SignInTest {
  private static final String PASSWORD = "correct horse battery";
  private static final String NAME = "pc.practice.test";

  @TempDir Path folder;
  private MedimageProcess receiver;
  private SSLContext trust;
  private int local;
  private int port;

  @AfterEach
  void close() {
    if (receiver != null) {
      receiver.close();
    }
  }

  private List<Object> options(String password) throws Exception {
    TestCertificate certificate = TestCertificate.make(folder, NAME);
    trust = certificate.tls();
    Path word = Files.writeString(folder.resolve("password"), password + "\n");
    return List.of(
        "--console-port",
        0,
        "--console-password-file",
        word,
        "--console-certificate",
        certificate.certificate(),
        "--console-key",
        certificate.key());
  }

  private Object[] receive(List<Object> more) {
    List<Object> all = new ArrayList<>(List.of("receive", "--home", folder.resolve("pc")));
    all.addAll(List.of("--to", folder.resolve("to"), "--port", 0, "--no-discovery"));
    all.addAll(more);
    return all.toArray();
  }

  private void start() throws Exception {
    receiver = MedimageProcess.start(receive(options(PASSWORD)));
    local = Integer.parseInt(receiver.await("on port ([0-9]+)"));
    port = Integer.parseInt(receiver.await("Page for other computers: https on port ([0-9]+)"));
  }

  private record Answer(int status, String text) {}

  private Answer ask(String method, String path, String form, Map<String, String> more)
      throws Exception {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Host", NAME + ":" + port);
    if (method.equals("POST")) {
      headers.put("Origin", "https://" + NAME + ":" + port);
      headers.put("Content-Type", "application/x-www-form-urlencoded");
      headers.put("Content-Length", Integer.toString(form.length()));
    }
    headers.putAll(more);
    StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    headers.forEach((name, value) -> request.append(name + ": " + value + "\r\n"));
    request.append("Connection: close\r\n\r\n").append(form);
    try (Socket socket =
        trust.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(request.toString().getBytes(UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      return new Answer(Integer.parseInt(answer.split(" ", -1)[1]), answer);
    }
  }

  private Answer get(String path, Map<String, String> more) throws Exception {
    return ask("GET", path, "", more);
  }

  private Answer signIn(String password) throws Exception {
    return ask("POST", "/sign-in", "password=" + password.replace(' ', '+'), Map.of());
  }

  private static String cookie(Answer answer) {
    String text = answer.text();
    int at = text.indexOf("__Host-medimage-console=");
    return text.substring(at, text.indexOf(';', at));
  }

  @Test
  void passwordOpensThePageAndNothingElseDoes() throws Exception {
    start();
    receiver.await("every user of this computer can read (\\S*password), which holds a secret");
    Answer stranger = get("/", Map.of());
    assertEquals(401, stranger.status());
    assertTrue(stranger.text().contains("<h1>Sign in</h1>"), stranger.text());
    assertFalse(stranger.text().contains("Ready for"), stranger.text());
    assertEquals(401, ask("POST", "/pairing", "", Map.of()).status());
    assertEquals(401, get("/", Map.of("Cookie", "__Host-medimage-console=x")).status());

    assertEquals(401, signIn("wrong horse battery").status());
    Answer in = signIn(PASSWORD);
    assertEquals(303, in.status());
    String set = in.text().lines().filter(line -> line.startsWith("Set-Cookie")).findFirst().get();
    for (String wanted : List.of("Secure", "HttpOnly", "SameSite=Strict", "Path=/")) {
      assertTrue(set.contains(wanted), set);
    }
    Map<String, String> known = Map.of("Cookie", cookie(in));
    Answer page = get("/", known);
    assertEquals(200, page.status());
    assertTrue(page.text().contains("Ready for your first phone"), page.text());
    assertEquals(404, get("/settings", known).status(), "settings stay on the PC");
    assertEquals(404, get("/start?token=x", known).status(), "no start link leads in here");
    String token = cookie(in).substring(cookie(in).indexOf('=') + 1);
    assertEquals(401, onThePc("/", "medimage-console-" + local + "=" + token));
  }

  private int onThePc(String path, String cookie) throws Exception {
    String request =
        "GET "
            + path
            + " HTTP/1.1\r\nHost: localhost:"
            + local
            + "\r\nCookie: "
            + cookie
            + "\r\nConnection: close\r\n\r\n";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), local)) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(request.getBytes(UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      return Integer.parseInt(answer.split(" ", -1)[1]);
    }
  }

  @Test
  void otherNamesAndPagesGetNothing() throws Exception {
    start();
    Map<String, String> known = Map.of("Cookie", cookie(signIn(PASSWORD)));
    for (String host : List.of("evil.example", "localhost:" + port, "127.0.0.1:" + port)) {
      Map<String, String> headers = new LinkedHashMap<>(known);
      headers.put("Host", host);
      assertEquals(421, get("/", headers).status(), host);
    }
    for (Map.Entry<String, String> foreign :
        List.of(
            Map.entry("Origin", "https://evil.example"),
            Map.entry("Origin", "http://" + NAME + ":" + port),
            Map.entry("Sec-Fetch-Site", "cross-site"))) {
      Map<String, String> headers = new LinkedHashMap<>(known);
      headers.put(foreign.getKey(), foreign.getValue());
      assertEquals(403, ask("POST", "/pairing", "", headers).status(), foreign::toString);
      assertEquals(403, ask("POST", "/sign-in", "password=x", headers).status());
    }
  }

  @Test
  void plainHttpGetsNoAnswer() throws Exception {
    start();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(60_000);
      socket
          .getOutputStream()
          .write(("GET / HTTP/1.1\r\nHost: " + NAME + "\r\n\r\n").getBytes(UTF_8));
      String answer;
      try {
        answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      } catch (IOException e) {
        answer = "";
      }
      assertFalse(answer.contains("HTTP/1.1"), answer);
    }
  }

  @Test
  void manyWrongPasswordsShutOutThatAddressAndNotThePc() throws Exception {
    start();
    for (int i = 0; i < 10; i++) {
      assertEquals(401, signIn("guess number " + i).status());
    }
    Answer late = signIn(PASSWORD);
    assertEquals(429, late.status());
    assertTrue(late.text().contains("Wait a quarter of an hour"), late.text());
    Run link = Run.of("console", "--home", folder.resolve("pc"));
    String path = link.out().strip().replaceFirst(".*(/start.*)", "$1");
    assertEquals(303, onThePc(path, "x=y"));
  }

  @Test
  void halfASignInIsRefused() throws Exception {
    List<Object> all = options(PASSWORD);
    Run half = Run.of(receive(all.subList(0, 6)));
    assertEquals(Medimage.USAGE, half.exit());
    assertEquals(
        "medimage: --console-port, --console-password-file, --console-certificate and"
            + " --console-key come together\n",
        half.err());
    Run weak = Run.of(receive(options("short")));
    assertEquals("medimage: the password of the page has at least 12 characters\n", weak.err());
    List<Object> none = new ArrayList<>(all);
    none.add("--no-console");
    assertEquals(Medimage.USAGE, Run.of(receive(none)).exit());
  }
}
