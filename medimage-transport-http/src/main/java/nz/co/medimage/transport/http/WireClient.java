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
 * Speaks the wire protocol, {@code spec/wire-v1.md}, to one server. It holds nothing open itself:
 * each link has connections of its own, kept alive from one envelope to the next, and ends them
 * when it is closed. Immutable, safe for use by several threads.
 */
public final class WireClient {
  /** Shorter than servers keep an idle connection, so that few requests meet a dead one. */
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
      // The certificate decides, or the pairing does: such a server has no name of its own.
      client.hostnameVerifier((host, session) -> true).proxy(Proxy.NO_PROXY);
    }
    this.http = client.build();
  }

  /**
   * Prepares to speak to one server.
   *
   * @param base such as {@code https://192.0.2.7:5566}
   * @throws IllegalArgumentException if it is no HTTP URL
   */
  public static Builder builder(URI base, ServerTrust trust) {
    HttpUrl url = HttpUrl.get(base);
    if (url == null) {
      throw new IllegalArgumentException(base + " is no HTTP URL");
    }
    return new Builder(url, trust);
  }

  /**
   * Loads what a first connection needs, so that it is quicker in a process that has just started.
   * Touches no network. Takes some tenths of a second, so call it on a thread of its own.
   */
  public static void warmUp() {
    WarmUp.run();
  }

  /**
   * Shows the server the credential.
   *
   * @param route what {@link Link#route()} says
   * @throws NotPairedException if the server does not know the pairing, or no longer
   * @throws IOException if the server cannot be reached, or is another than the trusted one
   */
  public Link connect(Route route, Credential credential) throws IOException {
    WireLink link = new WireLink(route, calls(), credential);
    return opened(link, link::probe);
  }

  /**
   * Makes sure that a server of this protocol answers, and reaches one pairing offer of it.
   *
   * @param nameplate the part of a pairing code that is no secret
   * @throws IOException if the server cannot be reached, or is another than the trusted one
   */
  public PairingLink pairing(String nameplate) throws IOException {
    WirePairingLink link = new WirePairingLink(calls(), nameplate);
    return opened(link, link::greet);
  }

  /**
   * Asks a relay whether it is well. Shows it no credential. Blocks, for some seconds.
   *
   * @return the time by its clock, if it says
   * @throws IOException with one sentence if it cannot be reached or is not well, or if who answers
   *     is no relay
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
   * Asks a receiver which run of it answers. Shows it no credential. Blocks, for some seconds.
   *
   * @throws IOException if the receiver cannot be reached, or is another than the trusted one
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
   * Speaks to a relay for a receiver. Touches no network yet.
   *
   * @param mailbox the receiver's own
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

  /** Sets up a {@link WireClient}. */
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
     * How long the first answer may take, from when the connection is begun: a computer that is
     * busy is slow, not away. Default: 20 s.
     */
    public Builder openTimeout(Duration timeout) {
      this.openTimeout = Objects.requireNonNull(timeout, "timeout");
      return this;
    }

    /** How long a connection may stand still before it is given up. Default: 20 s. */
    public Builder idleTimeout(Duration timeout) {
      this.idleTimeout = Objects.requireNonNull(timeout, "timeout");
      return this;
    }

    /**
     * The network card of this machine by which a link-local IPv6 address of the server is reached
     * (its zone in RFC 4007). The server does not learn it. Default: none, so that such an address
     * is not reached.
     */
    public Builder networkInterface(NetworkInterface card) {
      this.card = Objects.requireNonNull(card, "card");
      return this;
    }

    /** The way out of the network. Default: {@link HttpProxy#system()}. */
    public Builder proxy(HttpProxy proxy) {
      this.proxy = Objects.requireNonNull(proxy, "proxy");
      return this;
    }

    /**
     * Runs {@code progress} whenever a connection comes a step closer to being open: once it is
     * begun, once the server answers, and once its certificate was found to be the right one. On
     * the thread that connects, so it must be quick. Default: nobody is told.
     */
    public Builder progress(Runnable progress) {
      this.progress = Objects.requireNonNull(progress, "progress");
      return this;
    }

    /** What the clocks of servers are compared with. Default: the system's clock. */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /** Makes it. */
    public WireClient build() {
      return new WireClient(this);
    }
  }
}
