package nz.co.medimage.transport.wifi;

import java.io.Closeable;
import java.io.IOException;
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
   * @param addresses at which it listens
   */
  Notice publish(String service, int port, List<String> addresses) throws IOException;

  /** What a receiver makes known. */
  interface Notice extends Closeable {
    /** Replaces the nameplates of the open pairing offers. */
    void nameplates(Set<String> nameplates);

    @Override
    void close();
  }

  /**
   * A receiver that was seen.
   *
   * @param service its random id
   * @param addresses where, possibly none yet
   * @param nameplates of its open pairing offers
   */
  record Sighting(String service, List<String> addresses, int port, Set<String> nameplates) {
    /** Copies. */
    public Sighting {
      addresses = List.copyOf(addresses);
      nameplates = Set.copyOf(nameplates);
    }
  }
}
