package nz.co.medimage.api.transport;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The receiver's half of a transport: it hears paired senders, or collects from a relay, and hands
 * what it gets to the {@link ListenerContext}. It knows neither photos nor keys.
 */
public interface Listener extends AutoCloseable {

  /** The name that {@link Route#transport()} of its routes carries too, such as {@code wifi}. */
  String id();

  /**
   * Begins to listen, on threads of its own. Called once.
   *
   * @return the route that is handed to devices that pair from now on
   * @throws IOException with one sentence for the user if it cannot listen, as when the port is
   *     taken
   */
  Route start(ListenerContext context) throws IOException;

  /**
   * The route as it is now, for devices that pair from now on: a computer comes to other addresses
   * while it runs. Asked between {@link #start} and {@link #close}, on any thread.
   *
   * @return nothing if it is still the one that {@link #start} gave
   */
  default Optional<Route> route() {
    return Optional.empty();
  }

  /**
   * Takes a nameplate for a new pairing offer, where those of other receivers are found the same
   * way. Blocks, for at most some seconds. {@link #announce} gives it free again.
   *
   * @param nameplate one to six digits
   * @param validFor how long the offer is open
   * @return false if another receiver has it; true if not, or if that cannot be told now, which the
   *     listener reports as a {@linkplain ListenerContext#problem problem}
   */
  default boolean reserve(String nameplate, Duration validFor) {
    return true;
  }

  /**
   * Says which pairing offers are open, so that senders near by can find them. Called on each
   * change.
   *
   * @param nameplates those of all open offers, possibly none
   */
  default void announce(Set<String> nameplates) {}

  /**
   * Says that {@link ListenerContext#senders()} changed: a device paired, or was revoked. Does not
   * block.
   */
  default void sendersChanged() {}

  /** Stops listening and waits for what is in the middle of something. */
  @Override
  void close();
}
