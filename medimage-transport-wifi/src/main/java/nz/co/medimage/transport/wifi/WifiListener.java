package nz.co.medimage.transport.wifi;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import nz.co.medimage.api.spi.Secrets;
import nz.co.medimage.api.transport.Listener;
import nz.co.medimage.api.transport.ListenerContext;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.transport.http.ServerWarmUp;
import nz.co.medimage.transport.http.server.LocalPages;
import nz.co.medimage.transport.http.server.ServerSettings;
import nz.co.medimage.transport.http.server.WireServer;
import org.jspecify.annotations.Nullable;

/**
 * Listens for senders on the local network, over TLS with the receiver's own certificate, and
 * announces itself by DNS-SD under a random name. Checks at the start and every ten minutes whether
 * another PC on the network runs a copy of the receiver's home: the receiver that started later
 * {@linkplain ListenerContext#stopForCopy stops}, and the other one reports a problem.
 */
public final class WifiListener implements Listener {
  /** The default port. */
  public static final int DEFAULT_PORT = 5566;

  private static final String SERVICE_SECRET = "wifi-service";

  private final int port;
  private final @Nullable InetAddress address;
  private final Clock clock;
  private final ServerSettings settings;
  private final boolean warmUp;
  private final @Nullable Announcer announcer;
  private final @Nullable CopyWatch copies;
  private final Announcer.Whereabouts whereabouts;
  private @Nullable WireServer server;
  private @Nullable LanRoute route;
  private boolean closed;

  private WifiListener(Builder builder) {
    this.port = builder.port;
    this.address = builder.address;
    this.clock = builder.clock;
    this.settings = builder.settings.build();
    this.warmUp = builder.warmUp;
    this.announcer =
        builder.directory == null ? null : new Announcer(builder.directory, builder.lookEvery);
    this.copies =
        builder.copyDirectory == null
            ? null
            : new CopyWatch(builder.copyDirectory, builder.copiesLookFor, builder.copiesEvery);
    this.whereabouts =
        address == null ? builder.whereabouts : () -> new LocalAddresses(List.of(List.of(address)));
  }

  /** Starts building a listener. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public String id() {
    return WifiTransport.ID;
  }

  @Override
  public synchronized Route start(ListenerContext context) throws IOException {
    if (server != null || closed) {
      throw new IllegalStateException("a listener is started once, and not after it was closed");
    }
    ReceiverCertificate certificate = ReceiverCertificate.keptIn(context.secrets(), clock);
    String service = service(context.secrets());
    InetSocketAddress at =
        address == null ? new InetSocketAddress(port) : new InetSocketAddress(address, port);
    WireServer started = LanServer.start(at, certificate.context(), context, clock, settings);
    server = started;
    if (warmUp) {
      ServerWarmUp.start(certificate.context());
    }
    if (announcer != null) {
      announcer.publish(service, started.port(), whereabouts);
    }
    if (copies != null) {
      copies.start(service, certificate.fingerprint(), context);
    }
    LanRoute here =
        new LanRoute(
            service, certificate.fingerprint(), started.port(), whereabouts.now().toTell());
    route = here;
    return here.toRoute();
  }

  @Override
  public synchronized Optional<Route> route() {
    if (route == null) {
      return Optional.empty();
    }
    try {
      LanRoute now =
          new LanRoute(
              route.service(), route.fingerprint(), route.port(), whereabouts.now().toTell());
      return Optional.of(now.toRoute());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * {@inheritDoc} They are the addresses of this computer that its route has, with the port; those
   * that are link-local only if there are no others.
   */
  @Override
  public synchronized List<String> addresses() {
    if (route == null) {
      return List.of();
    }
    List<String> told;
    try {
      told = whereabouts.now().toTell();
    } catch (IOException e) {
      told = route.addresses();
    }
    List<String> linkLocal = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (String host : told) {
      boolean isLinkLocal = IpLiteral.parse(host).filter(IpLiteral::isLinkLocal).isPresent();
      (isLinkLocal ? linkLocal : others).add(new HostAndPort(host, "", route.port()).toString());
    }
    return others.isEmpty() ? linkLocal : others;
  }

  /** Random, so that it reveals nothing; stored, so that paired devices find the receiver again. */
  private static String service(Secrets secrets) throws IOException {
    Optional<byte[]> kept = secrets.get(SERVICE_SECRET);
    if (kept.isPresent()) {
      return new String(kept.get(), StandardCharsets.US_ASCII);
    }
    SecureRandom random = new SecureRandom();
    String made = new UUID(random.nextLong(), random.nextLong()).toString();
    secrets.put(SERVICE_SECRET, made.getBytes(StandardCharsets.US_ASCII));
    return made;
  }

  @Override
  public void announce(Set<String> nameplates) {
    if (announcer != null) {
      announcer.nameplates(nameplates);
    }
  }

  /**
   * Returns the port that this listener listens on.
   *
   * @throws IllegalStateException if it was not started
   */
  public synchronized int port() {
    if (route == null) {
      throw new IllegalStateException("not started");
    }
    return route.port();
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (copies != null) {
      copies.close();
    }
    if (announcer != null) {
      announcer.close();
    }
    if (server != null) {
      server.close();
    }
  }

  /** Assembles a {@link WifiListener}. Not for use by several threads at once. */
  public static final class Builder {
    private int port = DEFAULT_PORT;
    private @Nullable InetAddress address;
    private Clock clock = Clock.systemUTC();
    private final ServerSettings.Builder settings = ServerSettings.builder();
    private boolean warmUp = true;
    private @Nullable Directory directory = new DnsSd();
    private @Nullable Directory copyDirectory = directory;
    private Duration lookEvery = Duration.ofSeconds(30);
    private Duration copiesLookFor = Duration.ofSeconds(10);
    private Duration copiesEvery = Duration.ofMinutes(10);
    private Announcer.Whereabouts whereabouts = LocalAddresses::now;

    private Builder() {}

    /**
     * The port to listen on.
     *
     * @param port 0 for any free port. Default: {@link #DEFAULT_PORT}
     * @throws IllegalArgumentException if it is not from 0 to 65535
     */
    public Builder port(int port) {
      if (port < 0 || port > 0xFFFF) {
        throw new IllegalArgumentException("a port is from 0 to 65535, not " + port);
      }
      this.port = port;
      return this;
    }

    /**
     * Listens on this address only; senders find it by DNS-SD there. Default: all addresses, {@code
     * 0.0.0.0} and {@code ::}.
     */
    public Builder address(InetAddress address) {
      this.address = address.isAnyLocalAddress() ? null : address;
      return this;
    }

    /** Does not announce itself, so that senders need its address. Default: announces itself. */
    public Builder withoutDiscovery() {
      this.directory = null;
      this.copyDirectory = null;
      return this;
    }

    /**
     * How many connections it keeps at once. Beyond that, the one that has been idle longest is
     * closed to make room. Default: 2,000 in all, 500 from one address or /64 network of IPv6.
     *
     * @throws IllegalArgumentException if one of them is less than 1
     */
    public Builder mostConnections(int inAll, int ofAddress) {
      settings.connections(inAll, ofAddress);
      return this;
    }

    /**
     * Shows pages to browsers on this computer, by plain HTTP at {@code http://localhost:PORT/}.
     * Senders use the same port by TLS, as ever; a plain connection from another computer is
     * closed. Default: none.
     */
    @SuppressWarnings("exports") // its module needs Jetty, which senders do without
    public Builder localPages(LocalPages pages) {
      settings.localPages(pages);
      return this;
    }

    /**
     * Does not warm up TLS on a thread in the background. Default: does, once in a process and for
     * some tenths of a second, as the first photo would take several times as long as the next.
     */
    public Builder withoutWarmUp() {
      this.warmUp = false;
      return this;
    }

    /** The clock that dates the certificate and the expiry of uploads. Default: the system's. */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /** Does not look for copies there; {@link #copies} does. */
    Builder directory(Directory fake) {
      this.directory = fake;
      this.copyDirectory = null;
      return this;
    }

    Builder copies(Directory fake, Duration lookFor, Duration every) {
      this.copyDirectory = fake;
      this.copiesLookFor = lookFor;
      this.copiesEvery = every;
      return this;
    }

    Builder whereabouts(Announcer.Whereabouts fake, Duration every) {
      this.whereabouts = fake;
      this.lookEvery = every;
      return this;
    }

    /**
     * Makes the listener.
     *
     * @throws IllegalStateException with one sentence if Jetty is missing, which {@code
     *     medimage-receiver} brings and senders do without
     */
    public WifiListener build() {
      require("org.eclipse.jetty.server.Handler", "org.eclipse.jetty:jetty-server");
      require("okhttp3.tls.HeldCertificate", "com.squareup.okhttp3:okhttp-tls");
      return new WifiListener(this);
    }

    private static void require(String type, String artifact) {
      try {
        Class.forName(type, false, WifiListener.class.getClassLoader());
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException(
            "WifiListener needs "
                + artifact
                + ", which medimage-receiver brings; medimage-bom has its version",
            e);
      }
    }
  }
}
