package nz.co.medimage.sender;

import java.io.IOException;
import java.util.Objects;
import nz.co.medimage.api.transport.EnvelopeDeferredException;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.api.transport.NotPairedException;

/** Why a photo did not get through over one route. */
record Failure(RouteRef route, IOException why) {

  /** Whether no other photo would have got further over this route. */
  boolean isOfTheRoute() {
    return why instanceof UnreachableException || isNotPaired();
  }

  private boolean isNotPaired() {
    return why instanceof NotPairedException || why.getCause() instanceof NotPairedException;
  }

  /** Whether the receiver itself has ended the pairing: a relay may just have forgotten it. */
  boolean isUnpairing() {
    return isNotPaired() && !route.countsAsRelay();
  }

  /**
   * Whether the photo that was at the end of this route is no longer there, or not for this device.
   */
  boolean isLoss() {
    return isToldLoss() || isNotPaired();
  }

  /** Whether the other end says that it does not have the photo, or has it damaged. */
  boolean isToldLoss() {
    return why instanceof EnvelopeLostException;
  }

  /** Whether the other end has sent a sentence of its own about the photo. */
  boolean isSaid() {
    return why instanceof EnvelopeDeferredException || why instanceof EnvelopeLostException;
  }

  String sentence() {
    return Objects.toString(why.getMessage(), "no answer");
  }

  @Override
  public String toString() {
    return route.transport() + ": " + sentence();
  }
}
