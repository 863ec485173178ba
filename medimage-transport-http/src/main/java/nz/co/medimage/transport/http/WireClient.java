package nz.co.medimage.transport.http;

import java.io.IOException;
import java.net.NetworkInterface;
import java.net.Proxy;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.X509TrustManager;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.PairingLink;
import nz.co.medimage.api.transport.ReceiverRun;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.transport.http.v1.Wire;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * A client of the wire protocol, {@code spec/wire-v1.md}, for one server. It keeps nothing open
 * itself: each link has connections of its own, keeps them alive from one envelope to the next, and
 * ends them when it is closed. Immutable and safe for use by several threads.
 *
 * <p>A {@link nz.co.medimage.api.transport.Transport} of another kind of network can use it, and
 * gets links that upload, resume and wait for receipts:
 *
 * <pre>{@code
 * WireClient client = WireClient.builder(base, ServerTrust.pinned(fingerprint)).build();
 * Link link = client.connect(route, credential);
 * }</pre>
 */
public final class WireClient {
  /**
   * Shorter than the time for which servers keep an idle connection, so that few requests meet a
   * dead one.
   */
  private static final long KEEP_ALIVE_SECONDS = 25;

  private static final int MOST_IDLE_CONNECTIONS = 8;

  private static final String HEALTH = "/health";
  private static final int HTTP_OK = 200;

  private final HttpUrl base;
  private final OkHttpClient http;
  private final Duration openTimeout;
  private final Clock clock;

  private WireClient(Builder builder) {
    this.base = builder.base;
    this.openTimeout = builder.openTimeout;
    this.clock = builder.clock;
    OkHttpClient.Builder client =
        new OkHttpClient.Builder()
            .protocols(List.of(Protocol.HTTP_1_1))
            .followRedirects(false)
            .followSslRedirects(false)
            .socketFactory(new PromptSockets(builder.card))
            .connectTimeout(builder.connectTimeout.toMillis(), TimeUnit.MILLISECONDS)
            .readTimeout(builder.idleTimeout.toMillis(), TimeUnit.MILLISECONDS)
            .writeTimeout(builder.idleTimeout.toMillis(), TimeUnit.MILLISECONDS);
    if (builder.progress != null) {
      client.eventListener(new ConnectProgress(builder.progress));
    }
    X509TrustManager manager = builder.trust.manager(builder.clock);
    if (manager != null) {
      client.sslSocketFactory(ServerTrust.context(manager).getSocketFactory(), manager);
    }
    if (builder.trust.isForNames()) {
      builder.proxy.apply(client);
    } else {
      // The certificate or the pairing decides: such a server has no name of its own.
      client.hostnameVerifier((host, session) -> true).proxy(Proxy.NO_PROXY);
    }
    this.http = client.build();
  }

  /**
   * Starts building a client.
   *
   * @param base the server's address, such as {@code https://192.0.2.7:5566}
   * @param trust decides whether it is the right server
   * @throws IllegalArgumentException if {@code base} is not an HTTP URL
   */
  public static Builder builder(URI base, ServerTrust trust) {
    HttpUrl url = HttpUrl.get(base);
    if (url == null) {
      throw new IllegalArgumentException(base + " is not an HTTP URL");
    }
    return new Builder(url, trust);
  }

  /**
   * Loads in the background the classes that a first connection needs, so that it is quicker in a
   * process that has just started. Takes some tenths of a second, does not use the network, and
   * happens once in a process. Returns at once.
   */
  public static void warmUp() {
    ClientWarmUp.start();
  }

  /**
   * Connects, checks that it is the trusted server, and shows it the credential. Blocks, by default
   * for at most about 20 s. The caller closes the link.
   *
   * @param route what {@link Link#route()} returns
   * @throws NotPairedException if the server does not know the pairing, or no longer does
   * @throws IOException if the server cannot be reached, or is not the trusted one
   */
  public Link connect(Route route, Credential credential) throws IOException {
    WireLink link = new WireLink(route, calls(), credential);
    return opened(link, link::probe);
  }

  /**
   * Connects to one pairing offer, after checking that a server of this protocol answers. Blocks,
   * by default for at most about 20 s. The caller closes the link.
   *
   * @param nameplate the part of a pairing code that is not secret
   * @throws IOException if the server cannot be reached, or is not the trusted one
   */
  public PairingLink pairing(String nameplate) throws IOException {
    WirePairingLink link = new WirePairingLink(calls(), nameplate);
    return opened(link, link::greet);
  }

  /**
   * Asks a relay whether it is well, without a credential. Blocks for some seconds.
   *
   * @return the time by the relay's clock, if the relay tells it
   * @throws IOException with one sentence if the relay cannot be reached or is not well, or if what
   *     answers is not a relay
   */
  public Optional<Instant> health() throws IOException {
    try (Calls calls = calls()) {
      Calls.Reply reply =
          calls.anyOpen(new Request.Builder().url(calls.url(HEALTH).build()).build());
      if (!reply.body().utf8().contains("\"status\"")) {
        throw new IOException(calls.server() + " answers, but not as a relay");
      }
      if (reply.status() != HTTP_OK) {
        throw new IOException(calls.server() + " answers, but cannot write to its store");
      }
      return Optional.ofNullable(reply.date()).map(Date::toInstant);
    }
  }

  /**
   * Asks a receiver which run of it answers, without a credential. Blocks for some seconds.
   *
   * @throws IOException if the receiver cannot be reached, or is not the trusted one
   */
  public ReceiverRun run() throws IOException {
    try (Calls calls = calls()) {
      Request request = new Request.Builder().url(calls.url(Wire.RUN).build()).build();
      return ReceiverRun.parse(calls.soon(request).body().utf8());
    } catch (IllegalArgumentException e) {
      throw new IOException("The answer names no run", e);
    }
  }

  /**
   * Makes the client of a receiver's mailbox at a relay. Does not use the network yet. The caller
   * closes it.
   *
   * @param mailbox the credential of the receiver's mailbox
   * @param session the id of this run of the receiver, made anew each time that it starts
   */
  public MailboxClient mailbox(Credential mailbox, UUID session) {
    return new MailboxClient(calls(), mailbox, session);
  }

  private Calls calls() {
    ConnectionPool pool =
        new ConnectionPool(MOST_IDLE_CONNECTIONS, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS);
    return new Calls(base, http.newBuilder().connectionPool(pool).build(), openTimeout, clock);
  }

  private static <L extends java.io.Closeable> L opened(L link, Check check) throws IOException {
    try {
      check.run();
      return link;
    } catch (IOException | RuntimeException e) {
      link.close();
      throw e;
    }
  }

  private interface Check {
    void run() throws IOException;
  }

  /** Assembles a {@link WireClient}. Not for use by several threads at once. */
  public static final class Builder {
    private final HttpUrl base;
    private final ServerTrust trust;
    private Duration connectTimeout = Duration.ofSeconds(3);
    private Duration openTimeout = Duration.ofSeconds(20);
    private Duration idleTimeout = Duration.ofSeconds(20);
    private HttpProxy proxy = HttpProxy.system();
    private Clock clock = Clock.systemUTC();
    private @Nullable NetworkInterface card;
    private @Nullable Runnable progress;

    private Builder(HttpUrl base, ServerTrust trust) {
      this.base = base;
      this.trust = Objects.requireNonNull(trust, "trust");
    }

    /** How long to try to connect. Default: 3 s. */
    public Builder connectTimeout(Duration timeout) {
      this.connectTimeout = Objects.requireNonNull(timeout, "timeout");
      return this;
    }

    /**
     * How long the first answer may take, including the time to connect: a busy computer is slow,
     * but not away. Default: 20 s.
     */
    public Builder openTimeout(Duration timeout) {
      this.openTimeout = Objects.requireNonNull(timeout, "timeout");
      return this;
    }

    /** How long to wait for the next byte before a connection is given up. Default: 20 s. */
    public Builder idleTimeout(Duration timeout) {
      this.idleTimeout = Objects.requireNonNull(timeout, "timeout");
      return this;
    }

    /**
     * The network card of this machine for a link-local IPv6 address of the server (its zone in RFC
     * 4007). The server does not learn it. Default: none, so that such an address cannot be
     * reached.
     */
    public Builder networkInterface(NetworkInterface card) {
      this.card = Objects.requireNonNull(card, "card");
      return this;
    }

    /** The proxy. Default: {@link HttpProxy#system()}. */
    public Builder proxy(HttpProxy proxy) {
      this.proxy = Objects.requireNonNull(proxy, "proxy");
      return this;
    }

    /**
     * Runs {@code progress} whenever a connection comes a step closer to being open: when it
     * starts, when the server answers, and when its certificate is the right one. It runs on the
     * thread that connects, so it must be quick. Default: does nothing.
     */
    public Builder progress(Runnable progress) {
      this.progress = Objects.requireNonNull(progress, "progress");
      return this;
    }

    /** The clock with which those of servers are compared. Default: the system's clock. */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /** Makes the client. */
    public WireClient build() {
      return new WireClient(this);
    }
  }
}
