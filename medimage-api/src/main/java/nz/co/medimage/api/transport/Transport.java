package nz.co.medimage.api.transport;

import java.io.IOException;
import java.util.List;

/**
 * The sender's half of a transport. It carries sealed bytes and knows neither photos nor keys. Safe
 * for use by several threads.
 *
 * <p>The contract of it, its {@link Link}s and the {@link Listener} at the other end. {@code
 * TransportContract} in {@code medimage-testkit} checks it; the message of a test that fails begins
 * with the id of the rule:
 *
 * <ul>
 *   <li>{@code transport-id}: transport, listener and route have one and the same id.
 *   <li>{@code transport-upload}: {@link Link#upload} returns once the other end has every byte.
 *   <li>{@code transport-progress}: progress never goes back and ends at the size; what it throws
 *       breaks the upload off and is passed on.
 *   <li>{@code transport-resume}: an upload goes on where an earlier attempt stopped.
 *   <li>{@code transport-receipt}: the receipt comes as the receiver gave it; nothing if there is
 *       none in time; an envelope that is not held is lost.
 *   <li>{@code transport-not-paired}: a stranger and a revoked device get a {@link
 *       NotPairedException}, in mid-upload too; nobody else does, least of all if the other end is
 *       away.
 *   <li>{@code transport-deferred}: a deferral comes with the sentence of the other end.
 *   <li>{@code transport-right-receiver}: another receiver at the same address gets neither a
 *       credential nor a byte.
 *   <li>{@code transport-close}: closing a link breaks off what other threads do with it.
 *   <li>{@code transport-threads}: several threads may use one link at once.
 *   <li>{@code transport-offers}: offers that are announced are found, and no others; messages and
 *       refusals come as they are, and again to the same message.
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
   * @return default: false, its routes end at the receiver itself, which {@link #connect} has made
   *     sure of; always the same
   */
  default boolean isStoreAndForward() {
    return false;
  }

  /**
   * Reaches the receiver at the end of {@code route}, makes sure that it is the paired one, and
   * shows it the credential; or a relay that keeps envelopes for it. Blocks, for at most some
   * seconds.
   *
   * @throws NotPairedException if the other end does not know the pairing, or no longer
   * @throws IOException if the receiver cannot be reached over this route now
   */
  Link connect(Route route, Credential credential) throws IOException;

  /**
   * Connects as {@link #connect(Route, Credential)} does, and tells how that comes along. A
   * transport that cannot tell leaves this as it is.
   *
   * @param attempt is told on any thread, also after this has returned
   * @throws NotPairedException if the other end does not know the pairing, or no longer
   * @throws IOException if the receiver cannot be reached over this route now
   */
  default Link connect(Route route, Credential credential, Attempt attempt) throws IOException {
    return connect(route, credential);
  }

  /**
   * Finds receivers near by that have an open pairing offer under this nameplate. Blocks, for at
   * most some seconds. The caller closes the links. Default: finds none.
   *
   * @param nameplate the part of a pairing code that is no secret
   * @return in any order, possibly empty
   * @throws IOException if the search itself failed
   */
  default List<PairingLink> findOffers(String nameplate) throws IOException {
    return List.of();
  }

  /**
   * Reaches the receiver, or the relay, at an address that a person typed. The caller closes the
   * links. Default: no address is for this transport.
   *
   * @param address {@code host:port} or a URL
   * @param nameplate the part of a pairing code that is no secret
   * @return links, or none if an address of this form is not for this transport
   * @throws IOException if it cannot be reached
   */
  default List<PairingLink> offersAt(String address, String nameplate) throws IOException {
    return List.of();
  }

  /** Ends threads and connections. */
  @Override
  void close();

  /**
   * Is told how an attempt to connect comes along. Nobody has authenticated the other end by then,
   * so this decides only how soon other routes are tried beside this one. Does nothing unless
   * overridden.
   */
  interface Attempt {

    /** It got a step further, such as an answer to TCP: a link may be open soon. */
    default void advanced() {}

    /** Nobody answers where the receiver was last: now it is searched for, which takes longer. */
    default void searching() {}
  }
}
