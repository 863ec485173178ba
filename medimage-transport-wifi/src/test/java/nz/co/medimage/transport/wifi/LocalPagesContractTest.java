package nz.co.medimage.transport.wifi;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.OptionalInt;
import nz.co.medimage.api.transport.Listener;
import nz.co.medimage.testkit.FakeListenerContext;
import nz.co.medimage.transport.http.server.LocalPages;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

/** Pages for this computer on the port of phones: to phones nothing is different. */
final class LocalPagesContractTest extends WifiContractTest {
  private static final LocalPages PAGES = Page::new;

  /** A page at one path. */
  private static final class Page extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      if (!request.getHttpURI().getPath().equals("/page")) {
        return false;
      }
      response.setStatus(200);
      response.write(true, US_ASCII.encode("the page"), callback);
      return true;
    }
  }

  @Override
  protected Listener listener() {
    return builder().localPages(PAGES).build();
  }

  private static String plain(int port, String path) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(60_000);
      String request = "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }

  @Test
  void plainRequestsReachThePagesAndNothingElse() throws Exception {
    try (Listener listener = listener()) {
      OptionalInt port = port(listener.start(new FakeListenerContext()));
      assertTrue(plain(port.getAsInt(), "/page").endsWith("the page"));
      String probe = plain(port.getAsInt(), "/v1/probe");
      assertTrue(probe.startsWith("HTTP/1.1 404 "), probe);
    }
  }

  @Test
  void withoutPagesPlainConnectionsAreClosed() throws Exception {
    try (Listener listener = builder().build()) {
      OptionalInt port = port(listener.start(new FakeListenerContext()));
      String answer = plain(port.getAsInt(), "/page");
      assertFalse(answer.contains("HTTP"), answer); // an alert of TLS, and no more
    }
  }
}
