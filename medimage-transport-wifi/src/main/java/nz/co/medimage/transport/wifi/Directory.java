package nz.co.medimage.transport.wifi;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Who is where on the local network. Nothing it says is to be trusted: certificates decide. */
interface Directory {

  /**
   * Looks out for receivers until closed.
   *
   * @param seen is told of each, and again of each change, on any thread
   */
  Closeable watch(Consumer<Sighting> seen) throws IOException;

  /**
   * Makes a receiver known until closed. Closing does not block.
   *
   * @param addresses at which it listens, on each of which it is made known
   */
  Notice publish(String service, int port, List<InetAddress> addresses) throws IOException;

  /** What a receiver makes known. */
  interface Notice extends Closeable {
    /**
     * Makes the receiver known at these addresses only. May block for seconds.
     *
     * @throws IOException if it is now known at none of them
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
   * @param addresses where, possibly none yet; of more than {@link #MOST_ADDRESSES} the first, and
   *     none that is no address of one host
   * @param nameplates of its open pairing offers
   */
  record Sighting(String service, List<String> addresses, int port, Set<String> nameplates) {
    /** As many as a route holds; each is tried on a thread of its own. */
    static final int MOST_ADDRESSES = 8;

    /** Copies. */
    public Sighting {
      addresses = IpLiteral.firstOf(addresses, MOST_ADDRESSES);
      nameplates = Set.copyOf(nameplates);
    }
  }
}
