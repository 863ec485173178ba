package nz.co.medimage.transport.http.server;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * The network that an address counts for: itself, or for IPv6 its first 64 bits, which is what one
 * customer gets.
 */
final class Network {
  /** One for all that have no IP address. */
  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private static final int IPV6_NETWORK = 8;

  private Network() {}

  static ByteBuffer of(SocketAddress address) {
    return address instanceof InetSocketAddress a && !a.isUnresolved() ? of(a.getAddress()) : NONE;
  }

  static ByteBuffer of(InetAddress address) {
    byte[] bytes = address.getAddress();
    return ByteBuffer.wrap(bytes, 0, address instanceof Inet6Address ? IPV6_NETWORK : bytes.length)
        .asReadOnlyBuffer();
  }
}
