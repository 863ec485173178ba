package nz.co.medimage.transport.relay;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import nz.co.medimage.transport.http.MailboxClient;
import nz.co.medimage.transport.http.v1.Wire;

/** The nameplates that this receiver wants to have at the relay. */
final class Offers {
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  /** Monotonic: a clock that is set must neither end an offer nor keep it. */
  private final LongSupplier nanoTime;

  private final Map<String, Term> wanted = new HashMap<>();

  /** Nameplates that may still be reserved there. */
  private final Set<String> unwanted = new HashSet<>();

  /** Held while the relay is asked, so that requests about one nameplate keep their order. */
  private final Object turn = new Object();

  Offers(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** How long a nameplate is wanted. */
  private record Term(long since, Duration validFor) {}

  synchronized void want(String nameplate, Duration validFor) {
    wanted.put(nameplate, new Term(nanoTime.getAsLong(), validFor));
    unwanted.remove(nameplate);
  }

  /** Keeps only these of the wanted nameplates. */
  synchronized void keepOnly(Set<String> nameplates) {
    for (String nameplate : wanted.keySet()) {
      if (!nameplates.contains(nameplate)) {
        unwanted.add(nameplate);
      }
    }
    wanted.keySet().retainAll(nameplates);
  }

  /**
   * Wants a nameplate and reserves it at the relay; false, and no longer wanted, if another
   * receiver has it.
   */
  boolean take(MailboxClient relay, String nameplate, Duration validFor) throws IOException {
    synchronized (turn) {
      want(nameplate, validFor);
      return take(relay, nameplate);
    }
  }

  /** Reserves a nameplate at the relay; false, and no longer wanted, if another receiver has it. */
  private boolean take(MailboxClient relay, String nameplate) throws IOException {
    Duration left = left(nameplate);
    if (left.compareTo(SHORTEST) < 0) {
      return true;
    }
    Duration term = left.compareTo(Wire.MAX_OFFER) < 0 ? left : Wire.MAX_OFFER;
    boolean taken = relay.reserve(nameplate, term);
    if (!taken) {
      synchronized (this) {
        wanted.remove(nameplate);
      }
    }
    return taken;
  }

  private synchronized Duration left(String nameplate) {
    Term term = wanted.get(nameplate);
    return term == null
        ? Duration.ZERO
        : term.validFor().minusNanos(nanoTime.getAsLong() - term.since());
  }

  /**
   * Reserves all wanted nameplates at the relay, and releases the others.
   *
   * @return the nameplates that another receiver has
   */
  List<String> bring(MailboxClient relay) throws IOException {
    synchronized (turn) {
      List<String> toTake;
      List<String> toRelease;
      synchronized (this) {
        toTake = new ArrayList<>(wanted.keySet());
        toRelease = new ArrayList<>(unwanted);
      }
      for (String nameplate : toRelease) {
        release(relay, nameplate);
      }
      List<String> others = new ArrayList<>();
      for (String nameplate : toTake) {
        if (!take(relay, nameplate)) {
          others.add(nameplate);
        }
      }
      return others;
    }
  }

  private void release(MailboxClient relay, String nameplate) throws IOException {
    synchronized (this) {
      if (!unwanted.contains(nameplate)) {
        return; // wanted again meanwhile
      }
    }
    relay.release(nameplate);
    synchronized (this) {
      unwanted.remove(nameplate);
    }
  }
}
