package nz.co.medimage.api.transport;

import java.io.IOException;
import java.util.List;

/**
 * The sender's half of a transport. It carries sealed bytes and knows neither photos nor keys. Safe
 * for use by several threads.
 *
 * <p>The contract of the transport, its {@link Link}s and the {@link Listener} at the other end.
 * {@code TransportContract} in {@code medimage-testkit} checks it; the message of a test that fails
 * begins with the id of the rule:
 *
 * <ul>
 *   <li>{@code transport-id}: transport, listener and route have the same id.
 *   <li>{@code transport-upload}: {@link Link#upload} returns once the other end has every byte.
 *   <li>{@code transport-progress}: progress never goes back and ends at the size; what its
 *       callback throws ends the upload and is passed on.
 *   <li>{@code transport-resume}: an upload resumes where an earlier attempt stopped.
 *   <li>{@code transport-receipt}: the receipt arrives as the receiver gave it; empty if there is
 *       none in time; an {@link EnvelopeLostException} if the other end does not have the envelope.
 *   <li>{@code transport-not-paired}: a stranger and a revoked device get a {@link
 *       NotPairedException}, in mid-upload too; nobody else does, least of all if the other end
 *       cannot be reached.
 *   <li>{@code transport-deferred}: a deferral carries the sentence of the other end.
 *   <li>{@code transport-right-receiver}: another receiver at the same address gets neither a
 *       credential nor a byte.
 *   <li>{@code transport-close}: closing a link ends what other threads are doing with it.
 *   <li>{@code transport-threads}: several threads may use one link at once.
 *   <li>{@code transport-offers}: announced offers are found, and no others; messages and refusals
 *       arrive unchanged, and the same message gets the same answer.
 * </ul>
 */
public interface Transport extends AutoCloseable {

  /** The name that {@link Route#transport()} carries, such as {@code wifi}. */
  String id();

  /**
   * Whether its routes end at a relay, which keeps envelopes until the receiver collects them. The
   * sender prefers a route to the receiver itself where one works, and does not give up a pairing
   * on a relay's word.
   *
   * @return always the same. Default: false, its routes end at the receiver itself, which {@link
   *     #connect} has verified
   */
  default boolean isStoreAndForward() {
    return false;
  }

  /**
   * Connects to the receiver at the end of {@code route}, or to a relay that keeps envelopes for
   * it, verifies that it is the right one, and shows it the credential. Blocks for at most a few
   * seconds.
   *
   * @throws NotPairedException if the other end does not know the pairing, or no longer does
   * @throws IOException if the receiver cannot be reached over this route now
   */
  Link connect(Route route, Credential credential) throws IOException;

  /**
   * Connects as {@link #connect(Route, Credential)} does, and reports its progress. Default:
   * reports none.
   *
   * @param attempt is called on any thread, possibly even after this has returned
   * @throws NotPairedException if the other end does not know the pairing, or no longer does
   * @throws IOException if the receiver cannot be reached over this route now
   */
  default Link connect(Route route, Credential credential, Attempt attempt) throws IOException {
    return connect(route, credential);
  }

  /**
   * Finds nearby receivers that have an open pairing offer under this nameplate. Blocks for at most
   * a few seconds. The caller closes the links. Default: finds none.
   *
   * @param nameplate the part of a pairing code that is not secret
   * @return in any order, possibly empty
   * @throws IOException if the search itself failed
   */
  default List<PairingLink> findOffers(String nameplate) throws IOException {
    return List.of();
  }

  /**
   * Connects to the receiver or the relay at an address that a person typed. The caller closes the
   * links. Default: none, no address is for this transport.
   *
   * @param address {@code host:port} or a URL
   * @param nameplate the part of a pairing code that is not secret
   * @return links, or none if an address of this form is not for this transport
   * @throws IOException if it cannot be reached
   */
  default List<PairingLink> offersAt(String address, String nameplate) throws IOException {
    return List.of();
  }

  /** Stops its threads and closes its connections. */
  @Override
  void close();

  /**
   * Is told how an attempt to connect is progressing. The other end is not authenticated at that
   * point, so this decides only how soon other routes are tried beside this one. Default: does
   * nothing.
   */
  interface Attempt {

    /** It got a step further, such as an answer to TCP: a link may be open soon. */
    default void advanced() {}

    /**
     * Nothing answers where the receiver was last: it is now being searched for, which takes
     * longer.
     */
    default void searching() {}
  }
}
