package nz.co.medimage.transport.http.server;

import java.time.Duration;
import java.util.Objects;
import org.eclipse.jetty.server.RequestLog;
import org.jspecify.annotations.Nullable;

/** The settings of a {@link WireServer}. Immutable. */
public final class ServerSettings {
  private final Duration idle;
  private final Duration header;
  private final int mostConnections;
  private final int mostOfAddress;
  private final boolean behindProxy;
  private final @Nullable RequestLog accessLog;

  private ServerSettings(Builder builder) {
    idle = builder.idle;
    header = builder.header;
    mostConnections = builder.mostConnections;
    mostOfAddress = builder.mostOfAddress;
    behindProxy = builder.behindProxy;
    accessLog = builder.accessLog;
  }

  /** The settings for a receiver: all defaults of {@link Builder}. */
  public static ServerSettings standard() {
    return builder().build();
  }

  /** Begins with the defaults. */
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

  /** How many one address may have. */
  int limitOfAddress() {
    return behindProxy ? Integer.MAX_VALUE : mostOfAddress;
  }

  boolean behindProxy() {
    return behindProxy;
  }

  @Nullable RequestLog accessLog() {
    return accessLog;
  }

  /** Makes {@link ServerSettings}. */
  public static final class Builder {
    private Duration idle = Duration.ofSeconds(30);
    private Duration header = Duration.ofSeconds(20);
    private int mostConnections = 2000;
    private int mostOfAddress = 500;
    private boolean behindProxy;
    private @Nullable RequestLog accessLog;

    private Builder() {}

    /**
     * How long a connection may stand still; should be longer than {@link
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
     * How long a new connection may take until its first request header is whole, its TLS handshake
     * included; a later header may take so much longer than {@link #idle}, counted from the end of
     * the request before. Default: 20 s.
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
     * How many connections there may be at a time. When there are more, the one that has waited
     * longest for a request is closed for the newcomer; if a request is being served on each, the
     * newcomer is. Default: 2,000 in all, 500 of one address.
     *
     * @param ofAddress of one address, or one network of 64 bits of IPv6; does not count {@link
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
     * Whether a reverse proxy says whose requests they are, by the last address in {@code
     * X-Forwarded-For}. Without one, anybody could claim to be somebody else. Default: no.
     */
    public Builder behindProxy(boolean isBehind) {
      behindProxy = isBehind;
      return this;
    }

    /** Is told of each request; null for none. Default: none. */
    public Builder accessLog(@Nullable RequestLog log) {
      accessLog = log;
      return this;
    }

    /** Makes them. */
    public ServerSettings build() {
      return new ServerSettings(this);
    }
  }
}
