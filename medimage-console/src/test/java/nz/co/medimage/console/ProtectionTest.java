package nz.co.medimage.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import nz.co.medimage.testkit.MutableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who gets an answer, and who does not. */
@Timeout(120)
final class ProtectionTest {
  private final MutableClock clock = MutableClock.at(Clock.systemUTC().instant());

  @TempDir Path folder;
  private Practice practice;

  @BeforeEach
  void open() throws IOException {
    practice = Practice.open(folder, console -> console.clock(clock));
  }

  @AfterEach
  void close() throws IOException {
    practice.close();
  }

  private RawHttp.Answer get(String path, Map<String, String> more) throws IOException {
    return practice.http().get(path, more);
  }

  @Test
  void ownBrowserGetsThePage() throws IOException {
    RawHttp.Answer page = get("/", Map.of("Sec-Fetch-Site", "none"));
    assertEquals(200, page.status());
    assertTrue(page.body().contains("Ready for your first phone"), page.body());
  }

  @Test
  void everyAnswerForbidsFramesForeignScriptsAndCaches() throws IOException {
    for (String path : List.of("/", "/nothing", "/parts/status", "/assets/console.js")) {
      RawHttp.Answer page = get(path, Map.of());
      String policy = page.header("Content-Security-Policy");
      assertTrue(policy.contains("frame-ancestors 'none'"), path);
      assertTrue(policy.startsWith("default-src 'none'; script-src 'self';"), path);
      assertFalse(policy.contains("unsafe"), path);
      assertEquals("no-store", page.header("Cache-Control"), path);
      assertEquals("same-origin", page.header("Referrer-Policy"), path);
      assertEquals("nosniff", page.header("X-Content-Type-Options"), path);
    }
  }

  @Test
  void otherNamesThatLeadHereGetNothingButTheRemedy() throws IOException {
    for (String host :
        List.of(
            "evil.example:" + practice.port(), "localhost", "localhost:1", "LOCALHOST.evil:1")) {
      RawHttp.Answer page = get("/", Map.of("Host", host));
      assertEquals(421, page.status(), host);
      assertTrue(page.body().contains("Type http://localhost"), page.body());
      assertFalse(page.body().contains("Room 1"), host);
    }
    for (String host : List.of("127.0.0.1:", "[::1]:", "LOCALHOST:")) {
      assertEquals(200, get("/", Map.of("Host", host + practice.port())).status(), host);
    }
  }

  @Test
  void pageOfOneAddressAnswersToThatAlone() throws IOException {
    InetAddress one = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    practice.console().show(practice.receiver(), new InetSocketAddress(one, practice.port()));
    String start = "http://127.0.0.1:" + practice.port() + "/start?token=";
    String link = practice.console().startLink().toString();
    assertTrue(link.startsWith(start), link);
    assertTrue(Console.startLink(folder.resolve("pc")).toString().startsWith(start));
    for (String host : List.of("localhost:", "[::1]:")) {
      RawHttp.Answer page = get("/", Map.of("Host", host + practice.port()));
      assertEquals(421, page.status(), host);
      assertTrue(page.body().contains("Type http://127.0.0.1:" + practice.port()), page.body());
    }
    assertEquals(401, get("/", Map.of("Host", "127.0.0.1:" + practice.port())).status());
    InetSocketAddress card = new InetSocketAddress("192.0.2.7", practice.port());
    assertThrows(
        IllegalArgumentException.class, () -> practice.console().show(practice.receiver(), card));
  }

  @Test
  void browsersLeaveThePortOfHttpOut() {
    assertTrue(Guard.isAt("localhost", "localhost", 80));
    assertTrue(Guard.isAt("localhost:80", "localhost", 80));
    assertFalse(Guard.isAt("localhost", "localhost", 5566));
    assertFalse(Guard.isAt("localhost:5566", "localhost", 80));
  }

  @Test
  void browserThatSignsOutSeesNothingMore() throws IOException {
    RawHttp other = anotherBrowser();
    assertEquals(200, practice.http().post("/sign-out", "").status());
    assertEquals(401, get("/", Map.of()).status());
    assertEquals(200, other.get("/").status());
  }

  @Test
  void allBrowsersAreSignedOutAtOnce() throws IOException {
    RawHttp other = anotherBrowser();
    String link = practice.console().startLink().toString();
    RawHttp.Answer done = other.post("/sign-out/all", "");
    assertTrue(done.body().contains("Signed out"), done.body());
    assertEquals(401, get("/", Map.of()).status());
    assertEquals(401, other.get("/").status());
    assertEquals(401, other.get(link.substring(link.indexOf("/start"))).status(), "links too");
  }

  private RawHttp anotherBrowser() throws IOException {
    String link = practice.console().startLink().toString();
    RawHttp.Answer first = get(link.substring(link.indexOf("/start")), Map.of("Cookie", ""));
    return new RawHttp(practice.port(), first.header("Set-Cookie").split(";", -1)[0]);
  }

  @Test
  void folderOfTheConsoleIsClosedAgain() throws IOException {
    Path console = folder.resolve("pc").resolve("console");
    Files.setPosixFilePermissions(console, PosixFilePermissions.fromString("rwxrwxrwx"));
    practice.console().show(practice.receiver(), practice.port());
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(console)));
  }

  @Test
  void otherPagesGetNothing() throws IOException {
    List<Map<String, String>> foreign =
        List.of(
            Map.of("Origin", "https://evil.example"),
            Map.of("Origin", "null"),
            Map.of("Origin", "http://localhost:1"),
            Map.of("Sec-Fetch-Site", "cross-site"),
            Map.of("Sec-Fetch-Site", "same-site"));
    for (Map<String, String> headers : foreign) {
      assertEquals(403, get("/", headers).status(), headers::toString);
      RawHttp.Answer change = practice.http().post("/pairing", "", headers);
      assertEquals(403, change.status(), headers::toString);
    }
    RawHttp.Answer withoutOrigin = practice.http().post("/pairing", "", Map.of("Origin", ""));
    assertEquals(403, withoutOrigin.status());
    assertTrue(get("/", Map.of()).body().contains("Make a pairing code"));
  }

  @Test
  void requestThatAProxyForwardsGetsNothing() throws IOException {
    assertEquals(403, get("/", Map.of("X-Forwarded-For", "192.0.2.7")).status());
  }

  @Test
  void strangersOnThisComputerGetNothingButTheRemedy() throws IOException {
    for (String path : List.of("/", "/live", "/parts/photos", "/photos/x", "/nothing")) {
      for (String cookie : List.of("", "medimage-console-" + practice.port() + "=guessed")) {
        RawHttp.Answer page = get(path, Map.of("Cookie", cookie));
        assertEquals(401, page.status(), path);
        assertTrue(page.body().contains("medimage console"), page.body());
        assertFalse(page.body().contains("Room 1"), path);
      }
    }
    assertEquals(401, practice.http().post("/pairing", "", Map.of("Cookie", "")).status());
  }

  @Test
  void onlyTheOwnerOfTheHomeCanReadWhatLetsBrowsersIn() throws IOException {
    Path console = folder.resolve("pc").resolve("console");
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(console)));
    try (var files = Files.list(console)) {
      List<Path> all = files.toList();
      assertFalse(all.isEmpty());
      for (Path file : all) {
        String permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        assertEquals("rw-------", permissions);
        assertFalse(Files.readString(file).contains(practice.cookie()));
      }
    }
  }

  /** Runs a script of bash as a user who is not the one of this process. */
  private static String asAnotherUser(String script, Object... args) throws Exception {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    command.addAll(List.of("bash", "-c", script, "bash"));
    Stream.of(args).map(Object::toString).forEach(command::add);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertTrue(process.waitFor(20, TimeUnit.SECONDS), said);
    return said;
  }

  @Test
  void anotherUserOfThisComputerReadsNothingAndIsShownNothing() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "Needs to be another user");
    assumeTrue(Files.exists(Path.of("/usr/bin/setpriv")), "Needs setpriv");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertEquals("here", asAnotherUser("cd $1 && echo here", folder).strip());

    assertEquals("", asAnotherUser("find $1/pc -mindepth 1 2>/dev/null", folder));
    String request = "GET / HTTP/1.1\\r\\nHost: localhost:$1\\r\\nConnection: close\\r\\n\\r\\n";
    String page =
        asAnotherUser(
            "exec 3<>/dev/tcp/localhost/$1; printf \"" + request + "\" >&3; cat <&3",
            practice.port());
    assertTrue(page.startsWith("HTTP/1.1 401"), page);
    assertFalse(page.contains("Room 1"), page);
  }

  @Test
  void computersOnTheNetworkGetNoByteInPlain() throws IOException {
    Optional<InetAddress> other =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(each -> each instanceof Inet4Address && !each.isLoopbackAddress())
            .findFirst();
    assumeTrue(other.isPresent(), "Only loopback is here");
    try (Socket socket = new Socket(other.get(), practice.port())) {
      socket.setSoTimeout(60_000);
      String request = "GET / HTTP/1.1\r\nHost: localhost:" + practice.port() + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(UTF_8));
      assertEquals(-1, readQuietly(socket));
    }
  }

  private static int readQuietly(Socket socket) {
    try {
      return socket.getInputStream().read();
    } catch (IOException reset) {
      return -1;
    }
  }

  @Nested
  class StartLink {
    private RawHttp.Answer follow(String link) throws IOException {
      return get(link.substring(link.indexOf("/start")), Map.of("Cookie", ""));
    }

    @Test
    void worksOnceAndLeavesTheAddressBar() throws IOException {
      String link = practice.console().startLink().toString();
      RawHttp.Answer first = follow(link);
      assertEquals(303, first.status());
      assertEquals("/", first.header("Location"));
      String cookie = first.header("Set-Cookie");
      assertTrue(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), cookie);
      assertEquals(401, follow(link).status());
    }

    @Test
    void worksForTenMinutes() throws IOException {
      String link = practice.console().startLink().toString();
      clock.advance(Duration.ofMinutes(11));
      assertEquals(401, follow(link).status());
    }

    @Test
    void browserIsKnownForThirtyDays() throws IOException {
      assertEquals(200, get("/", Map.of()).status());
      clock.advance(Duration.ofDays(31));
      assertEquals(401, get("/", Map.of()).status());
    }

    @Test
    void anotherProcessOfTheOwnerMakesOne() throws IOException {
      assertEquals(303, follow(Console.startLink(folder.resolve("pc")).toString()).status());
    }

    @Test
    void thereIsNoneWithoutAPage() throws IOException {
      practice.console().close();
      IOException none =
          assertThrows(IOException.class, () -> Console.startLink(folder.resolve("pc")));
      assertTrue(none.getMessage().startsWith("no page is shown for "), none.getMessage());
    }
  }
}
