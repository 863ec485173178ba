package nz.co.medimage.sender;

import java.io.IOException;
import java.util.Objects;
import nz.co.medimage.api.transport.EnvelopeDeferredException;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.api.transport.NotPairedException;

/** Why one route did not bring a photo to its end. */
record Failure(RouteRef route, IOException why) {

  /** Whether no other photo would have got further on this route. */
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

  /** Whether what lay at the end of this route is not there now, or not for this device. */
  boolean isLoss() {
    return isToldLoss() || isNotPaired();
  }

  /** Whether the other end says that it does not have the photo, or has it damaged. */
  boolean isToldLoss() {
    return why instanceof EnvelopeLostException;
  }

  /** Whether the other end has said in a sentence of its own what is the matter with the photo. */
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
