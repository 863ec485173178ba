package nz.co.medimage.api.transport;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The receiver's half of a transport: it listens for paired senders, or collects from a relay, and
 * hands what it gets to the {@link Intake} of its {@link ListenerContext}. It knows neither photos
 * nor keys.
 *
 * <p>The receiver starts a listener once and closes it once. In between it calls the other methods
 * on threads of its own, possibly several at once, except where a method says more. A listener
 * makes its own threads; they should be daemons, so that a process can end.
 */
public interface Listener extends AutoCloseable {

  /**
   * The name of the transport, such as {@code wifi}; its routes return it as {@link
   * Route#transport()}.
   *
   * @return 1 to 40 of a-z, 0-9 and {@code -}
   */
  String id();

  /**
   * Starts listening. Called once. Returns once it listens; a call that takes longer than the
   * receiver's time limit for add-ons is interrupted and counts as failed.
   *
   * @return the route by which senders reach this listener: the receiver gives it to devices that
   *     pair from now on, and sends it with receipts. It should contain what proves the receiver,
   *     such as the fingerprint of a key in {@link ListenerContext#secrets}: see {@link Transport}
   * @throws IOException with one sentence for the user if it cannot listen, for example because the
   *     port is taken; the receiver then does not start
   */
  Route start(ListenerContext context) throws IOException;

  /**
   * Returns the current route, because a computer's addresses can change while it runs. Called
   * every 30 seconds and at each pairing, from {@link #start} to {@link #close}. Default: empty.
   *
   * @return empty if the route is still the one that {@link #start} returned
   */
  default Optional<Route> route() {
    return Optional.empty();
  }

  /**
   * Returns the current addresses under which a device that is to pair can look for this receiver;
   * the receiver puts them into pairing links. Called when a link is made, from {@link #start} to
   * {@link #close}. Blocks for at most a second. Default: none, so that devices have to search.
   *
   * @return the best first, each as {@link Transport#offersAt} takes it: {@code host:port} or the
   *     URL of a relay
   */
  default List<String> addresses() {
    return List.of();
  }

  /**
   * Returns whether this listener is connected to what it collects from, such as a relay, for a
   * display. May be called at any time; does not block. Default: empty, for a listener that senders
   * connect to.
   *
   * @return empty too before {@link #start}
   */
  default Optional<ConnectionState> connection() {
    return Optional.empty();
  }

  /**
   * Reserves a nameplate for a new pairing offer, for a transport at which the offers of several
   * receivers meet, such as a relay. Blocks for at most a few seconds. An {@link #announce} without
   * this nameplate releases it again. Default: true.
   *
   * @param nameplate one to six digits
   * @param validFor how long the offer will be open
   * @return false if another receiver has reserved it; true otherwise, also if that cannot be
   *     determined now, which the listener reports as a {@linkplain ListenerContext#problem
   *     problem}
   */
  default boolean reserve(String nameplate, Duration validFor) {
    return true;
  }

  /**
   * Announces the open pairing offers, so that senders can find them. Called on every change. It
   * must neither block nor throw, because the receiver's other pairing calls wait for it. Default:
   * does nothing.
   *
   * @param nameplates the nameplates of all offers that are open now, possibly none
   */
  default void announce(Set<String> nameplates) {}

  /**
   * Called when {@link ListenerContext#senders()} has changed, because a device paired or was
   * revoked. It must neither block nor throw. Default: does nothing.
   */
  default void sendersChanged() {}

  /**
   * Stops listening, and ends the calls in progress: an upload is broken off, because the sender
   * resumes it. Called once, also if {@link #start} failed or was never called. The receiver waits
   * a few seconds for it, then continues to close: its {@link Intake} accepts nothing from then on.
   */
  @Override
  void close();
}
