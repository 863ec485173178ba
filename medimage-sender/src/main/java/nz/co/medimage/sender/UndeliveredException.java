package nz.co.medimage.sender;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import nz.co.medimage.api.spi.EnvelopeLostException;
import nz.co.medimage.api.spi.EnvelopeRefusedException;
import nz.co.medimage.api.spi.NotPairedException;
import nz.co.medimage.sender.Links.UnreachableException;
import nz.co.medimage.sender.SendStatus.State;

/** An attempt ended without the receiver's word. The message is one sentence for the user. */
final class UndeliveredException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean noWayOpen;
  private final State state;

  UndeliveredException(String message, boolean noWayOpen) {
    this(message, noWayOpen, State.WAITING);
  }

  private UndeliveredException(String message, boolean noWayOpen, State state) {
    super(message);
    this.noWayOpen = noWayOpen;
    this.state = state;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /** For an answer that is no receipt which this sender can use. */
  static UndeliveredException ignored(String to, IOException why) {
    String sentence = "An answer in the name of " + to + " was ignored: " + why.getMessage() + ".";
    return new UndeliveredException(sentence, false);
  }

  /**
   * Sums up what happened.
   *
   * @param to the receiver's name
   * @param failures by transport, in the order in which they were tried; at least one
   */
  static UndeliveredException of(String to, Map<String, IOException> failures) {
    boolean noWayOpen =
        failures.values().stream()
            .allMatch(e -> e instanceof UnreachableException || isNotPaired(e));
    State state =
        failures.values().stream().allMatch(UndeliveredException::isNotPaired)
            ? State.UNPAIRED
            : State.WAITING;
    return new UndeliveredException(sentence(to, failures, noWayOpen, state), noWayOpen, state);
  }

  private static String sentence(
      String to, Map<String, IOException> failures, boolean noWayOpen, State state) {
    if (state == State.UNPAIRED) {
      return to + " no longer accepts this device; pair it again, then send the photo again.";
    }
    Optional<IOException> said =
        failures.values().stream()
            .filter(
                e -> e instanceof EnvelopeRefusedException || e instanceof EnvelopeLostException)
            .findFirst();
    if (said.isPresent()) {
      return String.valueOf(said.get().getMessage());
    }
    String why =
        failures.entrySet().stream()
            .map(e -> e.getKey() + ": " + Objects.toString(e.getValue().getMessage(), "no answer"))
            .collect(Collectors.joining("; "));
    return noWayOpen
        ? to + " cannot be reached now (" + why + ")."
        : "The way to " + to + " broke (" + why + ").";
  }

  private static boolean isNotPaired(IOException e) {
    return e instanceof NotPairedException || e.getCause() instanceof NotPairedException;
  }

  /**
   * What to tell the user.
   *
   * @param mayBeFiled whether all of the photo had arrived before: then it may be filed, and one
   *     that is sent again would be filed a second time
   */
  String sentence(boolean mayBeFiled) {
    return state == State.UNPAIRED && mayBeFiled
        ? "The photo had arrived when this device's pairing was ended: ask there whether it is"
            + " filed before you send it again."
        : getMessage();
  }

  /** The same of one photo alone: others may get through. */
  UndeliveredException ofOnePhoto() {
    return new UndeliveredException(getMessage(), false, state);
  }

  /** What the photo does until the next try. */
  State state() {
    return state;
  }

  /** Whether nothing else for this receiver could get through now either. */
  boolean noWayOpen() {
    return noWayOpen;
  }
}
