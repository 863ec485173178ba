package nz.co.medimage.api.transport;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The receiver's half of a transport: it listens for paired senders, or collects from a relay, and
 * hands what it gets to the {@link ListenerContext}. It knows neither photos nor keys.
 */
public interface Listener extends AutoCloseable {

  /**
   * The name of the transport, such as {@code wifi}; its routes have it as {@link
   * Route#transport()}.
   */
  String id();

  /**
   * Starts listening, on threads of its own. Called once.
   *
   * @return the route that receipts and devices that pair from now on are given
   * @throws IOException with one sentence for the user if it cannot listen, for example because the
   *     port is taken
   */
  Route start(ListenerContext context) throws IOException;

  /**
   * The route as it is now, for receipts and for devices that pair from now on: a computer's
   * addresses can change while it runs. Asked between {@link #start} and {@link #close}, on any
   * thread.
   *
   * @return empty if it is still the one that {@link #start} returned. Default: empty
   */
  default Optional<Route> route() {
    return Optional.empty();
  }

  /**
   * Reserves a nameplate for a new pairing offer, where offers of other receivers are found in the
   * same way. Blocks for at most a few seconds. {@link #announce} releases it again.
   *
   * @param nameplate one to six digits
   * @param validFor how long the offer is open
   * @return false if another receiver has it; true if not, or if that cannot be determined now,
   *     which the listener reports as a {@linkplain ListenerContext#problem problem}
   */
  default boolean reserve(String nameplate, Duration validFor) {
    return true;
  }

  /**
   * Is told which pairing offers are open, so that senders nearby can find them. Called on every
   * change. Default: does nothing.
   *
   * @param nameplates the nameplates of all open offers, possibly none
   */
  default void announce(Set<String> nameplates) {}

  /**
   * Is told that {@link ListenerContext#senders()} changed: a device paired, or was revoked. Must
   * not block. Default: does nothing.
   */
  default void sendersChanged() {}

  /** Stops listening and waits for what is in progress. */
  @Override
  void close();
}
