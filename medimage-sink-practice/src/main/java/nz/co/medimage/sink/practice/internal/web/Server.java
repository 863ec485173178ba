package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import nz.co.medimage.runtime.ClientTls;
import nz.co.medimage.sink.practice.internal.profile.ProfileNode;
import okhttp3.Headers;
import okhttp3.HttpUrl;

/**
 * Where a practice system is and how it takes requests: the section {@code server}.
 *
 * @param allowsPlain whether requests may leave this computer unencrypted
 * @param headers of each request to it
 * @param timeout of a whole request
 * @param maxAnswer the longest answer that is read, in bytes
 */
record Server(
    HttpUrl url,
    boolean allowsPlain,
    Login login,
    ClientTls tls,
    Headers headers,
    Duration timeout,
    long maxAnswer) {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final long MAX_ANSWER = 8 << 20;

  /** Reads the section. */
  static Server read(ProfileNode node) throws IOException {
    boolean allowsPlain = node.flag("insecure", false);
    HttpUrl url = url(node, "url", node.text("url"), allowsPlain);
    if (url.querySize() > 0 || url.fragment() != null) {
      throw node.fail("url", "must end with the path, without ? or #");
    }
    return new Server(
        url,
        allowsPlain,
        Login.read(node, allowsPlain),
        tls(node),
        headers(node),
        node.duration("timeout", TIMEOUT),
        node.size("max-answer", MAX_ANSWER));
  }

  /** The files are read when the server is first needed. */
  private static ClientTls tls(ProfileNode server) throws IOException {
    Path trust = server.path("trust").orElse(null);
    Optional<ProfileNode> client = server.findNode("client-certificate");
    if (client.isEmpty()) {
      return new ClientTls(trust, null, "");
    }
    ProfileNode node = client.get();
    Path file = node.path("file").orElseThrow(() -> node.fail("file", "is missing"));
    String password = node.secret("password").orElse("");
    node.done();
    return new ClientTls(trust, file, password);
  }

  private static Headers headers(ProfileNode node) throws IOException {
    Headers.Builder headers = new Headers.Builder();
    for (Map.Entry<String, String> each : node.templates("headers").entrySet()) {
      String value = node.node("headers").text(each.getKey());
      add(node, headers, each.getKey(), value);
    }
    return headers.build();
  }

  private static void add(ProfileNode node, Headers.Builder headers, String name, String value)
      throws IOException {
    try {
      headers.add(name, value);
    } catch (IllegalArgumentException e) {
      throw node.fail("headers." + name, "has a character that a header cannot carry");
    }
  }

  /** A server's address; refuses one that is not safe. */
  HttpUrl checked(ProfileNode node, String key, String text) throws IOException {
    return url(node, key, text, allowsPlain);
  }

  static HttpUrl url(ProfileNode node, String key, String text, boolean allowsPlain)
      throws IOException {
    HttpUrl url = HttpUrl.parse(text);
    if (url == null || !url.username().isEmpty() || !url.password().isEmpty()) {
      throw node.fail(
          key, "must be an address such as https://server/api, without user or password");
    }
    if (!isSafe(url, allowsPlain)) {
      throw node.fail(
          key,
          "must begin with https://; http:// is for this computer, or with \"insecure\": true");
    }
    return url;
  }

  /** Whether photos and passwords may go there. */
  static boolean isSafe(HttpUrl url, boolean allowsPlain) {
    return url.isHttps() || allowsPlain || LOOPBACK.contains(url.host());
  }

  /** Whether an address is of this server, which alone gets its headers and its login. */
  boolean isOrigin(HttpUrl other) {
    return url.scheme().equals(other.scheme())
        && url.host().equals(other.host())
        && url.port() == other.port();
  }

  /** Shows the host alone: headers and login are secret. */
  @Override
  public String toString() {
    return "Server[" + url.host() + "]";
  }
}
