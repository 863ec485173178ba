package nz.co.medimage.transport.http.server;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import nz.co.medimage.transport.http.v1.Loopback;

/**
 * The origin of a web page, RFC 6454, whose script may send through a server of another origin:
 * scheme, host and port, without a path. It is {@code https}; on loopback, where nobody else hears
 * what is said, it may be {@code http}.
 *
 * @param text as browsers write it in {@code Origin}: lower case, without the scheme's own port
 */
public record PageOrigin(String text) {
  private static final int MOST_PORT = 65_535;

  /**
   * Reads an origin. Capitals, the scheme's own port and a slash at the end make no difference.
   *
   * @throws IllegalArgumentException with one sentence for the operator if it is not such an origin
   */
  public PageOrigin {
    Objects.requireNonNull(text, "text");
    String given = text;
    text =
        read(given)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "'"
                            + given
                            + "' is not the origin of a page: write https:// and its host, such as"
                            + " https://photos.example (http:// only for localhost)"));
  }

  private static Optional<String> read(String text) {
    URI uri;
    try {
      uri = new URI(text.toLowerCase(Locale.ROOT));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
    String host = uri.getHost();
    String scheme = uri.getScheme();
    if (host == null || scheme == null || !isBare(uri) || !uri.toASCIIString().equals("" + uri)) {
      return Optional.empty();
    }
    boolean isSecure = scheme.equals("https");
    if (!isSecure && !(scheme.equals("http") && Loopback.isHost(host))) {
      return Optional.empty();
    }
    boolean isUsual = uri.getPort() < 0 || uri.getPort() == (isSecure ? 443 : 80);
    return Optional.of(scheme + "://" + host + (isUsual ? "" : ":" + uri.getPort()));
  }

  private static boolean isBare(URI uri) {
    return uri.getUserInfo() == null
        && uri.getQuery() == null
        && uri.getFragment() == null
        && (uri.getPath().isEmpty() || uri.getPath().equals("/"))
        && uri.getPort() != 0
        && uri.getPort() <= MOST_PORT;
  }

  /** As browsers write it. */
  @Override
  public String toString() {
    return text;
  }
}
