package nz.co.medimage.observer.notify;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;

/**
 * A chat program's address on loopback, which keeps what it is told and answers as a test wants.
 */
final class Hook implements AutoCloseable {
  /** In place of a status: keeps the request and does not answer. */
  static final int HANG = 0;

  /** What it was told. */
  record Told(String head, String body) {}

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<Told> told = new ArrayList<>();
  private final List<Socket> hanging = new ArrayList<>();
  private final Queue<Integer> answers = new ArrayDeque<>();
  private int usual = 204;

  Hook() throws IOException {
    Thread thread = new Thread(this::serve, "hook");
    thread.setDaemon(true);
    thread.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort() + "/hooks/s3cret";
  }

  /** The status of all answers that are not planned. */
  synchronized void answer(int status) {
    usual = status;
  }

  /** Plans the next answers. */
  synchronized void next(int... statuses) {
    for (int status : statuses) {
      answers.add(status);
    }
  }

  /** Everything that came, whatever it answered. */
  synchronized List<Told> told() {
    return List.copyOf(told);
  }

  List<String> bodies() {
    return told().stream().map(Told::body).toList();
  }

  private void serve() {
    while (!server.isClosed()) {
      try {
        serve(server.accept());
      } catch (IOException e) {
        // closed, or one client that went away
      }
    }
  }

  private void serve(Socket client) throws IOException {
    InputStream in = new BufferedInputStream(client.getInputStream());
    String head = head(in);
    byte[] body = in.readNBytes(length(head));
    int status;
    synchronized (this) {
      told.add(new Told(head, new String(body, StandardCharsets.UTF_8)));
      Integer planned = answers.poll();
      status = planned == null ? usual : planned;
      if (status == HANG) {
        hanging.add(client);
        return;
      }
    }
    String answer = "HTTP/1.1 " + status + " Any\r\nLocation: " + url() + "\r\n";
    try (client) {
      client
          .getOutputStream()
          .write(
              (answer + "Content-Length: 0\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("cut off");
      }
      head.write(next);
    }
    return head.toString(StandardCharsets.US_ASCII);
  }

  private static int length(String head) {
    return head.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
        .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
        .findFirst()
        .orElse(0);
  }

  @Override
  public void close() throws IOException {
    server.close();
    synchronized (this) {
      for (Socket each : hanging) {
        each.close();
      }
    }
  }
}
