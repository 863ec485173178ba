package nz.co.medimage.transport.http.server;

import java.time.Duration;
import org.eclipse.jetty.server.RequestLog;
import org.jspecify.annotations.Nullable;

/**
 * What can be set of a {@link WireServer}. Immutable.
 *
 * @param idle how long a connection may stand still, at least 1 ms; should be longer than {@link
 *     nz.co.medimage.transport.http.v1.Wire#MAX_WAIT}, or requests that wait are cut off
 * @param header how long a new connection may take until its first request header is whole, its TLS
 *     handshake included; a later header may take so much longer than {@code idle}, counted from
 *     the end of the request before; at least 1 ms
 * @param mostConnections at a time, at least 1. When there are more, the one that has waited
 *     longest for a request is closed for the newcomer; if a request is being served on each, the
 *     newcomer is
 * @param mostOfAddress the same for one address, or one network of 64 bits of IPv6; at least 1. Not
 *     looked at {@code behindProxy}, where all connections are the proxy's
 * @param behindProxy whether a reverse proxy says whose requests they are, by the last address in
 *     {@code X-Forwarded-For}. Without one, anybody could claim to be somebody else
 * @param accessLog is told of each request; null for none
 */
public record ServerSettings(
    Duration idle,
    Duration header,
    int mostConnections,
    int mostOfAddress,
    boolean behindProxy,
    @Nullable RequestLog accessLog) {

  /**
   * Sets all of it.
   *
   * @throws IllegalArgumentException if a limit is below 1, or a time below 1 ms
   */
  public ServerSettings {
    if (idle.toMillis() < 1 || header.toMillis() < 1) {
      throw new IllegalArgumentException("a server needs some time to be spoken to");
    }
    if (mostConnections < 1 || mostOfAddress < 1) {
      throw new IllegalArgumentException("a server needs room for one connection");
    }
  }

  /**
   * What suits a receiver: 30 s without a word, 20 s for a header, 2,000 connections, 500 of an
   * address, no proxy, no access log.
   */
  public ServerSettings() {
    this(Duration.ofSeconds(30), Duration.ofSeconds(20), 2000, 500, false, null);
  }

  /** The same with another {@link #idle()} and {@link #header()}. */
  ServerSettings withTimes(Duration otherIdle, Duration otherHeader) {
    return new ServerSettings(
        otherIdle, otherHeader, mostConnections, mostOfAddress, behindProxy, accessLog);
  }

  /**
   * The same with other limits.
   *
   * @param inAll {@link #mostConnections()}, at least 1
   * @param ofAddress {@link #mostOfAddress()}, at least 1
   * @throws IllegalArgumentException if one of them is below 1
   */
  public ServerSettings withConnections(int inAll, int ofAddress) {
    return new ServerSettings(idle, header, inAll, ofAddress, behindProxy, accessLog);
  }

  /** How many one address may have. */
  int limitOfAddress() {
    return behindProxy ? Integer.MAX_VALUE : mostOfAddress;
  }
}
