package nz.co.medimage.transport.wifi;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.util.Set;
import nz.co.medimage.api.Route;
import nz.co.medimage.api.spi.Listener;
import nz.co.medimage.api.spi.Reception;

/**
 * Hears senders on the local network, over TLS with a certificate of the receiver's own, and makes
 * itself known by DNS-SD under a random name.
 */
@SuppressWarnings({"UnusedVariable", "DoNotCallSuggester"})
public final class WifiListener implements Listener {
  /** The port that is used unless told. */
  public static final int DEFAULT_PORT = 5566;

  private WifiListener(Builder builder) {}

  /** Sets one up. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public String id() {
    return WifiTransport.ID;
  }

  @Override
  public Route start(Reception reception) throws IOException {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public void announce(Set<String> nameplates) {}

  /** The port that it listens on, once started. */
  public int port() {
    return 0;
  }

  @Override
  public void close() {}

  /** Sets up a {@link WifiListener}. */
  public static final class Builder {
    private Builder() {}

    /**
     * Where to listen.
     *
     * @param port 0 for any; {@link #DEFAULT_PORT} unless told
     */
    public Builder port(int port) {
      return this;
    }

    /** Listens on this address only; on all unless told. */
    public Builder address(InetAddress address) {
      return this;
    }

    /** Does not make itself known: senders then need its address. */
    public Builder withoutDiscovery() {
      return this;
    }

    /** The clock that dates certificates and expiry. */
    public Builder clock(Clock clock) {
      return this;
    }

    /** Makes it. */
    public WifiListener build() {
      return new WifiListener(this);
    }
  }
}
