package nz.co.medimage.transport.wifi;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import nz.co.medimage.api.Credential;
import nz.co.medimage.api.Route;
import nz.co.medimage.api.spi.Link;
import nz.co.medimage.api.spi.PairingLink;
import nz.co.medimage.api.spi.Transport;

/**
 * Reaches receivers on the local network: at the addresses known from pairing or from last time,
 * else by DNS-SD. Which receiver it is, is decided by its certificate alone, in the TLS handshake.
 */
@SuppressWarnings({"UnusedVariable", "DoNotCallSuggester"})
public final class WifiTransport implements Transport {
  /** The id of this transport and of {@link WifiListener}. */
  public static final String ID = "wifi";

  /** With the usual timeouts. */
  public WifiTransport() {
    this(builder());
  }

  private WifiTransport(Builder builder) {}

  /** Sets one up. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Link connect(Route route, Credential credential) throws IOException {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public List<PairingLink> findOffers(String nameplate) throws IOException {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public List<PairingLink> offersAt(String address, String nameplate) throws IOException {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public void close() {}

  /** Sets up a {@link WifiTransport}. */
  public static final class Builder {
    private Builder() {}

    /** How long to try a known address; 1.5 s unless told. */
    public Builder connectTimeout(Duration timeout) {
      return this;
    }

    /** How long to search the network; 3 s unless told. */
    public Builder searchTimeout(Duration timeout) {
      return this;
    }

    /** Never searches: only known and typed addresses are tried. */
    public Builder withoutDiscovery() {
      return this;
    }

    /** Makes it. */
    public WifiTransport build() {
      return new WifiTransport(this);
    }
  }
}
