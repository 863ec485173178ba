package nz.co.medimage.transport.http.server;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.eclipse.jetty.server.RequestLog;
import org.jspecify.annotations.Nullable;

/** The settings of a {@link WireServer}. Immutable. */
public final class ServerSettings {
  private final Duration idle;
  private final Duration header;
  private final int mostConnections;
  private final int mostOfAddress;
  private final boolean behindProxy;
  private final Set<PageOrigin> pageOrigins;
  private final @Nullable RequestLog accessLog;
  private final @Nullable LocalPages localPages;

  private ServerSettings(Builder builder) {
    idle = builder.idle;
    header = builder.header;
    mostConnections = builder.mostConnections;
    mostOfAddress = builder.mostOfAddress;
    behindProxy = builder.behindProxy;
    pageOrigins = Set.copyOf(builder.pageOrigins);
    accessLog = builder.accessLog;
    localPages = builder.localPages;
  }

  /** Returns the settings for a receiver: the defaults of {@link Builder}. */
  public static ServerSettings standard() {
    return builder().build();
  }

  /** Starts with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  Duration idle() {
    return idle;
  }

  Duration header() {
    return header;
  }

  int mostConnections() {
    return mostConnections;
  }

  /** How many connections one address may have. */
  int limitOfAddress() {
    return behindProxy ? Integer.MAX_VALUE : mostOfAddress;
  }

  boolean behindProxy() {
    return behindProxy;
  }

  Set<PageOrigin> pageOrigins() {
    return pageOrigins;
  }

  @Nullable RequestLog accessLog() {
    return accessLog;
  }

  @Nullable LocalPages localPages() {
    return localPages;
  }

  /** Assembles {@link ServerSettings}. Not for use by several threads at once. */
  public static final class Builder {
    private Duration idle = Duration.ofSeconds(30);
    private Duration header = Duration.ofSeconds(20);
    private int mostConnections = 2000;
    private int mostOfAddress = 500;
    private boolean behindProxy;
    private Set<PageOrigin> pageOrigins = Set.of();
    private @Nullable RequestLog accessLog;
    private @Nullable LocalPages localPages;

    private Builder() {}

    /**
     * How long a connection may be idle. It should be longer than {@link
     * nz.co.medimage.transport.http.v1.Wire#MAX_WAIT}, or requests that wait are cut off. Default:
     * 30 s.
     *
     * @throws IllegalArgumentException if it is below 1 ms
     */
    public Builder idle(Duration time) {
      idle = some(Objects.requireNonNull(time, "time"));
      return this;
    }

    /**
     * How long a new connection may take until its first request header is complete, including the
     * TLS handshake. A later header may take this long in addition to {@link #idle}, counted from
     * the end of the previous request. Default: 20 s.
     *
     * @throws IllegalArgumentException if it is below 1 ms
     */
    public Builder header(Duration time) {
      header = some(Objects.requireNonNull(time, "time"));
      return this;
    }

    private static Duration some(Duration time) {
      if (time.toMillis() < 1) {
        throw new IllegalArgumentException("a server needs some time to be spoken to");
      }
      return time;
    }

    /**
     * How many connections may be open at once. When a further one comes, the connection that has
     * waited longest for a request is closed; if all are serving a request, the new one is closed.
     * Default: 2,000 in all, 500 from one address.
     *
     * @param inAll from all addresses together
     * @param ofAddress from one address, or one /64 network of IPv6; ignored with {@link
     *     #behindProxy}, where all connections are the proxy's
     * @throws IllegalArgumentException if one of them is below 1
     */
    public Builder connections(int inAll, int ofAddress) {
      if (inAll < 1 || ofAddress < 1) {
        throw new IllegalArgumentException("a server needs room for one connection");
      }
      mostConnections = inAll;
      mostOfAddress = ofAddress;
      return this;
    }

    /**
     * Whether this server is behind a reverse proxy, so that the last address in {@code
     * X-Forwarded-For} is the client's. Without such a proxy anybody could claim any address.
     * Default: false.
     */
    public Builder behindProxy(boolean isBehind) {
      behindProxy = isBehind;
      return this;
    }

    /**
     * The origins of web pages whose scripts may send through this server, by the headers of CORS.
     * That is no protection of the server: only browsers heed it. Default: none.
     */
    public Builder pageOrigins(Set<PageOrigin> origins) {
      pageOrigins = Set.copyOf(origins);
      return this;
    }

    /** Logs each request; null for no log. Default: no log. */
    public Builder accessLog(@Nullable RequestLog log) {
      accessLog = log;
      return this;
    }

    /**
     * Pages for browsers on this computer, by plain HTTP on the port of a server that otherwise
     * speaks TLS; the first byte of a connection tells the two apart. A plain connection from any
     * other computer is closed, and no plain request reaches the server's own handler. A server
     * without TLS ignores this. Default: none, and every plain connection is closed.
     */
    public Builder localPages(LocalPages pages) {
      localPages = Objects.requireNonNull(pages, "pages");
      return this;
    }

    /** Makes the settings. */
    public ServerSettings build() {
      return new ServerSettings(this);
    }
  }
}
