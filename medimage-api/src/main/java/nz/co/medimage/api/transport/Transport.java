package nz.co.medimage.api.transport;

import java.io.IOException;
import java.util.List;

/**
 * The sender's half of a transport. It carries sealed bytes and knows neither photos nor keys. Safe
 * for use by several threads.
 *
 * <pre>{@code
 * try (Link link = transport.connect(route, credential)) {
 *   link.upload(envelope, (sent, total) -> {});
 *   Optional<byte[]> receipt = link.receipt(envelope.id(), Duration.ofSeconds(10));
 * }
 * }</pre>
 *
 * <p>A transport must know that it has reached the right receiver before it shows the credential.
 * The route makes that possible, because it comes from the receiver over the authenticated pairing:
 * the {@link Listener} puts the fingerprint of a key into its {@link Route}, and {@link #connect}
 * checks that the other end holds that key. In this way {@code wifi} pins the receiver's TLS
 * certificate. A relay has no such key of the receiver and is verified as a web server is.
 *
 * <p>The contract of the transport, its {@link Link}s and the {@link Listener} at the other end.
 * {@code TransportContract} in {@code medimage-testkit} checks it; the message of a test that fails
 * begins with the id of the rule:
 *
 * <ul>
 *   <li>{@code transport-id}: transport, listener and route have the same id.
 *   <li>{@code transport-upload}: {@link Link#upload} returns once the other end has every byte.
 *   <li>{@code transport-progress}: in one call of {@link Link#upload}, progress begins where the
 *       upload resumes, never goes back and ends at the size; an exception that its callback throws
 *       ends the upload and is passed on.
 *   <li>{@code transport-resume}: an upload resumes where an earlier attempt stopped.
 *   <li>{@code transport-receipt}: {@link Link#receipt} returns the receipt as the receiver gave
 *       it, empty if there is none in time, at once if the time is zero, and throws an {@link
 *       EnvelopeLostException} if the other end does not have the envelope.
 *   <li>{@code transport-not-paired}: a stranger and a revoked device get a {@link
 *       NotPairedException}, also in mid-upload. Nobody else does, least of all if the other end
 *       cannot be reached.
 *   <li>{@code transport-deferred}: an {@link EnvelopeDeferredException} has the sentence of the
 *       other end.
 *   <li>{@code transport-right-receiver}: another receiver at the same address gets neither a
 *       credential nor a byte.
 *   <li>{@code transport-close}: closing a link, its transport or the listener at its other end
 *       ends what other threads are doing with the link.
 *   <li>{@code transport-interrupt}: an upload or a wait ends if its thread is interrupted.
 *   <li>{@code transport-cancel}: no future of {@link Intake#receipt} stays behind when the wait,
 *       its connection or the listener has ended.
 *   <li>{@code transport-restart}: a listener that starts again with the same {@link
 *       ListenerContext#secrets} is the same receiver to senders that paired before.
 *   <li>{@code transport-threads}: several threads may use one link at once.
 *   <li>{@code transport-offers}: announced offers are found, and no others, and none if an address
 *       has a form that is not for this transport; messages of up to 8,192 bytes, answers of up to
 *       65,536 and refusals arrive unchanged, and the same message gets the same answer.
 * </ul>
 */
public interface Transport extends AutoCloseable {

  /** The name that {@link Route#transport()} carries, such as {@code wifi}. */
  String id();

  /**
   * Whether the routes of this transport end at a relay, which keeps envelopes until the receiver
   * collects them. The sender prefers a route to the receiver itself where one works, and does not
   * believe a relay that says that a pairing has ended.
   *
   * @return always the same. Default: false: routes end at the receiver itself, which {@link
   *     #connect} verifies
   */
  default boolean isStoreAndForward() {
    return false;
  }

  /**
   * Connects to the receiver at the end of {@code route}, or to a relay that keeps envelopes for
   * it, verifies that it is the right one, and shows it the credential. The caller closes the link.
   *
   * <p>Blocks until it has connected or failed. The sender sets no time limit, but tries other
   * routes meanwhile; it interrupts the thread if the attempt is no longer wanted. An
   * implementation should give up within about half a minute.
   *
   * @throws NotPairedException if the other end does not know the pairing, or no longer does
   * @throws IOException if the receiver cannot be reached over this route now
   */
  Link connect(Route route, Credential credential) throws IOException;

  /**
   * Connects as {@link #connect(Route, Credential)} does, and reports its progress. This is the
   * method that a sender calls. Default: reports no progress.
   *
   * @param attempt is called on any thread, possibly even after this method has returned
   * @throws NotPairedException if the other end does not know the pairing, or no longer does
   * @throws IOException if the receiver cannot be reached over this route now
   */
  default Link connect(Route route, Credential credential, Attempt attempt) throws IOException {
    return connect(route, credential);
  }

  /**
   * Finds nearby receivers that have an open pairing offer under this nameplate. Blocks for at most
   * about ten seconds. The caller closes the links. Default: finds none.
   *
   * @param nameplate the part of a pairing code that is not secret: one to six digits
   * @return a link to each, in any order, possibly none. If there are more than three, a sender
   *     tries none of them
   * @throws IOException if the search itself failed
   */
  default List<PairingLink> findOffers(String nameplate) throws IOException {
    return List.of();
  }

  /**
   * Connects to the receiver or the relay at an address that a person typed. Blocks as {@link
   * #connect} does. The caller closes the links. Default: no links, whatever the address.
   *
   * @param address {@code host:port} or a URL
   * @param nameplate the part of a pairing code that is not secret: one to six digits
   * @return a link to each offer, or none if an address of this form is not for this transport
   * @throws IllegalArgumentException with one sentence for the user if the address has the form
   *     that is for this transport, but is wrong
   * @throws IOException if the address cannot be reached
   */
  default List<PairingLink> offersAt(String address, String nameplate) throws IOException {
    return List.of();
  }

  /**
   * Stops its threads and closes its links, also those in use. Called once, when the sender closes
   * or failed to start, possibly while other calls are in progress.
   */
  @Override
  void close();

  /**
   * Receives the progress of an attempt to connect. The other end is not verified yet, so this
   * decides only how soon other routes are tried beside this one. Safe for use by several threads;
   * returns at once.
   */
  interface Attempt {

    /**
     * The attempt got a step further, such as an answer to TCP: a link may be open soon. Default:
     * does nothing.
     */
    default void advanced() {}

    /**
     * Nothing answers where the receiver was last, and the transport now searches for it, which
     * takes longer. Default: does nothing.
     */
    default void searching() {}
  }
}
