package nz.co.medimage.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.Set;
import javax.net.ssl.SSLContext;
import nz.co.medimage.testkit.TestCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What another computer with the password, or without, can do to the page. */
@Timeout(180)
final class ElsewhereTest {
  private static final String PASSWORD = "correct-horse-battery";
  private static final String NAME = "pc.practice.test";

  @TempDir Path folder;
  private SSLContext tls;
  private Practice practice;
  private int port;

  @BeforeEach
  void open() throws Exception {
    tls = TestCertificate.make(folder, NAME).tls();
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    ConsoleSignIn signIn = ConsoleSignIn.of(any, tls, Set.of(NAME), PASSWORD.toCharArray());
    practice = Practice.open(folder, console -> console.signIn(signIn));
    port = practice.console().serveElsewhere();
  }

  @AfterEach
  void close() throws IOException {
    practice.close();
  }

  private Socket connect(String method, String path, String cookie, int length) throws IOException {
    Socket socket = tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(60_000);
    String at = NAME + ":" + port;
    String request =
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: "
            + at
            + "\r\nOrigin: https://"
            + at
            + "\r\nCookie: "
            + cookie
            + "\r\nContent-Length: "
            + length
            + "\r\nConnection: close\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(UTF_8));
    return socket;
  }

  private String ask(String method, String path, String cookie, String form) throws IOException {
    try (Socket socket = connect(method, path, cookie, form.length())) {
      socket.getOutputStream().write(form.getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @Test
  void signingOutThereLeavesTheBrowsersOfThePcAlone() throws Exception {
    String in = ask("POST", "/sign-in", "", "password=" + PASSWORD);
    int at = in.indexOf("__Host-medimage-console=");
    String cookie = in.substring(at, in.indexOf(';', at));
    String link = practice.console().startLink().toString();
    String page = ask("GET", "/", cookie, "");
    assertTrue(page.contains("load the page again and sign in."), page);

    String out = ask("POST", "/sign-out/all", cookie, "");
    assertTrue(out.contains("sign in with the password."), out);
    assertTrue(ask("GET", "/", cookie, "").startsWith("HTTP/1.1 401"));
    assertEquals(200, practice.http().get("/").status());
    RawHttp stranger = new RawHttp(practice.port(), "");
    assertEquals(303, stranger.get(link.substring(link.indexOf("/start"))).status());
  }

  /** One byte after the other, each in good time. */
  @Test
  void passwordThatComesTooSlowlyIsNotWaitedFor() throws Exception {
    int sent = 0;
    try (Socket socket = connect("POST", "/sign-in", "", 1000)) {
      socket.setSoTimeout(100);
      while (sent < 300 && !hasEnded(socket)) {
        sent++;
      }
    }
    assertTrue(sent < 300, "bytes that were waited for: " + sent);
  }

  /** With an answer or without one. */
  private static boolean hasEnded(Socket socket) {
    try {
      socket.getOutputStream().write('x');
      var unused = socket.getInputStream().read();
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void formThatIsTooLongForAPasswordIsNotRead() throws Exception {
    try (Socket socket = connect("POST", "/sign-in", "", 1025)) {
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      assertTrue(answer.startsWith("HTTP/1.1 401"), answer);
    }
  }
}
