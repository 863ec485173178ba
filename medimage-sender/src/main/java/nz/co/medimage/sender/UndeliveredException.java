package nz.co.medimage.sender;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.sender.DeliveryStatus.State;

/**
 * Thrown if an attempt ended without the receiver's answer. The message is one sentence for the
 * user.
 */
final class UndeliveredException extends Exception {
  private static final long serialVersionUID = 1L;

  /** For a photo that completely left this device, under a pairing that has ended. */
  static final String MAY_HAVE_ARRIVED =
      "The photo may have arrived before this device's pairing was ended: ask there whether it is"
          + " filed before you send it again.";

  private final boolean noRouteOpen;
  private final State state;
  private final boolean loss;
  private final boolean goneFromRelay;

  UndeliveredException(String message, boolean noRouteOpen) {
    this(message, noRouteOpen, State.WAITING, false, false);
  }

  private UndeliveredException(
      String message, boolean noRouteOpen, State state, boolean loss, boolean goneFromRelay) {
    super(message);
    this.noRouteOpen = noRouteOpen;
    this.state = state;
    this.loss = loss;
    this.goneFromRelay = goneFromRelay;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /** For an answer that is not a receipt that this sender can use. */
  static UndeliveredException ignored(String to, IOException why) {
    String sentence = "An answer in the name of " + to + " was ignored: " + why.getMessage() + ".";
    return new UndeliveredException(sentence, false);
  }

  /** For a sealed copy on this device that cannot be looked at. */
  static UndeliveredException unreadable(EnvelopeId id, IOException why) {
    String sentence =
        "The copy of the photo of "
            + EndedRecord.sealedAt(id)
            + " in the outbox cannot be read on this device now ("
            + why.getMessage()
            + "); it is tried again.";
    return new UndeliveredException(sentence, false);
  }

  /**
   * Sums up what happened.
   *
   * @param to the receiver's name
   * @param failures in the order in which the routes were tried; at least one
   */
  static UndeliveredException of(String to, List<Failure> failures) {
    boolean noRouteOpen = failures.stream().allMatch(Failure::isOfTheRoute);
    if (failures.stream().anyMatch(Failure::isUnpairing)) {
      String sentence =
          to + " no longer accepts this device; pair it again, then send the photo again.";
      return new UndeliveredException(sentence, noRouteOpen, State.UNPAIRED, false, true);
    }
    boolean loss = failures.stream().anyMatch(Failure::isToldLoss);
    return new UndeliveredException(
        sentence(to, failures, noRouteOpen), noRouteOpen, State.WAITING, loss, false);
  }

  private static String sentence(String to, List<Failure> failures, boolean noRouteOpen) {
    Optional<Failure> said = failures.stream().filter(Failure::isSaid).findFirst();
    if (said.isPresent()) {
      return said.get().sentence();
    }
    String why = failures.stream().map(Failure::toString).collect(Collectors.joining("; "));
    return noRouteOpen
        ? to + " cannot be reached now (" + why + ")."
        : "The connection to " + to + " broke (" + why + ").";
  }

  /**
   * The sentence for the user.
   *
   * @param mayBeFiled whether all of the photo has left this device before: then it may be filed,
   *     and would be filed twice if it is sent again
   */
  String sentence(boolean mayBeFiled) {
    return state == State.UNPAIRED && mayBeFiled ? MAY_HAVE_ARRIVED : getMessage();
  }

  /** The same for one photo only: others may get through. */
  UndeliveredException ofOnePhoto() {
    return new UndeliveredException(getMessage(), false, state, loss, goneFromRelay);
  }

  /** The same for a photo that was at a relay and is no longer there. */
  UndeliveredException withLossAtRelay() {
    return new UndeliveredException(getMessage(), noRouteOpen, state, loss, true);
  }

  /** Whether the other end says that the photo that had arrived there was damaged or is lost. */
  boolean isLoss() {
    return loss;
  }

  /** Whether a photo that was at a relay no longer counts as being there. */
  boolean goneFromRelay() {
    return goneFromRelay;
  }

  /** The state of the photo until the next try. */
  State state() {
    return state;
  }

  /** Whether nothing else for this receiver could get through now either. */
  boolean noRouteOpen() {
    return noRouteOpen;
  }
}
