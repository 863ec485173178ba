package nz.co.medimage.console;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A client that sends any header as it is told, as no client of a library does. */
final class RawHttp {
  private final int port;
  private final String cookie;

  RawHttp(int port, String cookie) {
    this.port = port;
    this.cookie = cookie;
  }

  /** What came back. */
  record Answer(int status, Map<String, String> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
  }

  Answer get(String path) throws IOException {
    return get(path, Map.of());
  }

  /** Asks with other headers than a browser would send; an empty one is left out. */
  Answer get(String path, Map<String, String> more) throws IOException {
    return send("GET", path, "", more);
  }

  Answer post(String path, String form) throws IOException {
    return post(path, form, Map.of());
  }

  Answer post(String path, String form, Map<String, String> more) throws IOException {
    Map<String, String> headers = new HashMap<>(Map.of("Origin", "http://localhost:" + port));
    headers.putAll(more);
    headers.put("Content-Length", Integer.toString(form.getBytes(UTF_8).length));
    headers.put("Content-Type", "application/x-www-form-urlencoded");
    return send("POST", path, form, headers);
  }

  private Answer send(String method, String path, String body, Map<String, String> more)
      throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Host", "localhost:" + port);
    headers.put("Cookie", cookie);
    headers.putAll(more);
    StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    headers.forEach(
        (name, value) -> {
          if (!value.isEmpty()) {
            request.append(name).append(": ").append(value).append("\r\n");
          }
        });
    request.append("Connection: close\r\n\r\n").append(body);
    return parse(new String(exchange(request.toString()), UTF_8));
  }

  private byte[] exchange(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(request.getBytes(UTF_8));
      return socket.getInputStream().readAllBytes();
    }
  }

  /** The body of an answer that is no text. */
  byte[] bytes(String path) throws IOException {
    byte[] all =
        exchange(
            "GET "
                + path
                + " HTTP/1.1\r\nHost: localhost:"
                + port
                + "\r\nCookie: "
                + cookie
                + "\r\nConnection: close\r\n\r\n");
    int body = new String(all, ISO_8859_1).indexOf("\r\n\r\n") + 4;
    return Arrays.copyOfRange(all, body, all.length);
  }

  private static Answer parse(String answer) {
    int end = answer.indexOf("\r\n\r\n");
    String[] lines = answer.substring(0, end).split("\r\n", -1);
    Map<String, String> headers = new HashMap<>();
    for (String line : lines) {
      int colon = line.indexOf(": ");
      if (colon > 0) {
        headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 2));
      }
    }
    int status = Integer.parseInt(lines[0].split(" ", -1)[1]);
    return new Answer(status, headers, answer.substring(end + 4));
  }
}
