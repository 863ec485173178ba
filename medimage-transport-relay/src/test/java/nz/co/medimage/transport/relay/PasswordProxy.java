package nz.co.medimage.transport.relay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.Charset;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An HTTP proxy on loopback that asks for a password, RFC 9110 section 9.3.6. Whatever name it is
 * asked to connect to, it connects to one port of this machine: no name of the tests is looked up.
 */
final class PasswordProxy implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final String authorization;
  private final String challenge;
  private final int target;

  /**
   * Starts one.
   *
   * @param charset of the password; said to those who ask if it is UTF-8
   */
  PasswordProxy(String user, String password, Charset charset, int target) throws IOException {
    byte[] both = (user + ":" + password).getBytes(charset);
    this.authorization =
        "Proxy-Authorization: Basic " + Base64.getEncoder().encodeToString(both) + "\r\n";
    this.challenge =
        "Proxy-Authenticate: Basic realm=\"practice\""
            + (charset.equals(UTF_8) ? ", charset=\"UTF-8\"" : "");
    this.target = target;
    start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** The first lines of the requests that it let pass. */
  List<String> asked() {
    return asked;
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "password-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        open.add(client);
        start(() -> serve(client));
      } catch (IOException e) {
        // closed
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      String head = head(client.getInputStream());
      if (!head.contains(authorization)) {
        answer(
            client,
            "407 Proxy Authentication Required\r\n"
                + challenge
                + "\r\nContent-Length: 0\r\nConnection: close");
        return;
      }
      asked.add(head.substring(0, head.indexOf('\r')));
      try (Socket there = new Socket(InetAddress.getLoopbackAddress(), target)) {
        open.add(there);
        answer(client, "200 Connection established");
        start(() -> copy(there, client));
        copy(client, there);
      }
    } catch (IOException e) {
      // One of the two has gone.
    }
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        throw new IOException("it ended");
      }
      head.write(b);
    }
    return head.toString(ISO_8859_1);
  }

  private static void answer(Socket client, String lines) throws IOException {
    client.getOutputStream().write(("HTTP/1.1 " + lines + "\r\n\r\n").getBytes(ISO_8859_1));
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      // One of the two has gone.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
