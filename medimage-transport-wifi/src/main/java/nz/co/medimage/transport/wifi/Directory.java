package nz.co.medimage.transport.wifi;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The receivers on the local network and their addresses. Nothing in it can be trusted:
 * certificates decide.
 */
interface Directory {

  /**
   * Looks for receivers until it is closed.
   *
   * @param seen called for each receiver and for each change, on any thread
   */
  Closeable watch(Consumer<Sighting> seen) throws IOException;

  /**
   * Announces a receiver until it is closed. Closing does not block.
   *
   * @param addresses the addresses at which it listens and is announced
   */
  Notice publish(String service, int port, List<InetAddress> addresses) throws IOException;

  /** The announcement of a receiver. */
  interface Notice extends Closeable {
    /**
     * Announces the receiver at these addresses only. May block for seconds.
     *
     * @throws IOException if it is now announced at none of them
     */
    void addresses(List<InetAddress> now) throws IOException;

    /** Replaces the nameplates of the open pairing offers. */
    void nameplates(Set<String> nameplates);

    @Override
    void close();
  }

  /**
   * A receiver that was seen.
   *
   * @param service its random id
   * @param addresses its addresses, possibly none yet; at most {@link #MOST_ADDRESSES}, and only
   *     addresses of single hosts
   * @param nameplates the nameplates of its open pairing offers
   */
  record Sighting(String service, List<String> addresses, int port, Set<String> nameplates) {
    /** As many as a route contains; each is tried on a thread of its own. */
    static final int MOST_ADDRESSES = 8;

    /** Copies. */
    public Sighting {
      addresses = IpLiteral.firstOf(addresses, MOST_ADDRESSES);
      nameplates = Set.copyOf(nameplates);
    }
  }
}
