package nz.co.medimage.crypto.v1;

import java.util.List;
import nz.co.medimage.api.transport.Route;

/** What a phone knows about a receiver: its public key, and the routes to it. */
public final class ReceiverRecord {
  private final byte[] publicKey;
  private final List<Route> routes;

  /** Joins them. */
  public ReceiverRecord(byte[] publicKey, List<Route> routes) {
    this.publicKey = publicKey.clone();
    this.routes = List.copyOf(routes);
  }

  /** The key of 32 bytes to which envelopes are sealed. */
  public byte[] publicKey() {
    return publicKey.clone();
  }

  /** The routes to it, in its order. */
  public List<Route> routes() {
    return routes;
  }
}
