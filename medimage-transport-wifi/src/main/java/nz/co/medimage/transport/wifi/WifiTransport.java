package nz.co.medimage.transport.wifi;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.PairingLink;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.api.transport.Transport;
import nz.co.medimage.runtime.OpenLinks;
import nz.co.medimage.transport.http.ServerTrust;
import nz.co.medimage.transport.http.WireClient;
import nz.co.medimage.transport.wifi.Directory.Sighting;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reaches receivers on the local network: at the addresses known from pairing or from last time,
 * otherwise by searching with DNS-SD. A receiver proves itself in the TLS handshake, by the
 * certificate whose fingerprint its route contains. Safe for use by several threads.
 */
public final class WifiTransport implements Transport {
  /** The id of this transport and of {@link WifiListener}. */
  public static final String ID = "wifi";

  private static final Logger LOG = LoggerFactory.getLogger(WifiTransport.class);

  private final Duration connectTimeout;
  private final @Nullable Search search;
  private final OpenLinks links = new OpenLinks();

  /** Makes a transport with the default timeouts. */
  public WifiTransport() {
    this(builder());
  }

  private WifiTransport(Builder builder) {
    this.connectTimeout = builder.connectTimeout;
    this.search =
        builder.directory == null ? null : new Search(builder.directory, builder.searchTimeout);
    // The photo is being sealed meanwhile. A process that sends just one gains the most.
    WireClient.warmUp();
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
  public Link connect(Route route, Credential credential) throws IOException {
    return connect(route, credential, new Attempt() {});
  }

  @Override
  public Link connect(Route route, Credential credential, Attempt attempt) throws IOException {
    LanRoute known = LanRoute.of(route);
    IOException failure;
    try {
      return reach(known, known.addresses(), known.port(), credential, attempt);
    } catch (NotPairedException e) {
      throw e;
    } catch (IOException e) {
      failure = e;
    }
    return found(known, credential, attempt)
        .orElseThrow(() -> new IOException(failure.getMessage(), failure));
  }

  /** The failure of a search says less than that of the known addresses. */
  private Optional<Link> found(LanRoute known, Credential credential, Attempt attempt)
      throws IOException {
    if (search == null) {
      return Optional.empty();
    }
    attempt.searching();
    try {
      return search.first(
          seen -> seen.service().equals(known.service()),
          seen -> reach(known, seen.addresses(), seen.port(), credential, attempt));
    } catch (NotPairedException | InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      LOG.debug("The local network could not be searched: {}", e.toString());
      return Optional.empty();
    }
  }

  private Link reach(
      LanRoute known, List<String> addresses, int port, Credential credential, Attempt attempt)
      throws IOException {
    Runnable progress = attempt::advanced;
    ServerTrust trust = ServerTrust.pinned(known.fingerprint());
    List<Race.Attempt<Link>> attempts = new ArrayList<>();
    for (String address : addresses) {
      Route there = known.at(address, port).toRoute();
      attempts.addAll(
          attempts(
              () -> Destination.of(address, port),
              to -> to.client(trust, connectTimeout, progress).connect(there, credential)));
    }
    Optional<HostAndPort> typed = HostAndPort.parse(known.typed(), WifiListener.DEFAULT_PORT);
    if (typed.isPresent()) {
      attempts.addAll(
          attempts(
              () -> Destination.ofEarlier(typed.get()),
              to ->
                  to.client(trust, connectTimeout, progress).connect(known.toRoute(), credential)));
    }
    return links.kept(Race.first(attempts));
  }

  /** One attempt at each place; if there is no place, one that fails with the reason. */
  private static <T extends Closeable> List<Race.Attempt<T>> attempts(
      Places places, Connecting<T> connecting) {
    List<Race.Attempt<T>> attempts = new ArrayList<>();
    try {
      for (Destination place : places.find()) {
        attempts.add(() -> connecting.to(place));
      }
    } catch (IOException e) {
      attempts.add(
          () -> {
            throw e;
          });
    }
    return attempts;
  }

  private interface Places {
    List<Destination> find() throws IOException;
  }

  private interface Connecting<T extends Closeable> {
    T to(Destination place) throws IOException;
  }

  @Override
  public List<PairingLink> findOffers(String nameplate) throws IOException {
    if (search == null) {
      return List.of();
    }
    List<PairingLink> offers = new ArrayList<>();
    for (Sighting seen : search.offering(nameplate)) {
      try {
        offers.add(offer(seen, nameplate));
      } catch (IOException e) {
        // It went away; another may hold the offer.
      }
    }
    return offers;
  }

  @Override
  public List<PairingLink> offersAt(String address, String nameplate) throws IOException {
    Optional<HostAndPort> typed = HostAndPort.parse(address, WifiListener.DEFAULT_PORT);
    if (!typed.isPresent()) {
      return List.of();
    }
    HostAndPort at = typed.get();
    return List.of(
        new TypedOffer(
            links.kept(Race.first(offerAttempts(() -> Destination.of(at), nameplate))), at));
  }

  private PairingLink offer(Sighting seen, String nameplate) throws IOException {
    List<Race.Attempt<PairingLink>> attempts = new ArrayList<>();
    for (String address : seen.addresses()) {
      attempts.addAll(offerAttempts(() -> Destination.of(address, seen.port()), nameplate));
    }
    return links.kept(Race.first(attempts));
  }

  private List<Race.Attempt<PairingLink>> offerAttempts(Places places, String nameplate) {
    return attempts(
        places, to -> to.client(ServerTrust.anyone(), connectTimeout).pairing(nameplate));
  }

  /** Closes all links, including those in use. */
  @Override
  public void close() {
    links.close();
  }

  /** Assembles a {@link WifiTransport}. Not for use by several threads at once. */
  public static final class Builder {
    private Duration connectTimeout = Duration.ofMillis(1500);
    private Duration searchTimeout = Duration.ofSeconds(10);
    private @Nullable Directory directory = new DnsSd();

    private Builder() {}

    /** How long to try a known address. Default: 1.5 s. */
    public Builder connectTimeout(Duration timeout) {
      this.connectTimeout = Objects.requireNonNull(timeout, "timeout");
      return this;
    }

    /**
     * How long to search the network at most. A receiver that has just started needs about 4 s to
     * announce itself, and more on a busy machine. Default: 10 s.
     */
    public Builder searchTimeout(Duration timeout) {
      this.searchTimeout = Objects.requireNonNull(timeout, "timeout");
      return this;
    }

    /** Tries only known and typed addresses, and never searches. Default: searches. */
    public Builder withoutDiscovery() {
      this.directory = null;
      return this;
    }

    Builder directory(Directory fake) {
      this.directory = fake;
      return this;
    }

    /** Makes the transport. */
    public WifiTransport build() {
      return new WifiTransport(this);
    }
  }
}
