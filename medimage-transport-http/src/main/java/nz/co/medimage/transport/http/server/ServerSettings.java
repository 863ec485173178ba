package nz.co.medimage.transport.http.server;

import java.time.Duration;
import org.eclipse.jetty.server.RequestLog;
import org.jspecify.annotations.Nullable;

/**
 * What can be set of a {@link WireServer}.
 *
 * @param idle how long a connection may stand still; longer than {@link
 *     nz.co.medimage.transport.http.v1.Wire#MAX_WAIT}
 * @param mostConnections at a time; more wait until one ends
 * @param behindProxy whether a reverse proxy says whose requests they are, by the last address in
 *     {@code X-Forwarded-For}. Without one, anybody could claim to be somebody else
 * @param accessLog is told of each request; null for none
 */
public record ServerSettings(
    Duration idle, int mostConnections, boolean behindProxy, @Nullable RequestLog accessLog) {

  /** What suits a receiver: 30 s, and 2,000 connections. */
  public ServerSettings() {
    this(Duration.ofSeconds(30), 2000, false, null);
  }

  /** The same with another {@link #idle()}. */
  ServerSettings withIdle(Duration other) {
    return new ServerSettings(other, mostConnections, behindProxy, accessLog);
  }
}
