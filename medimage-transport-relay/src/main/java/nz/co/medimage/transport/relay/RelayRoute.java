package nz.co.medimage.transport.relay;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.transport.http.v1.CanonicalUuid;
import nz.co.medimage.transport.http.v1.Loopback;

/**
 * A route that ends at a mailbox of a relay.
 *
 * @param url the relay's URL: a scheme, a host and perhaps a port
 * @param mailbox the id of the receiver's mailbox
 */
record RelayRoute(URI url, UUID mailbox) {
  private static final String URL = "url";
  private static final String MAILBOX = "mailbox";

  RelayRoute {
    Objects.requireNonNull(url, "url");
    Objects.requireNonNull(mailbox, "mailbox");
  }

  Route toRoute() {
    Map<String, String> parameters = new HashMap<>();
    parameters.put(URL, url.toString());
    parameters.put(MAILBOX, mailbox.toString());
    return new Route(RelayTransport.ID, parameters);
  }

  /**
   * Reads a route from a receiver.
   *
   * @throws IOException with one sentence if it is not a route to a relay
   */
  static RelayRoute of(Route route) throws IOException {
    try {
      return new RelayRoute(
          url(route.parameters().getOrDefault(URL, "")),
          CanonicalUuid.parse(route.parameters().getOrDefault(MAILBOX, ""), "a mailbox"));
    } catch (IllegalArgumentException e) {
      throw new IOException("The route to the relay cannot be read: " + e.getMessage(), e);
    }
  }

  /** Whether a text is a URL at all, so that nothing but this transport can mean it. */
  static boolean isUrl(String text) {
    return text.indexOf("://") > 0;
  }

  /**
   * Reads the URL of a relay. Over plain HTTP everybody could read the tokens, so it is accepted
   * for this machine only.
   *
   * @throws IllegalArgumentException with one sentence if it is anything else
   */
  static URI url(String text) {
    URI url = parse(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    String host = String.valueOf(url.getHost()).toLowerCase(Locale.ROOT);
    boolean bare =
        url.getHost() != null
            && url.getRawUserInfo() == null
            && String.valueOf(url.getRawPath()).isEmpty()
            && url.getRawQuery() == null
            && url.getRawFragment() == null
            && url.getPort() != 0
            && url.getPort() <= 0xFFFF;
    if (!bare || !(scheme.equals("https") || scheme.equals("http"))) {
      throw new IllegalArgumentException("a relay is a URL such as https://relay.example");
    }
    if (scheme.equals("http") && !Loopback.isHost(host)) {
      throw new IllegalArgumentException(
          "a relay on another machine must be reached over https, not http");
    }
    // One relay has one name here: a receiver keeps a mailbox for each.
    int usual = scheme.equals("https") ? 443 : 80;
    int port = url.getPort() == usual ? -1 : url.getPort();
    return URI.create(scheme + "://" + host + (port < 0 ? "" : ":" + port));
  }

  private static URI parse(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("a relay is a URL such as https://relay.example", e);
    }
  }
}
