package nz.co.medimage.transport.relay;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.PairingLink;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.api.transport.Transport;
import nz.co.medimage.runtime.OpenLinks;
import nz.co.medimage.transport.http.HttpProxy;
import nz.co.medimage.transport.http.ServerTrust;
import nz.co.medimage.transport.http.WireClient;

/**
 * Leaves envelopes at a relay, where their receiver collects them. A relay is recognised by its
 * name and certificate, as a web server is; plain HTTP is used only for a relay on this machine.
 * Safe for use by several threads.
 *
 * <pre>{@code
 * Sender.builder(home).transport(new WifiTransport()).transport(RelayTransport.builder().build());
 * }</pre>
 */
public final class RelayTransport implements Transport {
  /** The id of this transport and of {@link RelayListener}. */
  public static final String ID = "relay";

  private final ServerTrust trust;
  private final HttpProxy proxy;
  private final Duration connectTimeout;
  private final OpenLinks links = new OpenLinks();

  private RelayTransport(Builder builder) {
    this.trust = builder.trust;
    this.proxy = builder.proxy;
    this.connectTimeout = builder.connectTimeout;
  }

  /** Starts building a transport. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public boolean isStoreAndForward() {
    return true;
  }

  @Override
  public Link connect(Route route, Credential credential) throws IOException {
    return links.kept(client(RelayRoute.of(route).url()).connect(route, credential));
  }

  /** {@inheritDoc} It never finds any: relays are not nearby. */
  @Override
  public List<PairingLink> findOffers(String nameplate) {
    return new ArrayList<>();
  }

  /**
   * {@inheritDoc}
   *
   * @param address the URL of a relay; anything that is not a URL is not for this transport
   * @throws IllegalArgumentException with one sentence if it is a URL, but not a relay's
   */
  @Override
  public List<PairingLink> offersAt(String address, String nameplate) throws IOException {
    List<PairingLink> offers = new ArrayList<>();
    if (RelayRoute.isUrl(address)) {
      offers.add(links.kept(client(RelayRoute.url(address)).pairing(nameplate)));
    }
    return offers;
  }

  /**
   * Asks a relay whether it is well. Shows it no credential. Blocks for some seconds.
   *
   * @param url such as {@code https://relay.example}
   * @return the time by the relay's clock, if the relay tells it
   * @throws IllegalArgumentException with one sentence if it is not a relay's URL
   * @throws IOException with one sentence if the relay cannot be reached or is not well, or if what
   *     answers is not a relay
   */
  public Optional<Instant> health(String url) throws IOException {
    return client(RelayRoute.url(url)).health();
  }

  private WireClient client(URI relay) {
    return WireClient.builder(relay, trust).proxy(proxy).connectTimeout(connectTimeout).build();
  }

  /** Closes all links, including those in use. */
  @Override
  public void close() {
    links.close();
  }

  /** Assembles a {@link RelayTransport}. Not for use by several threads at once. */
  public static final class Builder {
    private ServerTrust trust = ServerTrust.platform();
    private HttpProxy proxy = HttpProxy.system();
    private Duration connectTimeout = Duration.ofSeconds(5);

    private Builder() {}

    /** Which certificates are accepted from the relay. Default: {@link ServerTrust#platform()}. */
    public Builder trust(ServerTrust trust) {
      this.trust = Objects.requireNonNull(trust, "trust");
      return this;
    }

    /** The proxy through which the relay is reached. Default: the system's. */
    public Builder proxy(HttpProxy proxy) {
      this.proxy = Objects.requireNonNull(proxy, "proxy");
      return this;
    }

    /** How long to try to connect. Default: 5 s. */
    public Builder connectTimeout(Duration timeout) {
      this.connectTimeout = Objects.requireNonNull(timeout, "timeout");
      return this;
    }

    /** Makes the transport. */
    public RelayTransport build() {
      return new RelayTransport(this);
    }
  }
}
