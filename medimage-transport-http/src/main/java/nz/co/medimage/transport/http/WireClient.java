package nz.co.medimage.transport.http;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import nz.co.medimage.api.Credential;
import nz.co.medimage.api.Route;
import nz.co.medimage.api.spi.Link;
import nz.co.medimage.api.spi.NotPairedException;
import nz.co.medimage.api.spi.PairingLink;

/**
 * Speaks the wire protocol, {@code spec/wire-v1.md}, to one server. It holds nothing open itself:
 * each link has connections of its own, kept alive from one envelope to the next, and ends them
 * when it is closed. Immutable, safe for use by several threads.
 */
@SuppressWarnings({"UnusedVariable", "DoNotCallSuggester"})
public final class WireClient {
  /** Prepares to speak to the server at {@code base}, such as {@code https://192.0.2.7:5566}. */
  public static Builder builder(URI base, ServerTrust trust) {
    return new Builder(base, trust);
  }

  private WireClient(Builder builder) {}

  /**
   * Shows the server the credential.
   *
   * @param route what {@link Link#route()} says
   * @throws NotPairedException if the server does not know the pairing, or no longer
   * @throws IOException if the server cannot be reached, or is another than the trusted one
   */
  public Link connect(Route route, Credential credential) throws IOException {
    throw new UnsupportedOperationException("not yet");
  }

  /**
   * Makes sure that a server of this protocol answers, and reaches one pairing offer of it.
   *
   * @param nameplate the part of a pairing code that is no secret
   * @throws IOException if the server cannot be reached, or is another than the trusted one
   */
  public PairingLink pairing(String nameplate) throws IOException {
    throw new UnsupportedOperationException("not yet");
  }

  /** Sets up a {@link WireClient}. */
  public static final class Builder {
    private Builder(URI base, ServerTrust trust) {}

    /** How long to try one address; 3 s unless told. */
    public Builder connectTimeout(Duration timeout) {
      return this;
    }

    /** How long a connection may stand still before it is given up; 20 s unless told. */
    public Builder idleTimeout(Duration timeout) {
      return this;
    }

    /** Makes it. */
    public WireClient build() {
      return new WireClient(this);
    }
  }
}
