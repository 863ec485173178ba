package nz.co.medimage.transport.relay;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import nz.co.medimage.transport.http.MailboxClient;
import nz.co.medimage.transport.http.v1.Wire;

/** The nameplates that this receiver wants to have at the relay. */
final class Offers {
  private final Clock clock;
  private final Map<String, Instant> wanted = new HashMap<>();

  /** Those that may still be taken there. */
  private final Set<String> unwanted = new HashSet<>();

  Offers(Clock clock) {
    this.clock = clock;
  }

  synchronized void want(String nameplate, Duration validFor) {
    wanted.put(nameplate, clock.instant().plus(validFor));
    unwanted.remove(nameplate);
  }

  /** Wants these alone of those that it wanted. */
  synchronized void keepOnly(Set<String> nameplates) {
    for (String nameplate : wanted.keySet()) {
      if (!nameplates.contains(nameplate)) {
        unwanted.add(nameplate);
      }
    }
    wanted.keySet().retainAll(nameplates);
  }

  /** Takes one nameplate at the relay; false if another receiver has it. */
  boolean take(MailboxClient relay, String nameplate) throws IOException {
    Duration left;
    synchronized (this) {
      Instant until = wanted.get(nameplate);
      if (until == null) {
        return true;
      }
      left = Duration.between(clock.instant(), until);
    }
    if (left.compareTo(Duration.ofSeconds(1)) < 0) {
      return true;
    }
    return relay.reserve(nameplate, left.compareTo(Wire.MAX_OFFER) < 0 ? left : Wire.MAX_OFFER);
  }

  /**
   * Takes all that are wanted, and gives the others free.
   *
   * @return those that another receiver has
   */
  List<String> bring(MailboxClient relay) throws IOException {
    List<String> toTake;
    List<String> toRelease;
    synchronized (this) {
      toTake = new ArrayList<>(wanted.keySet());
      toRelease = new ArrayList<>(unwanted);
    }
    for (String nameplate : toRelease) {
      relay.release(nameplate);
      synchronized (this) {
        unwanted.remove(nameplate);
      }
    }
    List<String> taken = new ArrayList<>();
    for (String nameplate : toTake) {
      if (!take(relay, nameplate)) {
        taken.add(nameplate);
      }
    }
    return taken;
  }
}
