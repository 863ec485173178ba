package nz.co.medimage.transport.wifi;

import java.io.IOException;
import java.net.NetworkInterface;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import nz.co.medimage.transport.http.ServerTrust;
import nz.co.medimage.transport.http.WireClient;
import org.jspecify.annotations.Nullable;

/**
 * One place to connect to.
 *
 * @param host a name or an address
 * @param card by which a link-local address is reached; null for all others
 */
record Destination(String host, int port, @Nullable NetworkInterface card) {

  /**
   * The places that an address can mean: a link-local one is tried by each card of this machine.
   */
  static List<Destination> of(String host, int port) throws IOException {
    if (!IpLiteral.parse(host).filter(IpLiteral::isLinkLocal).isPresent()) {
      return List.of(new Destination(host, port, null));
    }
    List<Destination> all = new ArrayList<>();
    for (NetworkInterface card : LinkLocal.cards()) {
      all.add(new Destination(host, port, card));
    }
    if (all.isEmpty()) {
      throw new IOException("This device has no IPv6 now, by which " + host + " is reached");
    }
    return all;
  }

  /**
   * The places that a typed address can mean.
   *
   * @throws IOException with one sentence if this machine does not have the network card
   */
  static List<Destination> of(HostAndPort typed) throws IOException {
    return typed.zone().isEmpty()
        ? of(typed.host(), typed.port())
        : List.of(new Destination(typed.host(), typed.port(), LinkLocal.card(typed.zone())));
  }

  /**
   * The same for an address that was typed earlier; if its network card is gone, by each of the
   * others.
   */
  static List<Destination> ofEarlier(HostAndPort typed) throws IOException {
    try {
      return of(typed);
    } catch (IOException e) {
      return of(typed.host(), typed.port());
    }
  }

  WireClient client(ServerTrust trust, Duration connectTimeout) throws IOException {
    return client(trust, connectTimeout, () -> {});
  }

  /**
   * The same.
   *
   * @param progress is run at each step on the way to an open connection
   */
  WireClient client(ServerTrust trust, Duration connectTimeout, Runnable progress)
      throws IOException {
    try {
      String literal = host.indexOf(':') < 0 ? host : "[" + host + "]";
      WireClient.Builder client =
          WireClient.builder(URI.create("https://" + literal + ":" + port), trust)
              .connectTimeout(connectTimeout)
              .progress(progress);
      return (card == null ? client : client.networkInterface(card)).build();
    } catch (IllegalArgumentException e) {
      throw new IOException(host + " is not an address", e);
    }
  }
}
